import type { OpenApiDocument } from './open-api-contract.js';

type Node = Record<string, unknown>;

/** Visits every object and array of a JSON document, with its JSON pointer. Literal values are left out. */
function walk(node: unknown, visit: (node: Node, pointer: string) => void, pointer = '#'): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) visit(node as Node, pointer);
  for (const [name, child] of Object.entries(node)) {
    if (['example', 'examples', 'default', 'enum', 'const'].includes(name) && !pointer.endsWith('/properties'))
      continue;
    walk(child, visit, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

/**
 * Places where a 3.1 document uses words that JSON Schema 2020-12 does not know or means otherwise: `nullable`, and
 * `exclusiveMinimum`/`exclusiveMaximum` as booleans. A validator would silently pass over them.
 */
export function wordsOfOlderVersions(document: OpenApiDocument): string[] {
  const found: string[] = [];
  walk(document, (node, pointer) => {
    if (pointer.endsWith('/properties')) return;
    if ('nullable' in node) found.push(`${pointer}/nullable`);
    for (const word of ['exclusiveMinimum', 'exclusiveMaximum']) {
      if (typeof node[word] === 'boolean') found.push(`${pointer}/${word}`);
    }
  });
  return found;
}

/**
 * A copy of the document in which objects with listed properties allow no others, so that a field that leaks into an
 * answer is caught. Schemas that only contribute to an `allOf` stay open; the schema around them is closed instead.
 */
export function sealSchemas(document: OpenApiDocument): OpenApiDocument {
  const copy = structuredClone(document);
  const parts = new Set<string>();
  walk(copy, (node, pointer) => {
    if (!Array.isArray(node['allOf'])) return;
    node['allOf'].forEach((part: Node, index) => {
      parts.add(typeof part['$ref'] === 'string' ? part['$ref'] : `${pointer}/allOf/${index}`);
    });
  });
  walk(copy, (node, pointer) => {
    if (pointer.endsWith('/properties') || parts.has(pointer)) return;
    const isObject = typeof node['properties'] === 'object' || Array.isArray(node['allOf']);
    if (isObject && !('additionalProperties' in node)) node['unevaluatedProperties'] ??= false;
  });
  return copy;
}

/** A copy of the document in which rows may lack any property; pages and problems are as they were. */
export function withPartialRows(document: OpenApiDocument): OpenApiDocument {
  const copy = structuredClone(document);
  for (const [name, schema] of Object.entries(copy.components?.schemas ?? {}) as [string, Node][]) {
    const isPage = typeof schema['properties'] === 'object' && 'results' in (schema['properties'] as Node);
    if (!isPage && !name.startsWith('Problem')) walk(schema, (node) => delete node['required']);
  }
  return copy;
}
