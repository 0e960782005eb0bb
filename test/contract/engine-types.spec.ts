import { DataSource, EntitySchema, type DataSourceOptions, type EntitySchemaColumnOptions } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { permit } from '../permit.js';
import { itemQuestion, listQuestion } from '../../lib/query/plain-questions.js';
import { ALL_VISIBLE } from '../../lib/query/question.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import type { ResourceRepository } from '../../lib/repository/resource-repository.js';
import type { Operator } from '../../lib/resource/operator.js';
import type { Resource } from '../../lib/resource/resource.js';
import { createTestDatabase, type Engine, type TestDatabase } from '../e2e/harness/test-databases.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

const toHours = {
  to: (date?: Date) => date && Math.floor(date.getTime() / 3_600_000),
  from: (hours?: number) => hours && new Date(hours * 3_600_000),
};

/** Types that only one engine has, each with a value and the JSON that it becomes when it differs. */
const TYPES: Readonly<
  Record<Engine, Readonly<Record<string, readonly [EntitySchemaColumnOptions, unknown, unknown?]>>>
> = {
  postgres: {
    ints: [{ type: 'int', array: true }, [1, -2]],
    texts: [{ type: 'text', array: true }, ['a,b', '"', '\\', 'NULL', '', '{}', 'é']],
    bigs: [{ type: 'bigint', array: true }, ['9007199254740993']],
    flags: [{ type: 'boolean', array: true }, [true, false]],
    prices: [{ type: 'numeric', precision: 10, scale: 2, array: true }, ['1.50']],
    moods: [{ type: 'enum', enum: ['sad', 'very glad', 'a"b'], array: true }, ['very glad', 'a"b']],
    mood: [{ type: 'enum', enum: ['sad', 'glad'] }, 'glad'],
    small: [{ type: 'smallint' }, -3],
    real: [{ type: 'real' }, 0.1],
    free: [{ type: 'numeric' }, '12345678901234567890.123456789'],
    plain: [{ type: 'timestamp' }, new Date('2024-01-31T12:00:00.120Z'), '2024-01-31T12:00:00.120Z'],
    doc: [{ type: 'json' }, { b: 1, a: [null] }],
    nothing: [{ type: 'jsonb' }, 'text'],
    hours: [
      { type: 'int', transformer: toHours },
      new Date('2024-01-31T12:00:00.000Z'),
      new Date('2024-01-31T12:00:00.000Z').toISOString(),
    ],
    days: [{ type: 'date', array: true }, ['2024-01-31']],
    padded: [{ type: 'char', length: '4' }, 'ab', 'ab  '],
    folded: [{ type: 'citext' }, 'MiXed'],
    ip: [{ type: 'inet' }, '10.0.0.1'],
    parts: [{ type: 'simple-array' }, ['x', 'y z']],
  },
  mariadb: {
    huge: [{ type: 'bigint', unsigned: true }, '18446744073709551615'],
    unsigned: [{ type: 'int', unsigned: true }, 4294967295],
    tiny: [{ type: 'tinyint' }, 1],
    medium: [{ type: 'mediumint' }, -8388608],
    year: [{ type: 'year' }, 2024],
    float: [{ type: 'float' }, 0.5],
    mood: [{ type: 'enum', enum: ['sad', 'glad'] }, 'glad'],
    moods: [{ type: 'set', enum: ['sad', 'glad', 'mad'] }, ['sad', 'mad']],
    seconds: [{ type: 'datetime' }, new Date('2024-01-31T12:00:00.000Z'), '2024-01-31T12:00:00.000Z'],
    micros: [{ type: 'datetime', precision: 6 }, new Date('2024-01-31T12:00:00.120Z'), '2024-01-31T12:00:00.120Z'],
    stamp: [{ type: 'timestamp', precision: 3 }, new Date('2024-01-31T12:00:00.120Z'), '2024-01-31T12:00:00.120Z'],
    long: [{ type: 'longtext' }, 'é'.repeat(5_000)],
    bytes: [{ type: 'varbinary', length: '16' }, Buffer.from([39, 92, 0, 255]), 'J1wA/w=='],
    doc: [{ type: 'json' }, { a: [1.5, "it's"] }],
    hours: [
      { type: 'int', transformer: toHours },
      new Date('2024-01-31T12:00:00.000Z'),
      new Date('2024-01-31T12:00:00.000Z').toISOString(),
    ],
    latin: [{ type: 'varchar', length: '20', charset: 'latin1', collation: 'latin1_swedish_ci' }, 'Éclair'],
    digits: [{ type: 'decimal', precision: 30, scale: 10 }, '12345678901234567890.0123456789'],
  },
  sqlite: {
    doc: [{ type: 'jsonb' }, { a: [1.5, "it's"] }],
    double: [{ type: 'double' }, 0.1],
    whole: [{ type: 'real' }, 3],
    big: [{ type: 'unsigned big int' }, '9007199254740993'],
    wide: [{ type: 'decimal', precision: 18, scale: 2 }, '9007199254740993.00'],
    cents: [{ type: 'decimal', precision: 14, scale: 2 }, '123456789012.34'],
    hours: [
      { type: 'int', transformer: toHours },
      new Date('2024-01-31T12:00:00.000Z'),
      new Date('2024-01-31T12:00:00.000Z').toISOString(),
    ],
    clob: [{ type: 'clob' }, 'x'],
  },
};

describe.each(chosenEngines())('types of %s', (engine) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let resource: Resource;
  let repository: ResourceRepository;

  beforeAll(async () => {
    const columns: Record<string, EntitySchemaColumnOptions> = {
      id: { type: 'int', primary: true, generated: 'increment' },
    };
    for (const [name, [column]] of Object.entries(TYPES[engine])) columns[name] = { ...column, nullable: true };
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
      Object.fromEntries(Object.entries(TYPES[engine]).map(([name, [, value]]) => [name, value])),
    );
    const row = (await repository.create(payload, ALL_VISIBLE)).row.toJSON() as Record<string, unknown>;
    const { id, ...rest } = row;
    expect(rest).toEqual(
      Object.fromEntries(Object.entries(TYPES[engine]).map(([name, [, value, json = value]]) => [name, json])),
    );
    expect(await read(id)).toEqual(row);
    const empty = (
      await repository.create(Object.create(null) as Record<string, unknown>, ALL_VISIBLE)
    ).row.toJSON() as Record<string, unknown>;
    expect(new Set(Object.values({ ...empty, id: null }))).toEqual(new Set([null]));
  });

  it('are found by the value that was stored', async () => {
    for (const [name, [, value]] of Object.entries(TYPES[engine])) {
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
