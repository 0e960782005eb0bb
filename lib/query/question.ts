import type { CountMode, Relation, SortKey } from '../resource/resource.js';
import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';

/** One comparison. `value` is already of the field's type: a list for `in`/`nin`, a pair for `between`, a boolean for `isnull`. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly field: Field;
  readonly operator: Operator;
  readonly value: unknown;
}

/**
 * What is asked of the rows on the other side of a relation:
 *
 * | quantifier | holds when |
 * |---|---|
 * | `one` | the condition holds for the row of a to-one relation; where there is none, for a row of nulls |
 * | `some` | there is a row that it holds for |
 * | `none` | there is no row that it holds for |
 * | `every` | there is no row that it does not hold for |
 */
export interface RelatedCondition {
  readonly kind: 'related';
  readonly relation: Relation;
  readonly quantifier: 'one' | 'some' | 'none' | 'every';
  /** About the fields and relations of the relation's target. */
  readonly condition: Condition;
}

/** Conditions joined by AND or OR; an empty AND is true, an empty OR is false. */
export interface Junction {
  readonly kind: 'and' | 'or';
  readonly conditions: readonly Condition[];
}

export interface Negation {
  readonly kind: 'not';
  readonly condition: Condition;
}

/** What an access rule demands: inside, related rows count whether or not the caller may see them. */
export interface RuleCondition {
  readonly kind: 'rule';
  readonly condition: Condition;
}

/** The dialect-free tree of a filter: what every parser makes, and every builder and the matcher read. */
export type Condition = Comparison | RelatedCondition | Junction | Negation | RuleCondition;

/** Conditions that rows of a resource have to meet wherever they turn up, by the name of the resource. */
export interface Visibility {
  /** Of resources that may have a condition; zero when every row of all of them may be seen. */
  readonly size: number;
  has(resourceName: string): boolean;
  get(resourceName: string): Condition | undefined;
}

/** Every row may be seen. */
export const ALL_VISIBLE: Visibility = new Map<string, Condition>();

/** Rows of a relation that come with each row. */
export interface Include {
  readonly relation: Relation;
  /** Fields of the related rows, in representation order. */
  readonly fields: readonly Field[];
  readonly includes: readonly Include[];
  /** Rows for each row of the other side; of no meaning for a to-one relation. */
  readonly pageSize: number;
  /** Complete: ends with the key of the related rows. Of no meaning for a to-one relation. */
  readonly sort: readonly SortKey[];
}

/** Softly deleted rows: left out, among the others, or the only ones. */
export type DeletedRows = 'without' | 'with' | 'only';

/** Where a walk by cursor stands. */
export interface CursorPosition {
  /** `after` and `before` a row, in the order that was asked for. */
  readonly side: 'after' | 'before';
  /**
   * What the row has for each key of the sort, exactly as it is stored and in a form that JSON carries; `undefined`
   * stands before the first row.
   */
  readonly values: readonly unknown[] | undefined;
  /**
   * The rows that are walked through and their order, as the client asked for them: what cursors of this walk are bound
   * to. It stays as it is when access rules narrow the question.
   */
  readonly walk?: string;
}

/** A question about many rows. */
export interface ListQuestion {
  readonly kind: 'list';
  readonly filter: Condition | undefined;
  /** Complete: ends with the key as tie-break. */
  readonly sort: readonly SortKey[];
  /** From 1; of no meaning beside a cursor. */
  readonly page: number;
  readonly pageSize: number;
  /** `undefined`: pages by number. */
  readonly cursor: CursorPosition | undefined;
  readonly count: CountMode;
  /** Fields of a row, in representation order. */
  readonly fields: readonly Field[];
  readonly includes: readonly Include[];
  readonly deleted: DeletedRows;
  /** Only rows on the other side of this relation of the item with this key. */
  readonly parent: { readonly relation: Relation; readonly key: readonly unknown[] } | undefined;
  readonly visibility: Visibility;
  /** Normalized query parameters without `page` and `cursor`, in the order received: what links repeat. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** A version that the row must still have. */
export interface VersionCondition {
  /** Versions that are accepted; `*` stands for any. */
  readonly versions: readonly string[] | '*';
  /** Where the client said so, which decides how a stale one is answered. */
  readonly source: 'header' | 'body';
}

/** A question about the one row that has this key. */
export interface ItemQuestion {
  readonly kind: 'item';
  /** Values of the key fields, in key order. */
  readonly key: readonly unknown[];
  /** The unique key that `key` is of; `undefined`: the primary key. */
  readonly keyFields: readonly Field[] | undefined;
  /** Narrows further; set by access rules. */
  readonly filter: Condition | undefined;
  readonly fields: readonly Field[];
  readonly includes: readonly Include[];
  readonly deleted: DeletedRows;
  /** All of them must be met by a write. */
  readonly versions: readonly VersionCondition[];
  /** Fields that a replace leaves as they are where its body does not hold them. Default: none. */
  readonly kept?: readonly Field[];
  readonly visibility: Visibility;
}

/** A question about the rows that belong to each of several rows on the other side of a relation. */
export interface RelatedQuestion {
  readonly kind: 'related';
  readonly include: Include;
  /** For each row of the relation's own side, the values of the columns that the relation joins it by. */
  readonly links: readonly (readonly unknown[])[];
  readonly visibility: Visibility;
}

export type Question = ListQuestion | ItemQuestion | RelatedQuestion;
