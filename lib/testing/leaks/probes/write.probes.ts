import type { ApiAnswer, ApiRequest } from '../api-client.js';
import type { Inquiry } from '../inquiry.js';
import { CLOSED_STATUSES } from '../list-judge.js';
import type { RowAction } from '../leak.options.js';
import type { Probe, ProbePlace } from '../probe.js';
import { placeValue } from '../row-text.js';
import { keyText, type StoredRow } from '../stored-row.js';
import { bodyOf, changeOf, ifMatch } from '../write-body.js';
import type { WriteWatch } from '../write-watch.js';
import { askAlike } from './item.probes.js';

/** Rows that each way of writing is tried on: those that may not be read, and those that may be read only. */
const UNREADABLE_ROWS = 6;
const READABLE_ROWS = 3;

/** Makes a request about the row with a key; `undefined` where the row cannot be written so. */
type RequestMaker = (row: StoredRow) => ((key: readonly string[]) => ApiRequest) | undefined;

/** Every write of rows by their keys that has to be refused, and that nothing has changed then. */
export function writeProbes(place: ProbePlace, watch: WriteWatch): readonly Probe[] {
  const ways: readonly (readonly [RowAction, boolean, RequestMaker])[] = [
    ['update', place.has('PATCH', 'item'), (row) => updateOf(place, row)],
    ['replace', place.has('PUT', 'item'), (row) => replaceOf(place, row)],
    ['remove', place.has('DELETE', 'item'), (row) => (key) => itemRequest(place, 'DELETE', key, row)],
    ['restore', place.has('POST', 'restore'), (row) => (key) => itemRequest(place, 'POST', [...key, 'restore'], row)],
  ];
  return ways.flatMap(([action, isThere, make]) =>
    isThere ? forbiddenRows(place, action).map((row) => itemProbe(place, watch, row, make(row))) : [],
  );
}

/** Rows that the principal may not write so. */
export function forbiddenRows({ stored, seen }: ProbePlace, action: RowAction): readonly StoredRow[] {
  const rows = stored.rows.filter((row) => row.isDeleted === (action === 'restore') && !seen.mayWrite(row, action));
  return [
    ...rows.filter((row) => !seen.mayRead(row)).slice(0, UNREADABLE_ROWS),
    ...rows.filter((row) => seen.mayRead(row)).slice(0, READABLE_ROWS),
  ];
}

/** A refused write answers with 401, 403, 404 or 409; anything else that is no success has not come as far as the rules. */
export function judgeRefusal(inquiry: Inquiry, request: ApiRequest, { status }: ApiAnswer): void {
  if (status < 400) inquiry.report('write', request, `The write is answered with ${status}.`);
  else if (status !== 409 && !CLOSED_STATUSES.includes(status)) {
    const path = request.path.replaceAll(/\d+/g, ':n');
    inquiry.gap(`${request.method} ${path} answered ${status} before it came to the rules`);
  }
}

function itemProbe(
  place: ProbePlace,
  watch: WriteWatch,
  row: StoredRow,
  requestOf: ((key: readonly string[]) => ApiRequest) | undefined,
): Probe {
  return {
    cost: place.seen.mayRead(row) ? 1 : 2,
    run: async (inquiry) => {
      if (requestOf === undefined) return inquiry.gap(`${keyText(row.key)} has no field that could be written`);
      const request = requestOf(row.key);
      const answer = place.seen.mayRead(row)
        ? await inquiry.ask(request)
        : await askAlike(inquiry, place, row, requestOf);
      judgeRefusal(inquiry, request, answer);
      await watch.look(inquiry, place.stored, request);
    },
  };
}

function updateOf(place: ProbePlace, row: StoredRow): ((key: readonly string[]) => ApiRequest) | undefined {
  const change = changeOf(place, row);
  if (change === undefined) return undefined;
  const body: Record<string, unknown> = {};
  placeValue(body, change.field, change.value);
  return (key) => ({ ...itemRequest(place, 'PATCH', key, row), body });
}

function replaceOf(place: ProbePlace, row: StoredRow): ((key: readonly string[]) => ApiRequest) | undefined {
  const change = changeOf(place, row);
  if (change === undefined) return undefined;
  const fields = place.resource.fields.filter((field) => place.mayChange(field));
  const body = bodyOf(row, fields, change);
  return (key) => ({ ...itemRequest(place, 'PUT', key, row), body });
}

function itemRequest(place: ProbePlace, method: string, key: readonly string[], row: StoredRow): ApiRequest {
  return { method, path: place.path(...key), headers: ifMatch(row) };
}
