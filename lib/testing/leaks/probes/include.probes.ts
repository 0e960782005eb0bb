import { relationPaths, type RelationPath } from '../../../query/relation-paths.js';
import type { Relation } from '../../../resource/resource.js';
import type { ApiRequest } from '../api-client.js';
import type { Inquiry } from '../inquiry.js';
import { readPage } from '../list-judge.js';
import type { Probe, ProbePlace } from '../probe.js';
import type { SeenRow, SeenWorld } from '../seen-world.js';
import { answeredKey, keyText } from '../stored-row.js';

/** Paths that `include` is asked for; each further one is a longer way round. */
const MAX_PATHS = 60;

/** Every include, to its full depth, of a list and of single items. */
export function includeProbes(place: ProbePlace): readonly Probe[] {
  const paths = [...firstOf(includePaths(place), MAX_PATHS)];
  return paths.flatMap((path) => {
    const queries = [`include=${path.text}`, ...variants(path)];
    return queries.flatMap((query) => [
      ...(place.has('GET', 'collection') ? [listProbe(place, path, query)] : []),
      ...(place.has('GET', 'item') ? itemProbe(place, path, query) : []),
      ...(place.has('POST', 'search') && query === queries[0] ? [searchProbe(place, path)] : []),
    ]);
  });
}

/** How many related rows come, in which order, and with which fields, must not matter. */
function variants({ via, text, vocabulary }: RelationPath): readonly string[] {
  const key = vocabulary.resource.key.map(({ name }) => `${text}.${name}`).join(',');
  const isKeyThere = vocabulary.resource.key.every(({ name }) => vocabulary.selection.byName.has(name));
  const chosen = isKeyThere ? [`include=${text}&fields=${key}`] : [];
  if (via.at(-1)!.kind === 'one') return chosen;
  const [sort] = vocabulary.sortable.keys();
  const order = sort === undefined ? [] : [`include=${text}&${text}.ordering=-${sort}`];
  return [...chosen, `include=${text}&${text}.page_size=1`, ...order];
}

function listProbe(place: ProbePlace, path: RelationPath, query: string): Probe {
  return {
    cost: 1,
    run: async (inquiry) => {
      const request: ApiRequest = {
        method: 'GET',
        path: `${place.path()}?${query}&page_size=${pageSizeFor(place, path)}`,
      };
      const page = readPage(inquiry, request, await inquiry.ask(request));
      for (const row of page?.results ?? []) judgeRelated(inquiry, place.seen, request, row, place, path);
    },
  };
}

function searchProbe(place: ProbePlace, path: RelationPath): Probe {
  return {
    cost: 1,
    run: async (inquiry) => {
      const body = { include: [path.text], page_size: pageSizeFor(place, path) };
      const request: ApiRequest = { method: 'POST', path: place.path('search'), body };
      const page = readPage(inquiry, request, await inquiry.ask(request));
      for (const row of page?.results ?? []) judgeRelated(inquiry, place.seen, request, row, place, path);
    },
  };
}

function itemProbe(place: ProbePlace, path: RelationPath, query: string): readonly Probe[] {
  return place.sample.open.slice(0, 3).map((row) => ({
    cost: 1,
    run: async (inquiry) => {
      const request: ApiRequest = { method: 'GET', path: `${place.path(...row.key)}?${query}` };
      const { status, json } = await inquiry.ask(request);
      if (status === 200) judgeRelated(inquiry, place.seen, request, json, place, path);
    },
  }));
}

/** As many items as may bring the rows of these relations. */
function pageSizeFor({ resource: { limits } }: ProbePlace, { via }: RelationPath): number {
  let level = 1;
  let perItem = 0;
  for (const { kind, pageSize } of via) {
    if (kind === 'many') level *= pageSize;
    perItem += level;
  }
  return Math.max(1, Math.min(limits.maxPageSize, Math.floor(limits.maxIncludedRows / perItem)));
}

/** Goes down the path through an answered row; rows on the way are judged by the probes of shorter paths. */
function judgeRelated(
  inquiry: Inquiry,
  seen: SeenWorld,
  request: ApiRequest,
  row: unknown,
  { resource }: Pick<ProbePlace, 'resource'>,
  { via }: RelationPath,
): void {
  let answered: readonly unknown[] = [row];
  let known = keysOf(seen.rowsOf(resource));
  let from = resource;
  for (const relation of via) {
    answered = answered.flatMap((item) => relatedRows(item, relation));
    from = relation.target;
    known = keysOf(seen.rowsOf(from));
    for (const item of answered) {
      const key = answeredKey(from, item);
      if (key === undefined || known.has(key)) continue;
      inquiry.report('row', request, `The answer includes ${from.name} ${key}.`);
    }
  }
}

function relatedRows(row: unknown, { name, kind }: Relation): readonly unknown[] {
  const value = typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>)[name] : undefined;
  if (value === undefined || value === null) return [];
  return kind === 'many' && Array.isArray(value) ? value : [value];
}

function keysOf(rows: readonly SeenRow[]): ReadonlySet<string> {
  return new Set(rows.map(({ stored }) => keyText(stored.key)));
}

function includePaths({ vocabulary, resource }: ProbePlace): Generator<RelationPath> {
  return relationPaths(vocabulary, ({ includable }) => includable.values(), resource.limits.maxIncludeDepth);
}

function* firstOf<Item>(items: Iterable<Item>, count: number): Generator<Item> {
  let taken = 0;
  for (const item of items) {
    if (taken++ === count) return;
    yield item;
  }
}
