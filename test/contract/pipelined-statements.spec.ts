import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresRunner } from '../../lib/repository/typeorm/compiled/postgres/postgres.runner.js';
import type { SqlPurpose, SqlResult, SqlTemplate } from '../../lib/repository/typeorm/compiled/sql-runner.js';
import { createTestDatabase, type TestDatabase } from '../e2e/harness/test-databases.js';
import { chosenEngines } from '../e2e/harness/chosen.js';
import { Random } from '../e2e/fuzz/random.js';

const POOL_SIZE = 4;
const TOGETHER = 8;

/** A statement that tells who ran it, when asked for it fails, and otherwise takes the time it is told. */
const PROBE = 'SELECT pg_backend_pid(), pg_sleep($1::float8), $2::text, 1 / $3::int, txid_current()';

interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

describe.each(chosenEngines(['postgres']))('statements that share a connection of PostgreSQL', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let admin: DataSource;
  let runner: PostgresRunner;
  /** What one test has found out about a statement is not known to the next. */
  let test = 0;
  const pool = (): Pool => (dataSource.driver as unknown as { master: Pool }).master;
  const expectIdle = (): void => expect(pool()).toMatchObject({ idleCount: pool().totalCount, waitingCount: 0 });

  const run = (text: string, values: readonly unknown[] = [], purpose: SqlPurpose = 'lookup', name?: string) => {
    const template: SqlTemplate = { segments: [text], text, name };
    return runner.run(template, values, purpose);
  };
  const probe = (token: string, { seconds = 0, divisor = 1, purpose = 'lookup' as SqlPurpose } = {}) =>
    run(`${PROBE} -- ${test}`, [String(seconds), token, String(divisor)], purpose, `probe_${test}`);
  const many = <Result>(make: (index: number) => Promise<Result>) =>
    Promise.allSettled(Array.from({ length: TOGETHER }, (_, index) => make(index)));
  const column = (results: readonly PromiseSettledResult<SqlResult>[], index: number): unknown[] =>
    results.map((result) => (result.status === 'fulfilled' ? result.value.rows[0]![index] : 'failed'));
  /** The backend that a statement sleeps in. */
  const sleeper = async (): Promise<number> => {
    for (;;) {
      const rows: { pid: number }[] = await admin.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'",
      );
      if (rows.length > 0) return rows[0]!.pid;
      await sleep(5);
    }
  };

  beforeAll(async () => {
    database = await createTestDatabase('postgres');
    const options = database.options as DataSourceOptions;
    dataSource = await new DataSource({
      ...options,
      entities: [],
      poolSize: POOL_SIZE,
    } as DataSourceOptions).initialize();
    admin = await new DataSource({ ...options, entities: [] } as DataSourceOptions).initialize();
    await admin.query('CREATE TABLE counted (id int PRIMARY KEY, amount int NOT NULL CHECK (amount < 100))');
    await admin.query('INSERT INTO counted SELECT n, 0 FROM generate_series(1, 20) n');
  });

  beforeEach(async () => {
    runner = new PostgresRunner(dataSource, 5_000);
    test++;
    // Once among these it is, however busy the machine.
    for (let count = 0; count < 20; count++) await probe('it is quick');
  });

  afterAll(async () => {
    for (const source of [admin, dataSource]) if (source?.isInitialized) await source.destroy();
    await database?.drop();
  });

  it('takes one connection for those that come at once, each as a transaction of its own', async () => {
    const results = await many((index) => probe(`token ${index}`));
    expect(new Set(column(results, 0)).size).toBe(1);
    expect(column(results, 2)).toEqual(Array.from({ length: TOGETHER }, (_, index) => `token ${index}`));
    expect(new Set(column(results, 4)).size).toBe(TOGETHER);
    expectIdle();
  });

  it('lets nothing stand behind a statement that nobody knows to be quick', async () => {
    const results = await many((index) => run('SELECT pg_backend_pid(), pg_sleep(0.02), $1::text', [String(index)]));
    expect(new Set(column(results, 0)).size).toBe(POOL_SIZE);
    expectIdle();
  });

  it('lets nothing stand behind one that was slow', async () => {
    const text = 'SELECT pg_backend_pid(), pg_sleep($1::float8)';
    const ask = (seconds: number) => run(text, [String(seconds)]);
    for (let count = 0; count < 20; count++) await ask(0);
    expect(new Set(column(await many(() => ask(0)), 0)).size).toBe(1);
    const connections = async (): Promise<number> => new Set(column(await many(() => ask(0.002)), 0)).size;
    // On a busy machine the event loop may have stood still, and nobody knows whose the time was.
    let used = 1;
    for (let attempt = 0; attempt < 20 && used === 1; attempt++) {
      const slow = ask(0.05);
      await setImmediate();
      for (const end = performance.now() + 60; performance.now() < end;) await probe('beside it');
      await slow;
      used = await connections();
    }
    expect(used).toBe(POOL_SIZE);
  });

  it('fails a statement alone, and gives each its own answer', async () => {
    for (const failing of [[0], [3], [7], [0, 1, 2], [5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7]]) {
      const results = await many((index) => probe(`token ${index}`, { divisor: failing.includes(index) ? 0 : 1 }));
      const expected = results.map((_, index) => (failing.includes(index) ? 'failed' : `token ${index}`));
      expect(column(results, 2)).toEqual(expected);
      for (const index of failing) expect(results[index]).toMatchObject({ reason: { code: '22012' } });
      expectIdle();
    }
  });

  it('stores a write although the one before it failed', async () => {
    const add = (id: number, amount: number) =>
      run('UPDATE counted SET amount = amount + $2 WHERE id = $1', [String(id), String(amount)], 'write', 'add');
    await add(20, 1);
    const results = await many((index) => add(index + 1, index % 2 === 0 ? 1 : 1_000));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(results.map((_, index) => index % 2 === 0));
    const rows: { amount: number }[] = await admin.query('SELECT amount FROM counted WHERE id <= 8 ORDER BY id');
    expect(rows.map(({ amount }) => amount)).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
  });

  it('never makes a read wait behind a write that waits for a lock', async () => {
    const touch = (id: number) => run('UPDATE counted SET amount = 0 WHERE id = $1', [String(id)], 'write', 'touch');
    await touch(20);
    const holder = admin.createQueryRunner();
    await holder.startTransaction();
    await holder.query('UPDATE counted SET amount = 5 WHERE id = 10');
    const order: string[] = [];
    const writes = many(() => touch(10).then(() => order.push('write')));
    const reads = await many((index) => probe(`token ${index}`));
    order.push('reads');
    await holder.commitTransaction();
    await holder.release();
    await writes;
    expect(column(reads, 2)).toEqual(Array.from({ length: TOGETHER }, (_, index) => `token ${index}`));
    expect(order[0]).toBe('reads');
    expectIdle();
  });

  it('asks again what only stood behind a read whose connection was lost', async () => {
    const results = many((index) => probe(`token ${index}`, { seconds: index === 2 ? 5 : 0 }));
    await admin.query('SELECT pg_terminate_backend($1)', [await sleeper()]);
    const tokens = Array.from({ length: TOGETHER }, (_, index) => (index === 2 ? 'failed' : `token ${index}`));
    expect(column(await results, 2)).toEqual(tokens);
    expectIdle();
  });

  it('asks no write again that may have happened', async () => {
    const results = many((index) => probe(`token ${index}`, { seconds: index === 2 ? 5 : 0, purpose: 'write' }));
    await admin.query('SELECT pg_terminate_backend($1)', [await sleeper()]);
    expect(column(await results, 2).slice(0, 3)).toEqual(['token 0', 'token 1', 'failed']);
    for (const result of (await results).slice(3)) expect(result).toMatchObject({ status: 'rejected' });
    expectIdle();
  });

  it('gives up what stands behind a server that says nothing any more', async () => {
    runner = new PostgresRunner(dataSource, 100, true);
    const results = await many((index) => probe(`token ${index}`, { seconds: index === 1 ? 30 : 0 }));
    expect(column(results, 2)).toEqual(['token 0', ...Array.from({ length: TOGETHER - 1 }, () => 'failed')]);
    for (const result of results.slice(1)) expect(result).toMatchObject({ reason: { message: 'Query read timeout' } });
    await admin.query('SELECT pg_terminate_backend($1)', [await sleeper()]);
    expectIdle();
  });

  it('prepares again what the server has forgotten, for all of them', async () => {
    await run('DEALLOCATE ALL');
    for (let round = 0; round < 20; round++) {
      const results = await many((index) => probe(`token ${index}`));
      expect(column(results, 2)).toEqual(Array.from({ length: TOGETHER }, (_, index) => `token ${index}`));
      if (round % 5 === 0) await run('DEALLOCATE ALL');
    }
    const { rows } = await run("SELECT count(*) > 0 FROM pg_prepared_statements WHERE name LIKE 'probe%'");
    expect(rows).toEqual([['t']]);
  });

  it('never mixes up answers, whatever fails beside them', async () => {
    const random = new Random(20_240_531);
    let asked = 0;
    const one = async (token: string): Promise<void> => {
      const isFailing = random.happens(0.2);
      const count = random.integer(0, 4);
      const text = `SELECT n, $1::text, 1 / (n - n + $3::int) FROM generate_series(1, $2::int) n`;
      const purpose = random.pick<SqlPurpose>(['write', 'list', 'lookup']);
      const values = [token, String(count), isFailing ? '0' : '1'];
      const result = await run(text, values, purpose, random.pick(['rows', undefined])).catch(() => undefined);
      const rows = Array.from({ length: count }, (_, index) => [String(index + 1), token, '1']);
      // Without rows nothing is divided.
      expect(result?.rows).toEqual(isFailing && count > 0 ? undefined : rows);
      asked++;
    };
    const client = async (index: number): Promise<void> => {
      for (let round = 0; round < 100; round++) await one(`client ${index} round ${round}`);
    };
    await Promise.all(Array.from({ length: 30 }, (_, index) => client(index)));
    expect(asked).toBe(3_000);
    expectIdle();
  });
});
