import type { ApiRequest } from '../api-client.js';
import type { Inquiry } from '../inquiry.js';
import { readPage } from '../list-judge.js';
import type { Probe, ProbePlace } from '../probe.js';
import { answeredKey, keyText, type StoredRow } from '../stored-row.js';

/** Softly deleted rows, which have a rule of their own. */
export function deletedProbes(place: ProbePlace): readonly Probe[] {
  const { resource, seen } = place;
  const deleted = place.stored.rows.filter(({ isDeleted }) => isDeleted);
  const lists = (['with', 'only'] as const).flatMap((word) => {
    const expected = seen.withDeleted(resource, word, 'list');
    return place.has('GET', 'collection') ? [listProbe(place, word, expected)] : [];
  });
  const readable = new Set(seen.withDeleted(resource, 'with', 'read'));
  const items = place.has('GET', 'item')
    ? [...deleted, ...place.sample.closed].filter((row) => !readable.has(row)).map((row) => itemProbe(place, row))
    : [];
  return resource.showsDeleted
    ? [...lists, ...items]
    : place.has('GET', 'item')
      ? deleted.map((row) => itemProbe(place, row))
      : [];
}

function listProbe(place: ProbePlace, word: 'with' | 'only', expected: readonly StoredRow[]): Probe {
  const { resource } = place;
  const allowed = new Set(expected.map(({ key }) => keyText(key)));
  const request: ApiRequest = {
    method: 'GET',
    path: `${place.path()}?deleted=${word}&page_size=${resource.limits.maxPageSize}`,
  };
  return {
    cost: 1,
    run: async (inquiry) => {
      const page = readPage(inquiry, request, await inquiry.ask(request));
      if (page === undefined) return;
      for (const row of page.results) {
        const key = answeredKey(resource, row);
        if (key !== undefined && !allowed.has(key)) {
          inquiry.report('row', request, `The answer has ${resource.name} ${key}.`);
        }
      }
      if (page.count !== null && page.count > allowed.size) {
        inquiry.report('count', request, `The count is ${page.count}, ${allowed.size} rows may be counted.`);
      }
    },
  };
}

function itemProbe(place: ProbePlace, row: StoredRow): Probe {
  const suffixes = place.resource.showsDeleted ? ['', '?deleted=with', '?deleted=only'] : [''];
  return {
    cost: suffixes.length,
    run: async (inquiry: Inquiry) => {
      for (const suffix of suffixes) {
        const request: ApiRequest = { method: 'GET', path: `${place.path(...row.key)}${suffix}` };
        const { status } = await inquiry.ask(request);
        if (status < 400)
          inquiry.report('row', request, `${place.resource.name} ${keyText(row.key)} is answered with ${status}.`);
      }
    },
  };
}
