import type { FilterParameter } from '../../query/parameter.js';
import type { Condition } from '../../query/question.js';
import { relatedCondition } from '../../query/search-condition.js';
import type { Field } from '../../resource/field.js';
import type { Relation, Resource } from '../../resource/resource.js';
import type { SeenWorld } from './seen-world.js';
import type { StoredWorld } from './stored-world.js';

/** A condition on one field, as it is sent and as it is asked in memory. */
export interface ProbeCondition {
  /** `author.name__in=…`, percent-encoded. */
  readonly parameter: string;
  /** The operand in a filter tree. */
  readonly operand: unknown;
  readonly condition: Condition;
  /** Whether every engine finds in the database just what is found in memory. */
  readonly isExact: boolean;
}

/** Types whose values come out of every database as they are compared there. */
const EXACT_TYPES: readonly Field['type'][] = ['int', 'bigint', 'decimal', 'boolean', 'string', 'uuid', 'enum', 'date'];
const ORDER_OPERATORS: readonly string[] = ['lt', 'lte', 'gt', 'gte', 'between'];
const EVERY_ROW: Condition = Object.freeze({ kind: 'and', conditions: [] });
const PATTERN_CHARACTERS = /[%_\\]/;

/**
 * Conditions with values that are worth asking for: what rows have that may not be read, which must make no difference,
 * and what other rows have.
 */
export function probeConditions(
  world: StoredWorld,
  seen: SeenWorld,
  resource: Resource,
  parameter: FilterParameter,
): readonly ProbeCondition[] {
  const { via, operator, field } = parameter;
  if (operator === 'isnull') return [true, false].map((value) => withValue(parameter, value, String(value), value));
  const end = via.at(-1)?.target ?? resource;
  const values = tellingValues(world, seen, end, field).filter((value) => isUsable(parameter, value));
  return values.map((value) => {
    const json = operandOf(parameter, value);
    const items = (Array.isArray(json) ? json : [json]).map((item) => encodeURIComponent(textOf(item)));
    return withValue(parameter, json, items.join(','), comparedOf(field, json));
  });
}

/** Values of a field: one that only rows have that may not be read, and one that others have. */
export function tellingValues(world: StoredWorld, seen: SeenWorld, resource: Resource, field: Field): unknown[] {
  const rows = world.of(resource).rows.filter(({ isDeleted }) => !isDeleted);
  const valuesOf = (mayRead: boolean): unknown[] =>
    rows
      .filter((row) => seen.mayRead(row) === mayRead)
      .map((row) => row.json.get(field))
      .filter((value) => value !== null && value !== undefined);
  const open = valuesOf(true);
  const known = new Set(open.map((value) => JSON.stringify(value)));
  const closed = valuesOf(false);
  const telling = closed.find((value) => !known.has(JSON.stringify(value))) ?? closed[0];
  return [telling, open[0]].filter((value) => value !== undefined);
}

/** What rows that a comparison can hold for have: a value at the end of the path. */
export function hasValue(field: Field, via: readonly Relation[]): Condition {
  return relatedCondition(via, { kind: 'comparison', field, operator: 'isnull', value: false });
}

function withValue(
  { name, field, via, operator }: FilterParameter,
  operand: unknown,
  text: string,
  value: unknown,
): ProbeCondition {
  const isText = field.type === 'string' || field.type === 'enum';
  const isExact =
    operator === 'isnull' || (EXACT_TYPES.includes(field.type) && !(isText && ORDER_OPERATORS.includes(operator)));
  const comparison: Condition = { kind: 'comparison', field, operator, value };
  return {
    parameter: `${encodeURIComponent(name)}=${text}`,
    operand,
    condition: isExact ? relatedCondition(via, comparison) : mostOf(operator, field, via),
    isExact,
  };
}

/** Where engines differ, the most that any of them may find. */
function mostOf(operator: string, field: Field, via: readonly Relation[]): Condition {
  return operator === 'ne' || operator === 'nin' ? EVERY_ROW : hasValue(field, via);
}

function isUsable({ field, operator, operand }: FilterParameter, value: unknown): boolean {
  if (field.isArray) return Array.isArray(value) && value.length > 0;
  if (typeof value === 'object') return false;
  const text = textOf(value);
  if ((operator === 'like' || operator === 'ilike') && PATTERN_CHARACTERS.test(text)) return false;
  return text !== '' && (operand.length === undefined || text.length <= operand.length);
}

function operandOf({ field, operator, shape }: FilterParameter, value: unknown): unknown {
  const single = field.isArray ? (value as readonly unknown[])[0] : pieceOf(operator, value);
  if (shape === 'list') return [single];
  return shape === 'pair' ? [single, single] : single;
}

/** Operators on pieces of text are asked for a piece. */
function pieceOf(operator: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (operator.endsWith('startswith')) return value.slice(0, Math.ceil(value.length * 0.7));
  if (operator.endsWith('endswith')) return value.slice(Math.floor(value.length * 0.3));
  return operator.endsWith('contains') ? value.slice(Math.floor(value.length * 0.2)) : value;
}

function comparedOf({ type }: Field, json: unknown): unknown {
  if (type !== 'datetime') return json;
  return Array.isArray(json) ? json.map((item) => new Date(String(item))) : new Date(String(json));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
