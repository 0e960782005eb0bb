import { DataSource, EntitySchema, type DataSourceOptions, type EntitySchemaColumnOptions } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { permit } from '../permit.js';
import { itemQuestion, listQuestion } from '../../lib/query/plain-questions.js';
import { ALL_VISIBLE } from '../../lib/query/question.js';
import { ENGINE_TYPES } from './fixtures/engine-types.js';
import { toPayload } from './fixtures/sample-api.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import type { ResourceRepository } from '../../lib/repository/resource-repository.js';
import type { Operator } from '../../lib/resource/operator.js';
import type { Resource } from '../../lib/resource/resource.js';
import { createTestDatabase, type TestDatabase } from '../e2e/harness/test-databases.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

describe.each(chosenEngines())('types of %s', (engine) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let resource: Resource;
  let repository: ResourceRepository;

  beforeAll(async () => {
    const columns: Record<string, EntitySchemaColumnOptions> = {
      id: { type: 'int', primary: true, generated: 'increment' },
    };
    for (const [name, [column]] of Object.entries(ENGINE_TYPES[engine])) columns[name] = { ...column, nullable: true };
    const entity = new EntitySchema({ name: 'Typed', columns });
    database = await createTestDatabase(engine);
    dataSource = new DataSource({
      ...(database.options as DataSourceOptions),
      entities: [entity],
    } as DataSourceOptions);
    await dataSource.initialize();
    const compiled = compileResources([entity as never], { place: 'the suite' });
    expect(compiled.problems).toEqual([]);
    resource = compiled.resources[0]!;
    repository = createCompiledRepository(resource, dataSource, NO_RELATIONS);
  });

  afterAll(async () => {
    if (dataSource?.isInitialized) await dataSource.destroy();
    await database?.drop();
  });

  const read = async (id: unknown): Promise<Record<string, unknown>> => {
    const question = itemQuestion([id], resource.representation.read);
    return (await repository.read(permit(resource, question, ANONYMOUS)))!.row.toJSON() as Record<string, unknown>;
  };
  const idsWhere = async (name: string, operator: Operator, value: unknown): Promise<unknown[]> => {
    const question = listQuestion(resource, {
      filter: { kind: 'comparison', field: resource.fieldByName.get(name)!, operator, value },
      sort: [{ field: resource.key[0]!, direction: 'asc' }],
      page: 1,
      pageSize: 20,
      count: 'none',
      fields: resource.key,
    });
    const rows = (await repository.list(permit(resource, question, ANONYMOUS))).rows.toJSON() as { id: unknown }[];
    return rows.map(({ id }) => id);
  };

  it('come back as they were stored, and as TypeORM reads them', async () => {
    const payload = Object.assign(
      Object.create(null) as Record<string, unknown>,
      Object.fromEntries(Object.entries(ENGINE_TYPES[engine]).map(([name, [, value]]) => [name, value])),
    );
    const row = (await repository.create(payload, ALL_VISIBLE)).row.toJSON() as Record<string, unknown>;
    const { id, ...rest } = row;
    expect(rest).toEqual(
      Object.fromEntries(Object.entries(ENGINE_TYPES[engine]).map(([name, [, value, json = value]]) => [name, json])),
    );
    expect(await read(id)).toEqual(row);
    const empty = (
      await repository.create(Object.create(null) as Record<string, unknown>, ALL_VISIBLE)
    ).row.toJSON() as Record<string, unknown>;
    expect(new Set(Object.values({ ...empty, id: null }))).toEqual(new Set([null]));
  });

  it('are stored the same when several rows are', async () => {
    const entries = Object.entries(ENGINE_TYPES[engine]);
    const payload = toPayload(Object.fromEntries(entries.map(([name, [, value]]) => [name, value])));
    const items = await repository.createMany([payload, toPayload({}), payload], ALL_VISIBLE);
    const wanted = Object.fromEntries(entries.map(([name, [, value, json = value]]) => [name, json]));
    for (const index of [0, 2]) {
      const row = items[index]!.row.toJSON() as Record<string, unknown>;
      expect(row).toEqual({ ...wanted, id: row['id'] });
      expect(await read(row['id'])).toEqual(row);
    }
    await dataSource.createQueryBuilder().delete().from('Typed').where('id > 2').execute();
  });

  it('are found by the value that was stored', async () => {
    for (const [name, [, value]] of Object.entries(ENGINE_TYPES[engine])) {
      const field = resource.fieldByName.get(name)!;
      if (field.isArray) {
        for (const item of value as unknown[]) expect([name, await idsWhere(name, 'has', item)]).toEqual([name, [1]]);
        expect([name, await idsWhere(name, 'overlaps', value)]).toEqual([name, [1]]);
      } else if (field.operators.includes('eq')) {
        expect([name, await idsWhere(name, 'eq', value)]).toEqual([name, [1]]);
        expect([name, await idsWhere(name, 'in', [value])]).toEqual([name, [1]]);
        expect([name, await idsWhere(name, 'ne', value)]).toEqual([name, [2]]);
      }
      if (field.operators.includes('contains')) {
        expect([name, await idsWhere(name, 'contains', String(value).slice(1, 2))]).toEqual([name, [1]]);
      }
    }
  });
});
