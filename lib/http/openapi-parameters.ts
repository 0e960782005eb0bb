import { keyParameterName } from '../resource/key-parameter.js';
import { fieldSchema } from '../payload/field-schema.js';
import type { FilterParameter, Parameter } from '../query/parameter.js';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';

/** A JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export type JsonSchema = Record<string, unknown>;

/** A parameter of an operation, as OpenAPI 3.1 §4.8.12 writes it. */
export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly style?: 'form';
  /** `false`: a list is one value with commas. */
  readonly explode?: false;
}

/** Those that may only stand beside another one, or never beside one. A form that sends all defaults must not send them. */
const CONDITIONAL: ReadonlySet<Parameter['kind']> = new Set(['page', 'include_page_size', 'include_ordering']);

const LIST_STYLE = { style: 'form', explode: false } as const;

/** The key of a resource as path parameters, in key order. */
export function keyParameters(resource: Resource): OpenApiParameter[] {
  return resource.key.map((field) => ({
    name: keyParameterName(field),
    in: 'path',
    description: field.description ?? `\`${field.name}\` of the ${resource.name}.`,
    required: true,
    schema: valueSchema(field),
  }));
}

/** A query parameter with the schema of the values that it takes. */
export function queryParameter(parameter: Parameter, resource: Resource): OpenApiParameter {
  const { name, shape } = parameter;
  const schema =
    parameter.kind === 'filter' ? conditionSchema(parameter, resource.limits.maxListItems) : wordSchema(parameter);
  const isList = shape === 'list' || shape === 'pair';
  const description = describeParameter(parameter);
  return { name, in: 'query', description, required: false, schema, ...(isList && LIST_STYLE) };
}

/** What a parameter is for, with a default that its schema does not tell. */
export function describeParameter(parameter: Parameter): string {
  const { kind, description } = parameter;
  if (parameter.kind === 'filter' || !CONDITIONAL.has(kind) || parameter.default === undefined) return description;
  return `${description} Default: \`${parameter.default}\`.`;
}

/** The schema of what stands behind an operator. */
export function conditionSchema({ operand, shape }: FilterParameter, maxItems: number): JsonSchema {
  const items = valueSchema(operand);
  if (shape === 'list') return { type: 'array', items, maxItems };
  if (shape === 'pair') return { type: 'array', items, minItems: 2, maxItems: 2 };
  return items;
}

/** The schema of what a parameter takes that is no filter. */
export function wordSchema(parameter: Exclude<Parameter, FilterParameter>): JsonSchema {
  const { kind, type, shape, minimum, maximum, maxLength, maxItems, allowed } = parameter;
  const fallback = CONDITIONAL.has(kind) ? undefined : parameter.default;
  const value = withoutUndefined({ type, minimum, maximum, maxLength, enum: allowed && [...allowed] });
  if (shape === 'list') {
    const items = typeof fallback === 'string' ? fallback.split(',') : undefined;
    return withoutUndefined({ type: 'array', items: value, maxItems, default: items });
  }
  return withoutUndefined({ ...value, default: fallback });
}

/** The schema of one value of a field, without what is only about bodies. */
function valueSchema(field: Field): JsonSchema {
  const {
    enumName: _enumName,
    description: _description,
    ...schema
  } = fieldSchema({ ...field, isArray: false, nullable: false }, '');
  return schema;
}

function withoutUndefined(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
