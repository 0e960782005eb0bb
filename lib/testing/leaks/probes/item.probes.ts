import type { ApiAnswer, ApiRequest } from '../api-client.js';
import type { Inquiry } from '../inquiry.js';
import { CLOSED_STATUSES } from '../list-judge.js';
import { missingKey } from '../missing-key.js';
import type { Probe, ProbePlace } from '../probe.js';
import { keyText, type StoredRow } from '../stored-row.js';
import { versionTag } from '../write-body.js';

/** Rows by their keys: one that may not be read has to be as little there as one that never was. */
export function itemProbes(place: ProbePlace): readonly Probe[] {
  if (!place.has('GET', 'item')) return [];
  const { closed, open } = place.sample;
  return [
    ...closed.map((row): Probe => ({ cost: 6, run: (inquiry) => askClosed(inquiry, place, row) })),
    ...open.map((row): Probe => ({
      cost: 1,
      run: async (inquiry) => {
        await inquiry.ask({ method: 'GET', path: place.path(...row.key) });
      },
    })),
  ];
}

/**
 * Asks for two items in the same way and compares the answers, but for their keys.
 *
 * @param requestOf the request about the item with a key
 */
export async function askAlike(
  inquiry: Inquiry,
  place: ProbePlace,
  row: StoredRow,
  requestOf: (key: readonly string[]) => ApiRequest,
): Promise<ApiAnswer> {
  const request = requestOf(row.key);
  const answer = await inquiry.ask(request);
  const key = missingKey(place.stored);
  if (key === undefined) return answer;
  const other = await inquiry.ask(requestOf(key));
  if (answer.status !== other.status) {
    inquiry.report('text', request, `The answer is ${answer.status}, and ${other.status} for a row that never was.`);
  } else if (answer.text !== withKey(other.text, key, row.key)) {
    inquiry.report('text', request, 'The answer reads otherwise than that about a row that never was.');
  }
  return answer;
}

async function askClosed(inquiry: Inquiry, place: ProbePlace, row: StoredRow): Promise<void> {
  const pathOf = (key: readonly string[]): string => place.path(...key);
  const answer = await askAlike(inquiry, place, row, (key) => ({ method: 'GET', path: pathOf(key) }));
  refuse(inquiry, { method: 'GET', path: pathOf(row.key) }, answer, row);
  const requests: readonly ApiRequest[] = [
    { method: 'HEAD', path: pathOf(row.key) },
    { method: 'GET', path: pathOf(row.key), headers: { 'if-none-match': '*' } },
    { method: 'GET', path: pathOf(row.key), headers: { 'if-none-match': versionTag(row) ?? '"1"' } },
    { method: 'GET', path: `${pathOf(row.key)}?fields=${place.resource.key.map(({ name }) => name).join(',')}` },
  ];
  for (const request of requests) refuse(inquiry, request, await inquiry.ask(request), row);
}

/** Holds the answer about a row that the principal may not see to what it has to be. */
export function refuse(inquiry: Inquiry, request: ApiRequest, { status, headers }: ApiAnswer, row: StoredRow): void {
  if (status < 400)
    inquiry.report('row', request, `${row.resource.name} ${keyText(row.key)} is answered with ${status}.`);
  else if (isTagOf(row, headers.get('etag')))
    inquiry.report('value', request, 'The refusal has the version of the row.');
  else if (!CLOSED_STATUSES.includes(status)) inquiry.gap(`${request.method} of an item answered ${status}`);
}

/** Express gives every answer a weak tag made of its body, which tells nothing of a row. */
function isTagOf(row: StoredRow, tag: string | undefined): boolean {
  return tag !== undefined && tag === versionTag(row);
}

function withKey(text: string, from: readonly string[], to: readonly string[]): string {
  return from.reduce((rest, part, index) => rest.replaceAll(part, to[index]!), text);
}
