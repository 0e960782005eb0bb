import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { chosenEngines } from './harness/chosen.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { KeepAliveLoad, type Sent } from './harness/keep-alive-load.js';
import { proxyOf, through } from './harness/proxied-database.js';
import type { TcpProxy } from './harness/tcp-proxy.js';

const isFull = process.env['LIGHTAPI_TEST_ROUNDS'] === 'all';
const ROUNDS = isFull ? 10 : 1;
const OUTAGE_MS = isFull ? 10_000 : 2_200;
const PER_SECOND = isFull ? 200 : 60;
/** Limit of a statement in these tests, beyond which a frozen server is found out. */
const STATEMENT_MS = 500;
const HANG_MS = 5_000;
const BACK_MS = 1_000;
/** Until the first requests have found out. */
const FOUND_OUT_MS = 100;
/** What was sent before it may be answered until then. */
const LONGEST_MS = STATEMENT_MS + 500 + 1_500;

/** What takes too long in one round, because the machine was busy with other things, does not in all of them. */
const TRIES = 3;

/** How a database goes. */
interface Fault {
  readonly name: string;
  readonly begin: (proxy: TcpProxy) => void;
}

const FAULTS: readonly Fault[] = [
  { name: 'stopped', begin: (proxy) => proxy.refuse() },
  { name: 'frozen', begin: (proxy) => proxy.freeze() },
  {
    name: 'stopped behind connections that lead nowhere',
    begin: (proxy) => {
      proxy.bury();
      proxy.refuseNew();
    },
  },
];

for (const engine of chosenEngines(['postgres', 'mariadb']) as ('postgres' | 'mariadb')[])
  describe(`an API whose database is taken away under load (${engine})`, () => {
    let proxy: TcpProxy;
    beforeAll(async () => {
      proxy = await proxyOf(engine);
      for (const level of ['log', 'warn', 'error'] as const)
        vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    });
    afterAll(async () => {
      vi.restoreAllMocks();
      await proxy.close();
    });

    describeApi(
      'answers 503 meanwhile',
      {
        engines: [engine],
        platforms: ['fastify'],
        imports: (database) => [
          LightApiModule.forRoot({
            database: through(proxy, database),
            defaults: { access: 'public', limits: { statementTimeoutMs: STATEMENT_MS } },
            entities: [Author, Book],
          }),
        ],
        openapi: false,
      },
      (api) => {
        it.each(FAULTS)(
          'and has lost nothing when it was $name',
          async (fault) => {
            for (let round = 0; round < ROUNDS; round++) await expectNoHarm(api, proxy, fault);
          },
          ROUNDS * TRIES * (OUTAGE_MS + 10_000),
        );
      },
    );
  });

async function expectNoHarm(api: Api, proxy: TcpProxy, fault: Fault): Promise<void> {
  let late: readonly string[] = [];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    late = await lateAfter(api, proxy, fault);
    if (late.length === 0) return;
  }
  expect(late).toEqual([]);
}

/** Lets it happen under load; answers what took too long. */
async function lateAfter(api: Api, proxy: TcpProxy, fault: Fault): Promise<string[]> {
  const load = new KeepAliveLoad(api.url, PER_SECOND, (index) =>
    index % 3 === 0
      ? { method: 'POST', path: '/books', body: { title: `${fault.name} ${index}` } }
      : { method: 'GET', path: index % 3 === 1 ? '/books?page_size=5&ordering=id' : '/books?count=none' },
  );
  await vi.waitFor(() => expect(load.sent.filter(({ status }) => status < 300).length).toBeGreaterThan(5), 10_000);
  const goneAt = performance.now();
  fault.begin(proxy);
  await sleep(OUTAGE_MS);
  const backAt = performance.now();
  proxy.comeBack();
  const isBack = (): boolean => load.sent.some(({ at, status }) => at > backAt && status < 300);
  while (!isBack() && performance.now() - backAt < HANG_MS) await sleep(20);
  const sent = await load.stop();

  expect(sent.filter(({ status }) => ![200, 201, 503].includes(status)).map(describeSent)).toEqual([]);
  expect(sent.filter(({ isJson }) => !isJson).map(describeSent)).toEqual([]);
  expect(sent.filter(({ at, until }) => until - at > HANG_MS).map(describeSent)).toEqual([]);
  const meanwhile = sent.filter(({ at, until }) => at > goneAt + FOUND_OUT_MS && until < backAt);
  expect(meanwhile.filter(({ status }) => status !== 503).map(describeSent)).toEqual([]);
  expect(meanwhile.filter(({ body }) => !isRetryable(body)).map(describeSent)).toEqual([]);
  // Otherwise it would have tested nothing.
  expect(meanwhile.length).toBeGreaterThan(5);
  expect(await missingBooks(api, sent)).toEqual([]);
  const firstBack = sent.find(({ at, status }) => at > backAt && status < 300);
  const backMs = firstBack === undefined ? Infinity : firstBack.until - backAt;
  return [
    ...meanwhile.filter(({ at, until }) => until - at > LONGEST_MS).map(describeSent),
    ...(backMs > BACK_MS ? [`the first success came ${Math.round(backMs)} ms after its return`] : []),
  ];
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
