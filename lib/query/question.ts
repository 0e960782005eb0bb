import type { CountMode, SortKey } from '../resource/resource.js';
import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';

/** One comparison. `value` is already of the field's type: a list for `in`/`nin`, a pair for `between`, a boolean for `isnull`. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly field: Field;
  readonly operator: Operator;
  readonly value: unknown;
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

/** The dialect-free tree of a filter: what every parser makes and every builder reads. */
export type Condition = Comparison | Junction | Negation;

/** A question about many rows. */
export interface ListQuestion {
  readonly kind: 'list';
  readonly filter: Condition | undefined;
  /** Words that must each occur in one of the resource's search fields; empty when nothing is searched. */
  readonly search: readonly string[];
  /** Complete: ends with the key as tie-break. */
  readonly sort: readonly SortKey[];
  readonly page: number;
  readonly pageSize: number;
  readonly count: CountMode;
  /** Fields of a row, in representation order. */
  readonly fields: readonly Field[];
  /** Normalized query parameters without `page`, in the order received: what `next` and `previous` links repeat. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** A question about the one row that has this key. */
export interface ItemQuestion {
  readonly kind: 'item';
  /** Values of the key fields, in key order. */
  readonly key: readonly unknown[];
  /** Narrows further; set by access rules. */
  readonly filter: Condition | undefined;
  readonly fields: readonly Field[];
}

export type Question = ListQuestion | ItemQuestion;
