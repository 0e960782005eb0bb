import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';
import type { ValueShape } from './operator-table.js';

/**
 * Names that are never a filter. Those without a parameter of their own yet are kept free, so that a field of that
 * name does not change its parameter when they come.
 */
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

/** A condition on one field: `price__gte`. */
export interface FilterParameter {
  readonly kind: 'filter';
  readonly name: string;
  readonly field: Field;
  readonly operator: Operator;
  readonly shape: ValueShape;
  /**
   * What one item of the value is read as, with the limits of the query: the field itself, `boolean` for `isnull`,
   * text of any length up to 1,024 characters for pieces of text.
   */
  readonly operand: Field;
  readonly description: string;
}

/** A parameter with a meaning of its own: `page`, `ordering`. */
export interface ReservedParameter {
  readonly kind: 'page' | 'page_size' | 'ordering' | 'search' | 'fields' | 'count';
  readonly name: ReservedName;
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

/** One query parameter that a route understands. */
export type Parameter = FilterParameter | ReservedParameter;
