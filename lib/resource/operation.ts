/** The operations a resource can expose, in the order in which the boot report and the docs list them. */
export const OPERATIONS = ['list', 'read', 'create', 'replace', 'update', 'remove'] as const;

/** One thing a client may do with a resource: `list` is GET on the collection, `read` GET on one item, and so on. */
export type Operation = (typeof OPERATIONS)[number];

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Where each operation lives (RFC 9110 §9.3, RFC 5789 for PATCH). */
export const ROUTES: Readonly<Record<Operation, { readonly method: HttpMethod; readonly on: 'collection' | 'item' }>> =
  {
    list: { method: 'GET', on: 'collection' },
    create: { method: 'POST', on: 'collection' },
    read: { method: 'GET', on: 'item' },
    replace: { method: 'PUT', on: 'item' },
    update: { method: 'PATCH', on: 'item' },
    remove: { method: 'DELETE', on: 'item' },
  };
