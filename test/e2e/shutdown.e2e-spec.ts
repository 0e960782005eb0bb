import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileProgram, type CompiledProgram } from '../processes/compile-program.js';
import { startNodeProcess } from '../processes/node-process.js';
import { areChosen, chosenPlatforms } from './harness/chosen.js';
import { KeepAliveLoad } from './harness/keep-alive-load.js';
import { createTestDatabase, type TestDatabase } from './harness/test-databases.js';

const PER_SECOND = 500;

if (areChosen('postgres'))
  describe('a process that gets SIGTERM under load', () => {
    let program: CompiledProgram;
    let database: TestDatabase;
    beforeAll(async () => {
      [database, program] = await Promise.all([
        createTestDatabase('postgres'),
        compileProgram('test/e2e/nodes/ending.main'),
      ]);
    });
    afterAll(async () => {
      program?.remove();
      await database?.drop();
    });

    it.each(chosenPlatforms())(
      'answers all that was asked, and ends (%s)',
      async (platform) => {
        const { url } = database.options as { url: string };
        const node = await startNodeProcess(program.entry, program.folder, {
          NODE_DATABASE_URL: url,
          NODE_PLATFORM: platform,
        });
        const load = new KeepAliveLoad(node.url, PER_SECOND, (index) =>
          index % 5 === 0
            ? { method: 'POST', path: '/shelves', body: { name: `${platform} ${index}` } }
            : { method: 'GET', path: index % 5 === 1 ? '/shelves?page_size=5&ordering=id' : `/shelves/${index}` },
        );
        await sleep(1_000);
        const probes: number[] = [];
        const probing = (async () => {
          for (;;) {
            const answer = await fetch(`${node.url}/health/ready`).catch(() => undefined);
            if (answer === undefined) return;
            probes.push(answer.status);
            // As a load balancer does.
            if (answer.status === 503) void load.stop();
            await sleep(20);
          }
        })();
        await sleep(300);
        // Under way for longer than requests are taken.
        const slow = Array.from({ length: 5 }, (_, index) =>
          load.send('POST', '/shelves', { name: `slow ${platform} ${index}` }),
        );
        await sleep(200);
        const toldAt = performance.now();
        await node.stop();
        const tookMs = performance.now() - toldAt;
        const sent = await load.stop();
        await probing;

        const lost = sent.filter(({ failure }) => failure !== undefined && failure !== 'ECONNREFUSED');
        expect(
          lost.map(
            ({ path, failure, at, until }) =>
              `${path}: ${failure} ${Math.round(at - toldAt)} … ${Math.round(until - toldAt)} ms`,
          ),
        ).toEqual([]);
        const answered = sent.filter(({ status }) => status !== 0);
        expect(answered.filter(({ status }) => ![200, 201, 404].includes(status))).toEqual([]);
        expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
        // Otherwise it would have tested nothing.
        expect(answered.length).toBeGreaterThan(PER_SECOND / 10);
        expect(answered.filter(({ until }) => until > toldAt).length).toBeGreaterThan(slow.length);
        expect([probes[0], probes.at(-1)]).toEqual([200, 503]);
        expect(tookMs).toBeLessThan(10_000);
        expect(node.output()).toBe('');
        expect(
          await missingNames(
            url,
            sent.filter(({ status }) => status === 201).map(({ body }) => body),
          ),
        ).toEqual([]);
      },
      40_000,
    );
  });

/** What was acknowledged and is not there. */
async function missingNames(url: string, acknowledged: readonly unknown[]): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>('SELECT name FROM shelf');
  await client.end();
  const names = new Set(rows.map(({ name }) => name));
  return (acknowledged as { name: string }[]).map(({ name }) => name).filter((name) => !names.has(name));
}
