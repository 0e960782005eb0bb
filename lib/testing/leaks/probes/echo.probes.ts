import type { ApiRequest } from '../api-client.js';
import { ECHO } from '../inquiry.js';
import type { Probe, ProbePlace } from '../probe.js';

const TYPED = ['int', 'float', 'bigint', 'decimal', 'boolean', 'uuid', 'enum', 'date', 'time', 'datetime'];
const RESERVED = ['page', 'page_size', 'ordering', 'fields', 'include', 'count', 'filter', 'cursor', 'deleted'];

/** Wrong values wherever values can stand. The inquiry finds them in the errors, which have to go without. */
export function echoProbes(place: ProbePlace): readonly Probe[] {
  const { resource, seen, vocabulary } = place;
  const typed = [...vocabulary.visibleFields.values()].filter(
    (field) => TYPED.includes(field.type) && seen.knows(resource, field),
  );
  const [row] = place.sample.open;
  const writable = typed.filter((field) => place.mayChange(field)).map(({ name }) => name);
  const requests: readonly ApiRequest[] = [
    ...(place.has('GET', 'collection')
      ? [...RESERVED, ...typed.map(({ name }) => name)].map((name) =>
          get(`${place.path()}?${encodeURIComponent(name)}=${ECHO}`),
        )
      : []),
    ...(place.has('GET', 'item') && resource.key.length === 1 ? [get(place.path(ECHO))] : []),
    ...(place.has('POST', 'search')
      ? [{ method: 'POST', path: place.path('search'), body: { filter: ECHO, ordering: [ECHO], cursor: ECHO } }]
      : []),
    ...(place.has('POST', 'collection') && writable.length > 0
      ? [{ method: 'POST', path: place.path(), body: bodyOf(writable) }]
      : []),
    ...(place.has('PATCH', 'item') && writable.length > 0 && row !== undefined
      ? [{ method: 'PATCH', path: place.path(...row.key), body: bodyOf(writable) }]
      : []),
  ];
  return requests.map((request) => ({
    cost: 1,
    run: async (inquiry) => {
      await inquiry.ask(request);
    },
  }));
}

function get(path: string): ApiRequest {
  return { method: 'GET', path };
}

function bodyOf(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, ECHO]));
}
