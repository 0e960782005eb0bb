import { ValidationTypes } from 'class-validator';
import type { FieldType } from '../resource/field.js';
import type { EntityRule } from './entity-rules.js';
import type { PropertySchema } from './field-schema.js';

/** Types whose values class-validator sees as JSON writes them. */
const PLAIN_TYPES: ReadonlySet<FieldType> = new Set<FieldType>(['int', 'float', 'string', 'boolean', 'enum']);

type Reflection = (schema: PropertySchema, constraints: readonly unknown[]) => void;

/** Rules that say nothing which the column's schema does not say already. */
const SILENT: ReadonlySet<string> = new Set(
  [
    [ValidationTypes.CONDITIONAL_VALIDATION, ValidationTypes.WHITELIST],
    [ValidationTypes.IS_DEFINED, ValidationTypes.NESTED_VALIDATION],
    ['isString', 'isNumber', 'isInt', 'isBoolean', 'isDate', 'isArray', 'isObject', 'isOptional', 'isNotEmptyObject'],
    ['isDateString', 'isIso8601', 'isRFC3339', 'isDecimal', 'isNumberString', 'isBooleanString'],
  ].flat(),
);

const REFLECTIONS: Readonly<Record<string, Reflection>> = {
  min: (schema, [minimum]) => raise(schema, 'minimum', minimum),
  max: (schema, [maximum]) => lower(schema, 'maximum', maximum),
  isPositive: (schema) => {
    if (isNumeric(schema)) schema['exclusiveMinimum'] = 0;
  },
  isNegative: (schema) => {
    if (isNumeric(schema)) schema['exclusiveMaximum'] = 0;
  },
  isDivisibleBy: (schema, [divisor]) => {
    if (isNumeric(schema) && typeof divisor === 'number') schema['multipleOf'] = divisor;
  },
  minLength: (schema, [minimum]) => raise(schema, 'minLength', minimum),
  maxLength: (schema, [maximum]) => lower(schema, 'maxLength', maximum),
  isLength: (schema, [minimum, maximum]) => {
    raise(schema, 'minLength', minimum);
    lower(schema, 'maxLength', maximum);
  },
  isNotEmpty: (schema) => raise(schema, 'minLength', 1),
  matches: (schema, [pattern]) => {
    if (pattern instanceof RegExp && pattern.flags.replace(/[gu]/g, '') === '') schema['pattern'] = pattern.source;
  },
  isEmail: (schema) => setFormat(schema, 'email'),
  isUrl: (schema) => setFormat(schema, 'uri'),
  isUuid: (schema) => setFormat(schema, 'uuid'),
  isFqdn: (schema) => setFormat(schema, 'hostname'),
  isIp: (schema, [version]) => {
    if (version !== undefined) setFormat(schema, version === '6' || version === 6 ? 'ipv6' : 'ipv4');
  },
  isIn: (schema, [values]) => choose(schema, values),
  isEnum: (schema, [, values]) => choose(schema, values),
  arrayMinSize: (schema, [minimum]) => raise(schema, 'minItems', minimum),
  arrayMaxSize: (schema, [maximum]) => lower(schema, 'maxItems', maximum),
  arrayNotEmpty: (schema) => raise(schema, 'minItems', 1),
  arrayUnique: (schema) => {
    if (schema['type'] === 'array') schema['uniqueItems'] = true;
  },
};

const TYPE_OF_LIMIT: Readonly<Record<string, string>> = {
  minLength: 'string',
  maxLength: 'string',
  minItems: 'array',
  maxItems: 'array',
};

/** Writes into the schema what OpenAPI can say of class-validator rules: the tighter of two limits wins. */
export function reflectRules(schema: PropertySchema, rules: readonly EntityRule[]): void {
  for (const rule of rules) {
    const target = rule.each ? (schema['items'] as PropertySchema | undefined) : schema;
    if (target !== undefined) REFLECTIONS[rule.name ?? '']?.(target, (rule.constraints ?? []) as readonly unknown[]);
  }
}

/**
 * Whether the schema of a field of this type says all that the rules ask for, so that a value made from it alone is
 * right. A pattern is said, but no value can be made from it.
 */
export function areRulesReflected(rules: readonly EntityRule[], type: FieldType): boolean {
  const isPlain = PLAIN_TYPES.has(type);
  return rules.every((rule) => {
    const name = rule.name ?? rule.type;
    if (SILENT.has(name) || SILENT.has(rule.type)) return true;
    return isPlain && Object.hasOwn(REFLECTIONS, name) && name !== 'matches';
  });
}

function isNumeric(schema: PropertySchema): boolean {
  return schema['type'] === 'integer' || schema['type'] === 'number';
}

/** Whether the limit has a meaning for the type: bounds of numbers are lost on decimals, which travel as text. */
function isLimited(schema: PropertySchema, keyword: string): boolean {
  const type = TYPE_OF_LIMIT[keyword];
  return type === undefined ? isNumeric(schema) : schema['type'] === type && !('contentEncoding' in schema);
}

function raise(schema: PropertySchema, keyword: string, limit: unknown): void {
  if (typeof limit !== 'number' || !isLimited(schema, keyword)) return;
  schema[keyword] = Math.max(limit, (schema[keyword] as number | undefined) ?? -Infinity);
}

function lower(schema: PropertySchema, keyword: string, limit: unknown): void {
  if (typeof limit !== 'number' || !isLimited(schema, keyword)) return;
  schema[keyword] = Math.min(limit, (schema[keyword] as number | undefined) ?? Infinity);
}

function setFormat(schema: PropertySchema, format: string): void {
  if (schema['type'] === 'string') schema['format'] ??= format;
}

function choose(schema: PropertySchema, values: unknown): void {
  if (!Array.isArray(values) || 'enum' in schema) return;
  const wanted = isNumeric(schema) ? 'number' : 'string';
  if (values.every((value) => typeof value === wanted) && (isNumeric(schema) || schema['type'] === 'string')) {
    schema['enum'] = [...(values as readonly unknown[])];
  }
}
