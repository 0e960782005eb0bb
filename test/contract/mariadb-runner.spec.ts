import { Column, DataSource, Entity, PrimaryGeneratedColumn, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { compileResources } from '../../lib/compiler/compile.js';
import { permit } from '../permit.js';
import { listQuestion } from '../../lib/query/plain-questions.js';
import { ALL_VISIBLE } from '../../lib/query/question.js';
import type { ResourceRepository } from '../../lib/repository/resource-repository.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { MysqlRunner } from '../../lib/repository/typeorm/compiled/mysql/mysql.runner.js';
import type { Operator } from '../../lib/resource/operator.js';
import type { Resource } from '../../lib/resource/resource.js';
import { createTestDatabase, type TestDatabase } from '../e2e/harness/test-databases.js';
import { toPayload } from './fixtures/sample-api.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

@Entity()
class Phrase {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 80 }) text: string;
}

describe.each(chosenEngines(['mariadb']))('statements on MariaDB', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let resource: Resource;
  let repository: ResourceRepository;

  beforeAll(async () => {
    database = await createTestDatabase('mariadb');
    const options = { ...database.options, entities: [Phrase], poolSize: 1 } as DataSourceOptions;
    dataSource = new DataSource(options);
    await dataSource.initialize();
    resource = compileResources([Phrase], { place: 'the suite' }).resources[0]!;
    repository = createCompiledRepository(resource, dataSource, NO_RELATIONS);
  });

  afterAll(async () => {
    if (dataSource?.isInitialized) await dataSource.destroy();
    await database?.drop();
  });

  const textsWhere = async (operator: Operator, value: unknown): Promise<unknown[]> => {
    const question = listQuestion(resource, {
      filter: { kind: 'comparison', field: resource.fieldByName.get('text')!, operator, value },
      sort: [],
      page: 1,
      pageSize: 20,
      count: 'none',
      fields: resource.representation.list,
    });
    const rows = (await repository.list(permit(resource, question, ANONYMOUS))).rows.toJSON() as { text: unknown }[];
    return rows.map(({ text }) => text);
  };

  it.each(['', 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT'])(
    'keep text apart from SQL in the mode "%s"',
    async (mode) => {
      await dataSource.query('SET SESSION sql_mode = ?', [mode]);
      await dataSource.query('DELETE FROM phrase');
      const text = `\\' OR 1=1 -- "|%_ \\`;
      await repository.create(toPayload({ text }), ALL_VISIBLE);
      await repository.create(toPayload({ text: 'other' }), ALL_VISIBLE);
      for (const operator of ['eq', 'contains', 'icontains', 'startswith', 'endswith'] as const) {
        expect(await textsWhere(operator, text)).toEqual([text]);
      }
      expect(await textsWhere('contains', "\\'")).toEqual([text]);
      expect(await textsWhere('endswith', '_ \\')).toEqual([text]);
      expect(await textsWhere('in', [text, "' OR ''='"])).toEqual([text]);
      await dataSource.query('SET SESSION sql_mode = DEFAULT');
    },
  );

  it('are ended when they take too long, and the connection serves on', async () => {
    const runner = new MysqlRunner(dataSource, (sql) => `SET STATEMENT max_statement_time=0.1 FOR ${sql}`, 5_000);
    const text = 'SELECT COUNT(*) FROM seq_1_to_100000 AS a, seq_1_to_100000 AS b WHERE a.seq * b.seq < 0';
    await expect(runner.run({ segments: [text], text, name: undefined }, [], 'list')).rejects.toMatchObject({
      errno: 1969,
    });
    expect(await runner.run({ segments: ['SELECT 1'], text: '', name: undefined }, [], 'list')).toMatchObject({
      rows: [[1]],
    });
  });

  it('give their connection back after every error', async () => {
    const runner = new MysqlRunner(dataSource, (sql) => sql, 5_000);
    for (let round = 0; round < 3; round++) {
      await expect(runner.run({ segments: ['SELEC 1'], text: '', name: undefined }, [], 'list')).rejects.toThrow();
      await expect(
        runner.run({ segments: ['KILL CONNECTION_ID()'], text: '', name: undefined }, [], 'list'),
      ).rejects.toThrow();
    }
    expect(await textsWhere('eq', 'other')).toEqual(['other']);
  });
});
