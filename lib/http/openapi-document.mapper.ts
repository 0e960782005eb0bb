import type { OpenAPIObject } from '@nestjs/swagger';
import { REQUEST_ID } from './correlation-id.js';

type Json = Record<string, unknown>;

/** Members that hold data and no schema. */
const DATA_MEMBERS: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'const', 'enum']);

/** Members whose own members are names that somebody chose, so `nullable` among them is a property called so. */
const NAMED_MEMBERS: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'schemas', 'headers']);

const COMBINATORS = ['allOf', 'anyOf', 'oneOf'] as const;

/** Operations of a path. OpenAPI 3.1 knows no QUERY (3.2 does), so it is an extension. */
const OPERATIONS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace', 'x-query'] as const;

interface Operation {
  operationId?: string;
  readonly responses?: Readonly<Record<string, { headers?: Json }>>;
}

type PathOperations = Partial<Record<(typeof OPERATIONS)[number] | 'query', Operation>>;

const REQUEST_ID_HEADER = {
  description: 'The id of the request, in the log as well: what the request has under this name, else a new one.',
  schema: { type: 'string' },
} as const;
const REQUEST_ID_REFERENCE = { $ref: `#/components/headers/${REQUEST_ID}` };

/**
 * Makes what Swagger's scanner found a sound OpenAPI 3.1 document, in place: `nullable`, which 3.1 does not know,
 * becomes a type; QUERY, which it does not know either, becomes `x-query`; operation ids become unique, also where
 * versions or several paths repeat an operation; schemas are listed by name.
 */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  document.openapi = '3.1.0';
  convertNullable(document);
  Object.values(document.paths as Record<string, PathOperations>).forEach(extendByQuery);
  separateOperationIds(document);
  nameRequestIds(document);
  const schemas = document.components?.schemas;
  if (schemas !== undefined) {
    const sorted = Object.entries(schemas).toSorted(([left], [right]) => (left < right ? -1 : 1));
    document.components = { ...document.components, schemas: Object.fromEntries(sorted) };
  }
  return document;
}

function extendByQuery(path: PathOperations): void {
  if (path.query === undefined) return;
  path['x-query'] = path.query;
  delete path.query;
}

/** Every answer has the id of its request; said once, and referred to. */
function nameRequestIds(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths as Record<string, PathOperations>)) {
    for (const method of OPERATIONS) {
      for (const response of Object.values(path[method]?.responses ?? {})) {
        if (!('$ref' in response)) response.headers = { ...response.headers, [REQUEST_ID]: REQUEST_ID_REFERENCE };
      }
    }
  }
  const { headers } = document.components ?? {};
  document.components = { ...document.components, headers: { ...headers, [REQUEST_ID]: REQUEST_ID_HEADER } };
}

function separateOperationIds({ paths }: OpenAPIObject): void {
  const seen = new Map<string, number>();
  for (const path of Object.values(paths as Record<string, PathOperations>)) {
    for (const method of OPERATIONS) {
      const operation = path[method];
      if (operation?.operationId === undefined) continue;
      const count = (seen.get(operation.operationId) ?? 0) + 1;
      seen.set(operation.operationId, count);
      if (count > 1) operation.operationId += `_${count}`;
    }
  }
}

function convertNullable(node: unknown): void {
  if (Array.isArray(node)) {
    node.forEach(convertNullable);
    return;
  }
  if (!isJson(node)) return;
  for (const [member, value] of Object.entries(node)) {
    if (DATA_MEMBERS.has(member) || member.startsWith('x-')) continue;
    if (NAMED_MEMBERS.has(member) && isJson(value)) Object.values(value).forEach(convertNullable);
    else convertNullable(value);
  }
  if (typeof node['nullable'] === 'boolean') allowNull(node);
}

/** Says in JSON Schema 2020-12 what `nullable` says in OpenAPI 3.0. */
function allowNull(schema: Json): void {
  const { nullable } = schema;
  delete schema['nullable'];
  if (nullable !== true) return;
  const combinator = COMBINATORS.find((name) => Array.isArray(schema[name]));
  if ('$ref' in schema || combinator !== undefined) {
    wrapAlternative(schema, combinator);
    return;
  }
  if (schema['type'] !== undefined) schema['type'] = [...new Set([schema['type'], 'null'].flat())];
  if (Array.isArray(schema['enum'])) schema['enum'] = [...new Set<unknown>([...schema['enum'], null])];
}

function wrapAlternative(schema: Json, combinator: (typeof COMBINATORS)[number] | undefined): void {
  const inner: Json = {};
  for (const member of combinator === undefined ? ['$ref'] : ['$ref', combinator]) {
    if (member in schema) inner[member] = schema[member];
    delete schema[member];
  }
  // Swagger writes it beside a reference only, where it would contradict null.
  if (schema['type'] === 'object') delete schema['type'];
  schema['anyOf'] = [inner, { type: 'null' }];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
