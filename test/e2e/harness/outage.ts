import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { Book } from '../../entities/book.js';
import type { Api } from './describe-api.js';
import { KeepAliveLoad, type Sent } from './keep-alive-load.js';

const isFull = process.env['LIGHTAPI_TEST_ROUNDS'] === 'all';
const ROUNDS = isFull ? 10 : 1;
const OUTAGE_MS = isFull ? 10_000 : 2_200;
const PER_SECOND = isFull ? 200 : 60;
/** Limit of a statement in these tests, beyond which a frozen server is found out. */
export const STATEMENT_MS = 500;
const HANG_MS = 5_000;
const BACK_MS = 1_000;
/** Until the first requests have found out. */
const FOUND_OUT_MS = 100;
/** What was sent before it may be answered until then. */
const LONGEST_MS = STATEMENT_MS + 500 + 1_500;

/** What takes too long in one round, because the machine was busy with other things, does not in all of them. */
const TRIES = 3;

/** Time that a test of all rounds may take, in milliseconds. */
export const OUTAGES_TAKE_MS = ROUNDS * TRIES * (OUTAGE_MS + 10_000);

/** How a database goes, and comes back. */
export interface Outage {
  readonly name: string;
  readonly begin: () => unknown;
  /** Done when it answers again. */
  readonly end: () => unknown;
}

/** What became of the requests of one outage. */
interface Harm {
  /** What took too long. */
  readonly late: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * Takes a database of authors and books away under load, and holds the application to what it promises meanwhile: 503 and
 * nothing else, nobody waits for five seconds, success within a second of its return, and nothing acknowledged is lost.
 *
 * @returns the figures of every round
 */
export async function expectNoHarm(api: Api, outage: Outage): Promise<Harm['figures'][]> {
  const figures: Harm['figures'][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let late: readonly string[] = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const harm = await harmOf(api, outage);
      figures.push(harm.figures);
      late = harm.late;
      if (late.length === 0) break;
    }
    expect(late).toEqual([]);
  }
  return figures;
}

async function harmOf(api: Api, { name, begin, end }: Outage): Promise<Harm> {
  const load = new KeepAliveLoad(api.url, PER_SECOND, (index) =>
    index % 3 === 0
      ? { method: 'POST', path: '/books', body: { title: `${name} ${index}` } }
      : { method: 'GET', path: index % 3 === 1 ? '/books?page_size=5&ordering=id' : '/books?count=none' },
  );
  await vi.waitFor(() => expect(load.sent.filter(({ status }) => status < 300).length).toBeGreaterThan(5), 10_000);
  await begin();
  const goneAt = performance.now();
  await sleep(OUTAGE_MS);
  const endAt = performance.now();
  await end();
  const backAt = performance.now();
  const isBack = (): boolean => load.sent.some(({ at, status }) => at > backAt && status < 300);
  while (!isBack() && performance.now() - backAt < HANG_MS) await sleep(20);
  const sent = await load.stop();

  expect(sent.filter(({ status }) => ![200, 201, 503].includes(status)).map(describeSent)).toEqual([]);
  expect(sent.filter(({ isJson }) => !isJson).map(describeSent)).toEqual([]);
  expect(sent.filter(({ at, until }) => until - at > HANG_MS).map(describeSent)).toEqual([]);
  const meanwhile = sent.filter(({ at, until }) => at > goneAt + FOUND_OUT_MS && until < endAt);
  expect(meanwhile.filter(({ status }) => status !== 503).map(describeSent)).toEqual([]);
  expect(meanwhile.filter(({ body }) => !isRetryable(body)).map(describeSent)).toEqual([]);
  // Otherwise it would have tested nothing.
  expect(meanwhile.length).toBeGreaterThan(5);
  expect(await missingBooks(api, sent)).toEqual([]);
  const firstBack = sent.find(({ at, status }) => at > backAt && status < 300);
  const backMs = firstBack === undefined ? Infinity : firstBack.until - backAt;
  return {
    late: [
      ...meanwhile.filter(({ at, until }) => until - at > LONGEST_MS).map(describeSent),
      ...(backMs > BACK_MS ? [`the first success came ${Math.round(backMs)} ms after its return`] : []),
    ],
    figures: {
      refused: meanwhile.length,
      acknowledged: sent.filter(({ status }) => status === 201).length,
      longestMs: Math.round(Math.max(...sent.map(({ at, until }) => until - at))),
      backMs: Math.round(backMs),
    },
  };
}

function isRetryable(body: unknown): boolean {
  const { code } = body as { readonly code?: string };
  return code === 'LA410' || code === 'LA411';
}

/** What was acknowledged and is not there. */
async function missingBooks(api: Api, sent: readonly Sent[]): Promise<number[]> {
  const stored = new Set((await api.dataSource.getRepository(Book).find({ select: { id: true } })).map(({ id }) => id));
  const acknowledged = sent.filter(({ status }) => status === 201).map(({ body }) => (body as { id: number }).id);
  expect(acknowledged.length).toBeGreaterThan(0);
  return acknowledged.filter((id) => !stored.has(id));
}

function describeSent({ path, status, failure, at, until, body }: Sent): string {
  return `${path}: ${failure ?? status} after ${Math.round(until - at)} ms ${JSON.stringify(body).slice(0, 120)}`;
}
