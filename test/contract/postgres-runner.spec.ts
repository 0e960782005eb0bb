import { Column, DataSource, Entity, PrimaryGeneratedColumn, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { permit } from '../permit.js';
import { itemQuestion } from '../../lib/query/plain-questions.js';
import { ALL_VISIBLE } from '../../lib/query/question.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { PostgresRunner } from '../../lib/repository/typeorm/compiled/postgres/postgres.runner.js';
import type { SqlPurpose, SqlResult } from '../../lib/repository/typeorm/compiled/sql-runner.js';
import type { ResourceRepository } from '../../lib/repository/resource-repository.js';
import type { Resource } from '../../lib/resource/resource.js';
import { createTestDatabase, type TestDatabase } from '../e2e/harness/test-databases.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

@Entity()
class Thing {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) name: string;
}

interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

describe.each(chosenEngines(['postgres']))('slim queries on PostgreSQL', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let resource: Resource;
  let repository: ResourceRepository;
  const pool = (): Pool => (dataSource.driver as unknown as { master: Pool }).master;

  beforeAll(async () => {
    database = await createTestDatabase('postgres');
    dataSource = new DataSource({
      ...(database.options as DataSourceOptions),
      entities: [Thing],
      poolSize: 1,
    } as DataSourceOptions);
    await dataSource.initialize();
    resource = compileResources([Thing], { place: 'the suite' }).resources[0]!;
    repository = createCompiledRepository(resource, dataSource, NO_RELATIONS);
    await repository.create(
      Object.assign(Object.create(null) as Record<string, unknown>, { name: 'one' }),
      ALL_VISIBLE,
    );
  });

  afterAll(async () => {
    if (dataSource?.isInitialized) await dataSource.destroy();
    await database?.drop();
  });

  const read = async (): Promise<string | undefined> => {
    const question = itemQuestion([1], resource.representation.read);
    return (await repository.read(permit(resource, question, ANONYMOUS)))?.row.text;
  };
  const send = (text: string, purpose: SqlPurpose = 'list', timeoutMs = 5_000): Promise<SqlResult> =>
    new PostgresRunner(dataSource, timeoutMs).run({ segments: [text], text, name: undefined }, [], purpose);
  const expectIdle = (): void => expect(pool()).toMatchObject({ idleCount: pool().totalCount, waitingCount: 0 });

  it('prepares a statement by key once a connection, under its own name', async () => {
    for (let round = 0; round < 3; round++) expect(await read()).toBe('{"id":1,"name":"one"}');
    const { rows } = await send('SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE \'SELECT "thing"%\'');
    expect(rows).toEqual([['1']]);
  });

  it('prepares again what the server has forgotten', async () => {
    await read();
    await send('DEALLOCATE ALL', 'lookup');
    expect(await read()).toBe('{"id":1,"name":"one"}');
    expect(await read()).toBe('{"id":1,"name":"one"}');
    await send('DISCARD ALL', 'lookup');
    expect(await read()).toBe('{"id":1,"name":"one"}');
    expectIdle();
  });

  it('prepares again when the type of a column has changed', async () => {
    await read();
    await send('ALTER TABLE thing ALTER COLUMN name TYPE text', 'lookup');
    expect(await read()).toBe('{"id":1,"name":"one"}');
    expect(await read()).toBe('{"id":1,"name":"one"}');
  });

  it('ends a list that takes too long, and limits nobody else', async () => {
    await expect(send('SELECT pg_sleep(3)', 'list', 60)).rejects.toMatchObject({ code: '57014' });
    expect((await send('SHOW statement_timeout', 'lookup')).rows).toEqual([['0']]);
    expect((await send('SHOW statement_timeout', 'list', 60)).rows).toEqual([['60ms']]);
    expectIdle();
  });

  it('gives the connection back after an error, ready for the next statement', async () => {
    for (const text of ['SELECT 1/0', 'SELEC 1', 'SELECT 1; SELECT 2', 'COPY thing FROM STDIN']) {
      await expect(send(text)).rejects.toThrow();
      expectIdle();
      expect((await send('SELECT 1')).rows).toEqual([['1']]);
    }
    expect(pool().totalCount).toBe(1);
  });

  it('answers 503 when the connection dies, and goes on with another', async () => {
    const { rows } = await send('SELECT pg_backend_pid()');
    const admin = new DataSource({ ...(database.options as DataSourceOptions), entities: [] } as DataSourceOptions);
    await admin.initialize();
    try {
      const sleeping = send('SELECT pg_sleep(5)').catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await admin.query('SELECT pg_terminate_backend($1)', [Number(rows[0]![0])]);
      expect(await sleeping).toBeInstanceOf(Error);
      expect(await read()).toBe('{"id":1,"name":"one"}');
      expectIdle();
    } finally {
      await admin.destroy();
    }
  });

  it('carries text of any length and any character, bytes and NULL', async () => {
    const runner = new PostgresRunner(dataSource, 5_000);
    const run = async (parameters: unknown[]) => {
      const text = 'SELECT $1::text, octet_length($2::bytea), $3::text';
      return (await runner.run({ segments: [text], text, name: undefined }, parameters, 'list')).rows;
    };
    const long = 'é🙂"\\\''.repeat(20_000);
    expect(await run([long, Buffer.alloc(70_000, 1), null])).toEqual([[long, '70000', null]]);
    expect(await run(['', Buffer.alloc(0), ''])).toEqual([['', '0', '']]);
  });

  it('waits for a connection like everybody else', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => read()));
    expect(new Set(answers)).toEqual(new Set(['{"id":1,"name":"one"}']));
    expectIdle();
  });
});
