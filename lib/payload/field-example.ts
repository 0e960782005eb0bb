import type { Field } from '../resource/field.js';
import type { PropertySchema } from './field-schema.js';
import { compileScalarRule } from './scalar-rule.js';

const FORMAT_EXAMPLES: Readonly<Record<string, string>> = {
  email: 'ada@example.com',
  uri: 'https://example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1',
  date: '2024-05-31',
  'date-time': '2024-05-31T12:30:00.000Z',
  'time-local': '12:30:00',
};

/** Tried in turn; the first one that the column can hold is shown. */
const TYPE_CANDIDATES: Readonly<Partial<Record<Field['type'], readonly unknown[]>>> = {
  boolean: [true],
  bigint: ['9007199254740993', '1', '0'],
  decimal: ['12.50', '1.5', '12', '1', '0.5'],
  binary: ['aGVsbG8=', 'aA==', ''],
};

/** A value that the schema allows and the column can hold, for the docs; `undefined` where none comes to mind. */
export function fieldExample(field: Field, schema: PropertySchema): unknown {
  if (field.isArray) {
    const items = field.type === 'enum' ? schema : (schema['items'] as PropertySchema);
    const item = ((schema['minItems'] ?? 0) as number) > 1 ? undefined : itemExample(field, items);
    return item === undefined ? undefined : [item];
  }
  return itemExample(field, schema);
}

function itemExample(field: Field, schema: PropertySchema): unknown {
  const rule = compileScalarRule(field);
  return candidates(field, schema).find(
    (candidate) => candidate !== undefined && rule(candidate).ok && obeys(schema, candidate),
  );
}

function candidates(field: Field, schema: PropertySchema): readonly unknown[] {
  if (Array.isArray(schema['enum'])) return schema['enum'] as readonly unknown[];
  const typed = TYPE_CANDIDATES[field.type];
  if (typed !== undefined) return typed;
  if (field.type === 'int' || field.type === 'float') return numbers(schema);
  const format = schema['format'] as string | undefined;
  if (format !== undefined) return [FORMAT_EXAMPLES[format]];
  return field.type === 'string' ? texts(schema) : [];
}

function numbers(schema: PropertySchema): readonly number[] {
  const step = (schema['multipleOf'] as number | undefined) ?? 1;
  const minimum = schema['minimum'] as number | undefined;
  const maximum = schema['maximum'] as number | undefined;
  const lowest = minimum === undefined ? [] : [Math.ceil(minimum / step) * step, minimum];
  return [step, -step, ...lowest, ...(maximum === undefined ? [] : [Math.floor(maximum / step) * step])];
}

function texts(schema: PropertySchema): readonly string[] {
  const minimum = (schema['minLength'] as number | undefined) ?? 0;
  const maximum = (schema['maxLength'] as number | undefined) ?? Infinity;
  return minimum > 64
    ? []
    : ['text'.repeat(Math.max(1, Math.ceil(minimum / 4))).slice(0, Math.min(maximum, Math.max(4, minimum)))];
}

function obeys(schema: PropertySchema, value: unknown): boolean {
  const limit = (keyword: string, fallback: number): number => (schema[keyword] as number | undefined) ?? fallback;
  if (typeof value === 'string')
    return value.length >= limit('minLength', 0) && value.length <= limit('maxLength', Infinity);
  if (typeof value !== 'number') return true;
  const isInside = value >= limit('minimum', -Infinity) && value <= limit('maximum', Infinity);
  return isInside && value > limit('exclusiveMinimum', -Infinity) && value < limit('exclusiveMaximum', Infinity);
}
