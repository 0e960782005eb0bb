import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileProgram, type CompiledProgram } from '../processes/compile-program.js';
import { startNodeProcess, type RunningProcess } from '../processes/node-process.js';
import { areChosen } from './harness/chosen.js';
import { send } from './harness/parallel-client.js';
import { createTestDatabase, type TestDatabase } from './harness/test-databases.js';

import { ObservedClients, Observer } from './nodes/observed-clients.js';

const NODES = 3;
const CLIENTS = 16;
const REQUESTS = 10_000;
const SHELVES = 4;
const TALLIES = 20;

if (areChosen('postgres', 'redis'))
  describe('three nodes on one PostgreSQL and one Redis', () => {
    let database: TestDatabase;
    let client: Client;
    let program: CompiledProgram;
    const nodes: RunningProcess[] = [];

    beforeAll(async () => {
      const redis = process.env['LIGHTAPI_TEST_REDIS_URL'];
      if (!redis)
        throw new Error('LIGHTAPI_TEST_REDIS_URL is not set and no such server was found: see `npm run services`');
      [database, program] = await Promise.all([
        createTestDatabase('postgres'),
        compileProgram('test/e2e/nodes/node.main'),
      ]);
      const { url } = database.options as { url: string };
      const environment = {
        NODE_DATABASE_URL: url,
        NODE_REDIS_URL: redis,
        NODE_NAMESPACE: `nodes-${process.pid}-${Date.now()}`,
      };
      const start = (more = {}): Promise<RunningProcess> =>
        startNodeProcess(program.entry, program.folder, { ...environment, ...more });
      nodes.push(await start({ NODE_CREATES_TABLES: 'yes' }));
      nodes.push(...(await Promise.all(Array.from({ length: NODES - 1 }, () => start()))));
      client = new Client({ connectionString: url });
      await client.connect();
      await client.query(`INSERT INTO shelf (name) SELECT 'shelf ' || n FROM generate_series(1, ${SHELVES}) n`);
      await client.query(
        `INSERT INTO tally (version, "shelfId") SELECT 1, (n - 1) / ${TALLIES / SHELVES} + 1 FROM generate_series(1, ${TALLIES}) n`,
      );
    }, 60_000);

    afterAll(async () => {
      await Promise.all(nodes.map((node) => node.stop()));
      await client?.end();
      await database?.drop();
      program?.remove();
    });

    it('share what they keep', async () => {
      const cacheOf = async (node: RunningProcess): Promise<string | null> =>
        (await send(node, 'GET', '/shelves?ordering=-name')).headers.get('x-cache');
      expect(await cacheOf(nodes[0]!)).toBe('MISS');
      expect(await Promise.all(nodes.map(cacheOf))).toEqual(['HIT', 'HIT', 'HIT']);
    });

    it('never answer with what is older than what was acknowledged, or than what was stored 100 ms before', async () => {
      const observer = new Observer(client);
      const ids = Array.from({ length: TALLIES }, (_, index) => index + 1);
      const clients = new ObservedClients(
        nodes.map(({ url }) => url),
        ids,
        REQUESTS,
      );
      observer.start();
      await clients.run(CLIENTS, 1);
      await observer.stop();
      clients.compareWith(observer);
      const { reads, writes, hits, failures } = clients.tallied;
      expect(failures.slice(0, 20)).toEqual([]);
      expect(reads + writes).toBe(REQUESTS);
      // Otherwise it would have tested nothing.
      expect(writes).toBeGreaterThan(REQUESTS / 20);
      expect(hits).toBeGreaterThan(reads / 10);
      // A node that has lost Redis for a moment says so, and asks the database.
      expect(nodes.filter((node) => node.output().includes('ERROR'))).toEqual([]);
    }, 120_000);
  });
