import type { OpenApiDocument } from '../harness/open-api-contract.js';
import { Known } from './known.js';
import type { Schema } from './schema-values.js';

export interface QueryParameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly schema: Schema;
  readonly required?: boolean;
}

interface Operation {
  readonly parameters?: readonly QueryParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

type PathItem = Readonly<Record<string, Operation>>;

/** What a body is sent for. */
export type BodyDoor = 'create' | 'replace' | 'update' | 'upsert' | 'bulk' | 'search';

/** What is asked by a query: a list, or an item. */
export interface QueryDoor {
  readonly parameters: readonly QueryParameter[];
  /** Of one row. */
  readonly row: Schema;
  /** Of the JSON in `filter`; absent where there is no such parameter. */
  readonly tree?: Schema;
}

/** One resource as the document describes it to clients, and what is known of its rows. */
export interface Surface {
  readonly path: string;
  readonly list: QueryDoor;
  readonly item: QueryDoor;
  readonly keyParameters: readonly QueryParameter[];
  /** Absent where there is no such route. */
  readonly bodies: Readonly<Partial<Record<BodyDoor, Schema>>>;
  /** Lists of related rows, by the name that stands behind the key. */
  readonly related: ReadonlyMap<string, QueryDoor>;
  readonly hasQuery: boolean;
  readonly hasRestore: boolean;
  readonly demandsVersion: boolean;
  readonly heedsKeys: boolean;
  /** Whether some callers may not do or see everything. */
  readonly isGuarded: boolean;
  /** Whether nobody but its owner, and who sees everything, may see a row. */
  readonly isPrivate: boolean;
  readonly known: Known;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Everything that the document says can be asked.
 *
 * @param privatePaths paths of resources whose rows are for one user each, which no document says
 */
export function readSurfaces(document: OpenApiDocument, privatePaths = NONE): Surface[] {
  const paths = document.paths as unknown as Readonly<Record<string, PathItem>>;
  const resolve = schemaFinder(document);
  return Object.keys(paths)
    .filter((path) => paths[path]!['post'] !== undefined && paths[path]!['get'] !== undefined)
    .map((path) => ({ ...readSurface(path, paths, resolve), isPrivate: privatePaths.has(path) }));
}

/** Routes that take a body and belong to no resource, such as that of the sign-in, with what they take. */
export function readOtherDoors(document: OpenApiDocument): ReadonlyMap<string, Schema> {
  const paths = document.paths as unknown as Readonly<Record<string, PathItem>>;
  const collections = Object.keys(paths).filter((path) => paths[path]!['get'] !== undefined);
  const others = Object.keys(paths).filter((path) => !collections.some((other) => `${path}/`.startsWith(`${other}/`)));
  const doors = others.map((path) => [path, bodyOf(paths[path]!['post'])] as const);
  return new Map(doors.filter((door): door is readonly [string, Schema] => door[1] !== undefined));
}

/** Finds the schema that a `$ref` of the document means. */
export function schemaFinder(document: OpenApiDocument): (reference: string) => Schema {
  return (reference) => document.components!.schemas![reference.split('/').at(-1)!] as Schema;
}

function readSurface(
  path: string,
  paths: Readonly<Record<string, PathItem>>,
  resolve: (reference: string) => Schema,
): Omit<Surface, 'isPrivate'> {
  const itemPath = Object.keys(paths).find((other) => isItemPath(other, path))!;
  const list = paths[path]!;
  const item = paths[itemPath]!;
  const related = Object.keys(paths)
    .filter((other) => other.startsWith(`${itemPath}/`) && paths[other]!['get'] !== undefined)
    .map((other) => [other.slice(itemPath.length + 1), readList(paths[other]!['get']!, resolve)] as const);
  const bodies = {
    create: bodyOf(list['post']),
    replace: bodyOf(item['put']),
    update: bodyOf(item['patch']),
    upsert: bodyOf(paths[`${path}/upsert`]?.['post']),
    bulk: bodyOf(paths[`${path}/bulk`]?.['post']),
    search: bodyOf(paths[`${path}/search`]?.['post']),
  };
  return {
    path,
    list: readList(list['get']!, resolve),
    item: { parameters: parametersOf(item['get'], 'query'), row: readList(list['get']!, resolve).row },
    keyParameters: parametersOf(item['get'], 'path'),
    bodies: Object.fromEntries(Object.entries(bodies).filter(([, schema]) => schema !== undefined)),
    related: new Map(related),
    hasQuery: list['x-query'] !== undefined,
    hasRestore: paths[`${itemPath}/restore`] !== undefined,
    demandsVersion: item['patch']?.responses['428'] !== undefined,
    isGuarded: Object.entries(paths)
      .filter(([other]) => other === path || other.startsWith(`${path}/`))
      .some(([, operations]) => Object.values(operations).some(({ responses }) => responses?.['403'] !== undefined)),
    heedsKeys: parametersOf(list['post'], 'header').some(({ name }) => name === 'Idempotency-Key'),
    known: new Known(),
  };
}

function isItemPath(path: string, listPath: string): boolean {
  if (!path.startsWith(`${listPath}/`)) return false;
  const segments = path.slice(listPath.length + 1).split('/');
  return segments.every((segment) => segment.startsWith('{'));
}

function readList(operation: Operation, resolve: (reference: string) => Schema): QueryDoor {
  const page = operation.responses['200']!.content!['application/json']!.schema;
  const { properties } = page.$ref === undefined ? page : resolve(page.$ref);
  const row = properties!['results']!.items!;
  // The document refers to it from the bodies of searches only.
  const tree = resolve(row.$ref!.replace(/Dto$/, 'Filter'));
  return { parameters: parametersOf(operation, 'query'), row, tree };
}

function parametersOf(operation: Operation | undefined, place: QueryParameter['in']): QueryParameter[] {
  return (operation?.parameters ?? []).filter((parameter) => parameter.in === place);
}

function bodyOf(operation: Operation | undefined): Schema | undefined {
  return operation?.requestBody?.content['application/json']?.schema;
}
