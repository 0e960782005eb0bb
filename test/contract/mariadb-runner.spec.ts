import { Column, DataSource, Entity, PrimaryColumn, PrimaryGeneratedColumn, type DataSourceOptions } from 'typeorm';
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

/** A view: rows of it have only what is computed. */
@Entity({ synchronize: false })
class Shelf {
  @PrimaryColumn({ length: 80 }) name: string;
}

const SHELF_NAMES = ['2024-05', "Käthe's", 'C:\\tea'];
/** A date and numbers that become texts have the collation of the connection that asks. */
const SHELVES = `CREATE OR REPLACE VIEW shelf AS
  SELECT DATE_FORMAT(day, CASE number WHEN 0 THEN '%Y-%m' WHEN 1 THEN 'Käthe''s' ELSE 'C:\\\\tea' END) AS name
  FROM (SELECT DATE('2024-05-10') AS day, 0 AS number UNION SELECT DATE('2024-05-10'), 1 UNION SELECT DATE('2024-05-10'), 2) AS days`;

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

  const textsWhere = (operator: Operator, value: unknown) => valuesWhere(repository, resource, 'text', operator, value);

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

  it.each(['utf8mb4_general_ci', 'utf8mb4_unicode_ci', 'utf8mb4_bin'])(
    'compare what a view computes with texts, over connections of %s',
    async (charset) => {
      const source = new DataSource({ ...database.options, entities: [Shelf], charset } as DataSourceOptions);
      await source.initialize();
      try {
        await source.query(SHELVES);
        const shelf = compileResources([Shelf], { place: 'the suite' }).resources[0]!;
        const shelves = createCompiledRepository(shelf, source, NO_RELATIONS);
        for (const name of SHELF_NAMES) {
          expect(await valuesWhere(shelves, shelf, 'name', 'eq', name)).toEqual([name]);
          expect(await valuesWhere(shelves, shelf, 'name', 'in', [name, 'none'])).toEqual([name]);
          expect(await valuesWhere(shelves, shelf, 'name', 'between', [name, name])).toEqual([name]);
          expect(await valuesWhere(shelves, shelf, 'name', 'contains', name)).toEqual([name]);
        }
      } finally {
        await source.destroy();
      }
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

/** What a field of the rows says for which a comparison with it holds. */
async function valuesWhere(
  repository: ResourceRepository,
  resource: Resource,
  name: string,
  operator: Operator,
  value: unknown,
): Promise<unknown[]> {
  const question = listQuestion(resource, {
    filter: { kind: 'comparison', field: resource.fieldByName.get(name)!, operator, value },
    sort: [],
    page: 1,
    pageSize: 20,
    count: 'none',
    fields: resource.representation.list,
  });
  const rows = (await repository.list(permit(resource, question, ANONYMOUS))).rows.toJSON() as Record<
    string,
    unknown
  >[];
  return rows.map((row) => row[name]);
}
