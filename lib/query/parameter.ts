import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';
import type { Relation } from '../resource/resource.js';
import type { ValueShape } from './operator-table.js';

/** Names that are never a filter, also where a route does not know the parameter. */
export const RESERVED_NAMES = [
  'page',
  'page_size',
  'cursor',
  'ordering',
  'search',
  'fields',
  'include',
  'count',
  'filter',
  'deleted',
] as const;

export type ReservedName = (typeof RESERVED_NAMES)[number];

/** A condition on one field, of the resource or of one that relations lead to: `price__gte`, `author.name`. */
export interface FilterParameter {
  readonly kind: 'filter';
  readonly name: string;
  readonly field: Field;
  /** Relations that lead to the row that has the field; none for the row itself. */
  readonly via: readonly Relation[];
  readonly operator: Operator;
  readonly shape: ValueShape;
  /**
   * What one item of the value is read as, with the limits of the query: the field itself, `boolean` for `isnull`,
   * text of any length up to 1,024 characters for pieces of text.
   */
  readonly operand: Field;
  readonly description: string;
}

/** What a parameter that is no filter takes. */
interface ParameterValue {
  readonly shape: 'single' | 'list';
  readonly type: 'integer' | 'string';
  readonly description: string;
  /** The only values, or items of the list, that are understood. */
  readonly allowed?: readonly string[];
  /** Inclusive bounds of an integer. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Characters in a text. */
  readonly maxLength?: number;
  /** Items in a list. */
  readonly maxItems?: number;
  /** What holds when the parameter is absent. */
  readonly default?: string | number;
}

/** A parameter with a meaning of its own: `page`, `ordering`. `tree` is the one called `filter`. */
export interface ReservedParameter extends ParameterValue {
  readonly kind: Exclude<ReservedName, 'filter'> | 'tree';
  readonly name: ReservedName;
}

/** How many rows an included to-many relation has and in which order: `reviews.page_size`, `reviews.ordering`. */
export interface IncludeParameter extends ParameterValue {
  readonly kind: 'include_page_size' | 'include_ordering';
  readonly name: string;
  /** Relations that lead to the included rows. */
  readonly via: readonly Relation[];
}

/** One query parameter that a route understands. */
export type Parameter = FilterParameter | ReservedParameter | IncludeParameter;
