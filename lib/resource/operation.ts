/** Everything a resource can expose, in the order in which the boot report and the docs list it. */
export const OPERATIONS = [
  'list',
  'read',
  'create',
  'replace',
  'update',
  'remove',
  'restore',
  'upsert',
  'bulk',
] as const;

/** One thing a client may do with a resource: `list` is GET on the collection, `read` GET on one item, and so on. */
export type Operation = (typeof OPERATIONS)[number];

/** Operations that are exposed unless an option says otherwise. The others have an option of their own. */
export const BASIC_OPERATIONS = ['list', 'read', 'create', 'replace', 'update', 'remove'] as const;

export type BasicOperation = (typeof BASIC_OPERATIONS)[number];

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'QUERY';

/** The path of a route below the resource's own: none, the key, or a word behind either. */
export type RouteSide = 'collection' | 'item' | 'search' | 'restore' | 'upsert' | 'bulk';

/** One route of an operation. */
export interface Route {
  readonly method: HttpMethod;
  readonly on: RouteSide;
}

/** Where each operation lives (RFC 9110 §9.3, RFC 5789 for PATCH, RFC 10008 for QUERY). A list can be asked in three ways. */
export const ROUTES: Readonly<Record<Operation, readonly [Route, ...Route[]]>> = {
  list: [
    { method: 'GET', on: 'collection' },
    { method: 'QUERY', on: 'collection' },
    { method: 'POST', on: 'search' },
  ],
  create: [{ method: 'POST', on: 'collection' }],
  read: [{ method: 'GET', on: 'item' }],
  replace: [{ method: 'PUT', on: 'item' }],
  update: [{ method: 'PATCH', on: 'item' }],
  remove: [{ method: 'DELETE', on: 'item' }],
  restore: [{ method: 'POST', on: 'restore' }],
  upsert: [{ method: 'POST', on: 'upsert' }],
  bulk: [{ method: 'POST', on: 'bulk' }],
};

/** The word that a side has behind the resource's path, or behind the key. */
export const SIDE_WORDS: Readonly<Record<Exclude<RouteSide, 'collection' | 'item'>, string>> = {
  search: 'search',
  restore: 'restore',
  upsert: 'upsert',
  bulk: 'bulk',
};
