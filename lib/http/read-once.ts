import type { HttpRequest } from './request-parameters.js';

/** The same readers, each of which reads a request once, however many want to know. */
export function readOnce<Readers extends object>(readers: Readers): Readers {
  const wrapped = Object.entries(readers).map(([name, read]) => [name, once(read as Read)] as const);
  return Object.fromEntries(wrapped) as Readers;
}

type Read = (request: HttpRequest) => unknown;

function once(read: Read): Read {
  const known = new WeakMap<HttpRequest, { readonly value: unknown }>();
  return (request) => {
    let result = known.get(request);
    if (result === undefined) known.set(request, (result = { value: read(request) }));
    return result.value;
  };
}
