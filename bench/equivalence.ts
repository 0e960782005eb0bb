import { isDeepStrictEqual } from 'node:util';
import { BOOKS } from './database.js';
import { ask } from './load-client.js';
import { OPERATIONS } from './operations.js';
import type { Contestant } from './contestant.js';

const SAMPLES = 5;

/** Only what a server made up itself may differ from what another made up for its own row. */
const OWN_VALUES = new Set(['id', 'isbn', 'createdAt', 'updatedAt']);

/**
 * Asks every contestant the same and compares the answers with the first one's: the same status, the same rows in the
 * same order, the same fields with the same values.
 *
 * @throws Error that names the contestant and the request which differ
 */
export async function checkEquivalence(contestants: readonly Contestant[]): Promise<void> {
  for (const operation of OPERATIONS) {
    for (let number = 0; number < SAMPLES; number++) {
      const answers: unknown[] = [];
      for (const contestant of contestants) {
        // Request numbers that no round reaches, so that created rows do not collide with those of a round.
        const request = operation.request(number + BOOKS * 10, contestant.number);
        const { status, body } = await ask(contestant.server.port, request);
        if (status !== operation.status) throw difference(contestant, request.path, `status ${status}`, body);
        answers.push(comparable(operation.name, body));
      }
      const odd = answers.findIndex((answer) => !isDeepStrictEqual(answer, answers[0]));
      if (odd > 0) throw difference(contestants[odd]!, operation.name, 'another answer', [answers[0], answers[odd]]);
    }
  }
}

function comparable(operation: string, body: unknown): unknown {
  const answer = body as Record<string, unknown>;
  if (operation === 'list' || operation.startsWith('author')) return sameOrder(answer['results']);
  if (operation === 'list+count') return [answer['count'], sameOrder(answer['results'])];
  if (operation === 'get') return sameOrder([answer]);
  const shape = Object.entries(answer).map(([name, value]) => [name, OWN_VALUES.has(name) ? typeof value : value]);
  return sameOrder([Object.fromEntries(shape)]);
}

/** Rows with their fields in one order; the order of the fields in the text is each server's own. */
function sameOrder(rows: unknown): unknown {
  return (rows as object[]).map((row) =>
    Object.fromEntries(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1))),
  );
}

function difference(contestant: Contestant, place: string, what: string, shown: unknown): Error {
  return new Error(`${contestant.label} gives ${what} for ${place}: ${JSON.stringify(shown, null, 1)}`);
}
