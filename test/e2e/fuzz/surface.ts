import type { OpenApiDocument } from '../harness/open-api-contract.js';
import type { Schema } from './schema-values.js';

export interface QueryParameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly QueryParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** One resource as the document describes it to clients, and the rows that are known to be there. */
export interface Surface {
  readonly path: string;
  readonly listParameters: readonly QueryParameter[];
  readonly itemParameters: readonly QueryParameter[];
  readonly keyParameters: readonly QueryParameter[];
  readonly bodies: Readonly<Record<'post' | 'put' | 'patch', Schema>>;
  /** Paths of rows, newest last. */
  readonly items: string[];
}

/** Everything that the document says can be asked. */
export function readSurfaces(document: OpenApiDocument): Surface[] {
  const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  return Object.keys(paths)
    .filter((path) => paths[path]!['post'] !== undefined && paths[path]!['get'] !== undefined)
    .map((path) => {
      const itemPath = Object.keys(paths).find((other) => other.startsWith(`${path}/{`))!;
      const list = paths[path]!;
      const item = paths[itemPath]!;
      return {
        path,
        listParameters: parametersOf(list['get'], 'query'),
        itemParameters: parametersOf(item['get'], 'query'),
        keyParameters: parametersOf(item['get'], 'path'),
        bodies: { post: bodyOf(list['post']), put: bodyOf(item['put']), patch: bodyOf(item['patch']) },
        items: [],
      };
    });
}

/** Finds the schema that a `$ref` of the document means. */
export function schemaFinder(document: OpenApiDocument): (reference: string) => Schema {
  return (reference) => document.components!.schemas![reference.split('/').at(-1)!] as Schema;
}

function parametersOf(operation: Operation | undefined, place: QueryParameter['in']): QueryParameter[] {
  return (operation?.parameters ?? []).filter((parameter) => parameter.in === place);
}

function bodyOf(operation: Operation | undefined): Schema {
  return operation!.requestBody!.content['application/json']!.schema;
}
