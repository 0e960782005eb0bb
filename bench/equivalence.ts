import { isDeepStrictEqual } from 'node:util';
import { type Contestant, type Entry, entryOf } from './contestant.js';
import { BOOKS } from './sizes.js';
import type { PlainAnswer } from './dialects/dialect.js';
import { knownAnswers } from './known-answers.js';
import { ask } from './load-client.js';
import type { Column } from './operations.js';

const SAMPLES = 5;
/** Request numbers that no round reaches, so that created rows do not collide with those of a round. */
const FIRST = BOOKS * 10;

/** Only what a server made up itself may differ from what another made up for its own row. */
const OWN_VALUES = new Set(['id', 'isbn', 'createdAt', 'updatedAt']);

/**
 * Asks every contestant the same and compares the answers with the first one's: the same status, the same rows in the
 * same order, the same fields with the same values.
 *
 * @throws Error that names the contestant and the request which differ
 */
export async function checkEquivalence(contestants: readonly Contestant[], columns: readonly Column[]): Promise<void> {
  for (const column of columns) {
    const entries = contestants.flatMap((contestant) => entryOf(contestant, column) ?? []);
    for (let number = FIRST; number < FIRST + (column.isLast ? 1 : SAMPLES); number++) {
      const answers: unknown[] = [];
      for (const entry of entries) answers.push(await comparable(entry, column, number));
      const odd = answers.findIndex((answer) => !isDeepStrictEqual(answer, answers[0]));
      if (odd > 0) {
        const { label } = entries[odd]!.contestant;
        throw new Error(
          `${label} answers ${column.name} otherwise: ${shown(answers[odd])}\nand not: ${shown(answers[0])}`,
        );
      }
    }
  }
}

async function comparable(entry: Entry, column: Column, number: number): Promise<unknown> {
  const { contestant, server } = entry;
  const isKnown = column.manner === 'known';
  const operation = isKnown ? await knownAnswers(entry.operation, server.port, contestant.number) : entry.operation;
  const request = operation.request(number, contestant.number);
  const answer = await ask(server.port, request);
  if (answer.status !== operation.status) {
    throw new Error(`${contestant.label} answers ${request.path} with ${answer.status}: ${shown(answer.body)}`);
  }
  if (isKnown) return answer.body;
  const question = column.question(number, contestant.number);
  const isWrite = question.kind !== 'get' && question.kind !== 'list';
  const { rows, count }: PlainAnswer = contestant.dialect.read(question, answer);
  return { count, rows: rows.map((row) => sortedFields(row, isWrite)) };
}

/** A row with its fields in one order; the order of the fields in the text is each server's own. */
function sortedFields(row: object, isWrite: boolean): object {
  const fields = Object.entries(row)
    .map(([name, value]) => [name, isWrite && OWN_VALUES.has(name) ? typeof value : value] as [string, unknown])
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(fields);
}

function shown(value: unknown): string {
  return (JSON.stringify(value, null, 1) ?? 'nothing').slice(0, 3_000);
}
