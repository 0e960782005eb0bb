import type { ApiRequest } from '../api-client.js';
import type { Probe, ProbePlace } from '../probe.js';
import { placeValue } from '../row-text.js';
import type { StoredRow } from '../stored-row.js';
import { bodyOf, changeOf, type FieldChange } from '../write-body.js';
import type { WriteWatch } from '../write-watch.js';
import { forbiddenRows, judgeRefusal } from './write.probes.js';

/** Writes that name their rows in the body: bulk and upsert, and creates that meet a unique value of a hidden row. */
export function manyWritesProbes(place: ProbePlace, watch: WriteWatch): readonly Probe[] {
  const { operations } = place.resource;
  return [
    ...(place.has('POST', 'bulk') && operations.has('update')
      ? forbiddenRows(place, 'update').flatMap((row) => bulkUpdate(place, watch, row))
      : []),
    ...(place.has('POST', 'bulk') && operations.has('remove')
      ? forbiddenRows(place, 'remove').map((row) => bulkProbe(place, watch, { remove: [bulkItem(place, row)] }))
      : []),
    ...(place.has('POST', 'upsert') ? forbiddenRows(place, 'update').flatMap((row) => upsert(place, watch, row)) : []),
    ...(place.has('POST', 'collection') ? conflicts(place, watch) : []),
  ];
}

function bulkUpdate(place: ProbePlace, watch: WriteWatch, row: StoredRow): readonly Probe[] {
  const change = changeOf(place, row);
  return change === undefined ? [] : [bulkProbe(place, watch, { update: [bulkItem(place, row, change)] })];
}

function bulkProbe(place: ProbePlace, watch: WriteWatch, body: unknown): Probe {
  const request: ApiRequest = { method: 'POST', path: place.path('bulk'), body };
  return {
    cost: 1,
    run: async (inquiry) => {
      judgeRefusal(inquiry, request, await inquiry.ask(request));
      await watch.look(inquiry, place.stored, request);
    },
  };
}

function bulkItem(place: ProbePlace, row: StoredRow, change?: FieldChange): Readonly<Record<string, unknown>> {
  const { key, version, locking } = place.resource;
  const item: Record<string, unknown> = {};
  const named = version !== undefined && locking !== 'none' ? [...key, version] : key;
  for (const field of named) placeValue(item, field, row.json.get(field));
  if (change !== undefined) placeValue(item, change.field, change.value);
  return item;
}

/** An upsert may create a row beside the one that it must not touch: that one is taken away again. */
function upsert(place: ProbePlace, watch: WriteWatch, row: StoredRow): readonly Probe[] {
  const { fields, upsertKey = [] } = place.resource;
  const change = changeOf(place, row, upsertKey);
  if (change === undefined) return [];
  const sent = fields.filter((field) => place.mayGive(field) || (upsertKey.includes(field) && field.creatable));
  return [createProbe(place, watch, { method: 'POST', path: place.path('upsert'), body: bodyOf(row, sent, change) })];
}

/** The conflict tells that the value is taken, as it must, and nothing else of the row that has it. */
function conflicts(place: ProbePlace, watch: WriteWatch): readonly Probe[] {
  const sent = place.resource.fields.filter((field) => place.mayGive(field));
  if (!sent.some(({ unique }) => unique)) return [];
  return place.sample.closed
    .slice(0, 3)
    .map((row) => createProbe(place, watch, { method: 'POST', path: place.path(), body: bodyOf(row, sent) }));
}

function createProbe(place: ProbePlace, watch: WriteWatch, request: ApiRequest): Probe {
  return {
    cost: 1,
    run: async (inquiry) => {
      const { status } = await inquiry.ask(request);
      if (status === 400 || status === 422) {
        inquiry.gap(`${request.method} ${request.path} answered ${status} before it came to the rules`);
      }
      if (status === 201) await watch.discardNew(place.stored);
      await watch.look(inquiry, place.stored, request);
    },
  };
}
