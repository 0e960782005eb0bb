import { bigintBounds, decimalDigits, floatBounds, integerBounds } from '../resource/field-bounds.js';
import type { Field, FieldType } from '../resource/field.js';

/** A property as `@ApiProperty` takes it; wider than swagger's own type, which does not know all of JSON Schema 2020-12. */
export type PropertySchema = Record<string, unknown>;

const INT32_MAXIMUM = 2_147_483_647;

const TYPE_SCHEMAS: Readonly<Record<FieldType, (field: Field) => PropertySchema>> = {
  int: integerSchema,
  float: (field) => ({ type: 'number', format: 'double', ...bounds(floatBounds(field)) }),
  bigint: (field) => ({ type: 'string', format: 'int64', pattern: bigintPattern(field) }),
  decimal: (field) => ({ type: 'string', format: 'decimal', pattern: decimalPattern(field) }),
  boolean: () => ({ type: 'boolean' }),
  string: (field) => ({ type: 'string', ...(field.length !== undefined && { maxLength: field.length }) }),
  uuid: () => ({ type: 'string', format: 'uuid' }),
  enum: enumSchema,
  date: () => ({ type: 'string', format: 'date' }),
  // `time` would ask for an offset; `time-local` is the name in the OpenAPI format registry.
  time: () => ({
    type: 'string',
    format: 'time-local',
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?$',
  }),
  datetime: () => ({ type: 'string', format: 'date-time' }),
  // Swagger would write `type: object` for a property without a type; one empty alternative says "anything".
  json: () => ({ anyOf: [{}] }),
  binary: binarySchema,
};

/**
 * The OpenAPI 3.1 schema of a field, the same for both directions: what goes out can be sent back.
 *
 * @param enumName name of the shared schema of an enum's values
 */
export function fieldSchema(field: Field, enumName: string): PropertySchema {
  const item = TYPE_SCHEMAS[field.type](field);
  const named = field.type === 'enum' ? { enumName } : {};
  const described = field.description === undefined ? {} : { description: field.description };
  // `{}` holds null already.
  const nullable = field.nullable && (field.type !== 'json' || field.isArray) ? { nullable: true } : {};
  return { ...listSchema(field, item), ...named, ...nullable, ...described };
}

function listSchema(field: Field, item: PropertySchema): PropertySchema {
  if (!field.isArray) return item;
  return field.type === 'enum' ? { ...item, isArray: true } : { type: 'array', items: item };
}

function integerSchema(field: Field): PropertySchema {
  const [minimum, maximum] = integerBounds(field);
  const isShort = minimum >= -INT32_MAXIMUM - 1 && maximum <= INT32_MAXIMUM;
  return { type: 'integer', format: isShort ? 'int32' : 'int64', minimum, maximum };
}

function bounds([minimum, maximum]: readonly [number | undefined, number | undefined]): PropertySchema {
  return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}

function bigintPattern(field: Field): string {
  const [minimum, maximum] = bigintBounds(field);
  const sign = minimum.startsWith('-') ? '-?' : '';
  return `^(0|${sign}[1-9]\\d{0,${maximum.replace('-', '').length - 1}})$`;
}

function decimalPattern(field: Field): string {
  const [integer, fraction] = decimalDigits(field);
  if (field.precision === undefined) return '^-?\\d+(\\.\\d+)?$';
  const whole = integer === 0 ? '0' : `\\d{1,${integer}}`;
  return fraction === 0 ? `^-?${whole}$` : `^-?${whole}(\\.\\d{1,${fraction}})?$`;
}

function enumSchema(field: Field): PropertySchema {
  const values = field.enumValues ?? [];
  return { enum: [...values], type: values.every((value) => typeof value === 'number') ? 'number' : 'string' };
}

function binarySchema(field: Field): PropertySchema {
  const text = { type: 'string', format: 'byte', contentEncoding: 'base64' };
  return field.length === undefined ? text : { ...text, maxLength: Math.ceil(field.length / 3) * 4 };
}
