import { DataSource, EntitySchema, type DataSourceOptions, type EntitySchemaColumnOptions } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { compileResources } from '../../lib/compiler/compile.js';
import { permit } from '../permit.js';
import { listQuestion } from '../../lib/query/plain-questions.js';
import type { CursorPosition, ListQuestion } from '../../lib/query/question.js';
import { withTieBreak } from '../../lib/query/tie-break.js';
import type { ListResult, ResourceRepository } from '../../lib/repository/resource-repository.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import type { Resource, SortKey } from '../../lib/resource/resource.js';
import { createTestDatabase, type Engine, type TestDatabase } from '../e2e/harness/test-databases.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

/** A column with values as SQL, in no order; where two are the same in one engine's eyes, the key tells them apart. */
type Sample = readonly [options: EntitySchemaColumnOptions, values: readonly string[]];

const LONG = 'x'.repeat(300);
const TEXTS = ["'b'", "'a'", "'A'", "'á'", "'Z'", "''", "' a'", "'a '", "'ab'", "'%_\\'", "'🙂'", "'ﬀ'", `'${LONG}1'`];
const DOUBLES = ['0.1', '0.3', '0.30000000000000004', '-0.0', '1e300', '-1e-300', '12345678901234567', '5e-324'];
const DAYS = ["'2024-02-29'", "'0999-12-31'", "'9999-12-31'", "'2024-01-31'"];
const UUIDS = ['0a000000-0000-4000-8000-00000000000b', 'ff000000-0000-1000-8000-000000000001'].map((id) => `'${id}'`);
const BIGS = ['9007199254740993', '9007199254740992', '-9223372036854775808', '9223372036854775807', '0'];

const SAMPLES: Readonly<Record<Engine, Readonly<Record<string, Sample>>>> = {
  postgres: {
    zoned: [
      { type: 'timestamptz' },
      [
        "'2024-01-01 00:00:00.123457+00'",
        "'2024-01-01 00:00:00.123456+00'",
        "'2024-01-01 01:00:00.123456+02'",
        "'infinity'",
        "'-infinity'",
        "'0044-03-15 00:00:00+00 BC'",
      ],
    ],
    plain: [{ type: 'timestamp' }, ["'2024-01-01 00:00:00.000001'", "'2024-01-01'", "'294276-12-31 23:59:59.999999'"]],
    day: [{ type: 'date' }, DAYS],
    clock: [{ type: 'time' }, ["'12:00:00.000001'", "'12:00'", "'24:00:00'", "'00:00:00'"]],
    real: [
      { type: 'real' },
      ['0.1', '0.10000001', "'NaN'", "'Infinity'", "'-Infinity'", '1e-45', '16777216', '16777218'],
    ],
    doubles: [{ type: 'double precision' }, [...DOUBLES, "'NaN'", "'Infinity'"]],
    free: [
      { type: 'numeric' },
      ['1234567890123456789.00000000012', '1234567890123456789.00000000011', '1.50', '1.5', "'NaN'"],
    ],
    big: [{ type: 'bigint' }, BIGS],
    flag: [{ type: 'boolean' }, ['true', 'false']],
    mood: [{ type: 'enum', enum: ['wild', 'calm', 'other'] }, ["'calm'", "'other'", "'wild'"]],
    text: [{ type: 'text' }, TEXTS],
    bytewise: [{ type: 'varchar', length: 400, collation: 'C' }, TEXTS],
    folded: [{ type: 'citext' }, ["'a'", "'A'", "'b'", "'B'", "''"]],
    padded: [{ type: 'char', length: '4' }, ["'ab'", "'ab  '", "'a'", "''"]],
    uid: [{ type: 'uuid' }, UUIDS],
    ip: [{ type: 'inet' }, ["'10.0.0.2'", "'10.0.0.10'", "'::1'"]],
    bytes: [{ type: 'bytea' }, ["'\\x00ff'", "'\\x00'", "'\\x5c'", "'\\x'"]],
  },
  mariadb: {
    single: [
      { type: 'float' },
      ['0.1', '0.1000001', '3.4e38', '-3.4e38', '16777216', '16777218', '1e-38', '1234567.8'],
    ],
    doubles: [{ type: 'double' }, DOUBLES],
    digits: [
      { type: 'decimal', precision: 30, scale: 10 },
      ['12345678901234567890.0000000002', '12345678901234567890.0000000001', '-0.5', '1.5'],
    ],
    huge: [
      { type: 'bigint', unsigned: true },
      ['18446744073709551615', '18446744073709551614', '9007199254740993', '0'],
    ],
    big: [{ type: 'bigint' }, BIGS],
    micros: [
      { type: 'datetime', precision: 6 },
      ["'2024-01-01 00:00:00.123457'", "'2024-01-01 00:00:00.123456'", "'9999-12-31 23:59:59.999999'", "'0001-01-01'"],
    ],
    stamp: [
      { type: 'timestamp', precision: 6 },
      ["'2024-10-27 02:30:00.000001'", "'2024-10-27 02:30:00'", "'2024-10-27 03:30:00'", "'2024-01-01'"],
    ],
    day: [{ type: 'date' }, DAYS],
    clock: [
      { type: 'time', precision: 6 },
      ["'12:00:00.000001'", "'12:00'", "'838:59:59'", "'-838:59:59'", "'-00:00:01'"],
    ],
    longest: [{ type: 'longtext' }, ['c', 'a', 'b', 'd', ''].map((end) => `'${LONG.repeat(9)}${end}'`)],
    year: [{ type: 'year' }, ['2024', '1901', '2155']],
    mood: [{ type: 'enum', enum: ['wild', 'calm', 'other'] }, ["'calm'", "'other'", "'wild'"]],
    moods: [{ type: 'set', enum: ['wild', 'calm', 'other'] }, ["'calm'", "'wild,other'", "'wild'", "''"]],
    flag: [{ type: 'boolean' }, ['1', '0']],
    text: [{ type: 'varchar', length: '400' }, TEXTS.map((text) => text.replaceAll('\\', '\\\\'))],
    exact: [
      { type: 'varchar', length: '400', charset: 'utf8mb4', collation: 'utf8mb4_bin' },
      TEXTS.map((text) => text.replaceAll('\\', '\\\\')),
    ],
    latin: [
      { type: 'varchar', length: '20', charset: 'latin1', collation: 'latin1_german1_ci' },
      ["'Ä'", "'a'", "'z'", "'ä'", "'ß'"],
    ],
    uid: [{ type: 'uuid' }, UUIDS],
    bytes: [{ type: 'varbinary', length: '16' }, ["x'00ff'", "x'00'", "x'5c27'", "''"]],
  },
  sqlite: {
    anything: [{ type: 'blob' }, ['5', "'5'", '2.5', "x'00ff'", "x''", "'text'", '9007199254740993', '9e999', "''"]],
    digits: [
      { type: 'decimal', precision: 30, scale: 10 },
      ['9007199254740993', '9007199254740992', '9007199254740992.0', '0.1', "'text'", '-9e999'],
    ],
    big: [{ type: 'bigint' }, BIGS],
    doubles: [{ type: 'double precision' }, [...DOUBLES, '3']],
    at: [{ type: 'datetime' }, ["'2024-01-01 00:00:00.123'", "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00.000'"]],
    day: [{ type: 'date' }, DAYS],
    flag: [{ type: 'boolean' }, ['1', '0']],
    mood: [{ type: 'simple-enum', enum: ['wild', 'calm'] }, ["'wild'", "'calm'"]],
    text: [{ type: 'varchar' }, TEXTS],
    folded: [{ type: 'varchar', collation: 'NOCASE' }, TEXTS],
    trimmed: [{ type: 'text', collation: 'RTRIM' }, TEXTS],
    uid: [{ type: 'varchar', length: '36' }, UUIDS],
  },
};

const ROWS = 17;
/** With a limit on query time every statement goes through TypeORM's query runner, and values come back parsed. */
const WAYS = [
  ['', {}, createCompiledRepository],
  [', watched by TypeORM', { maxQueryExecutionTime: 60_000 }, createCompiledRepository],
  [', of entities that TypeORM loads', {}, createOrmRepository],
] as const;

const cases = chosenEngines().flatMap((engine) => WAYS.map((way) => [engine, ...way] as const));

describe.each(cases)('walks by cursor on %s%s', (engine: Engine, _name, options, make) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let resource: Resource;
  let repository: ResourceRepository;

  beforeAll(async () => {
    database = await createTestDatabase(engine);
    const entity = createEntity(engine);
    dataSource = new DataSource({ ...database.options, ...options, entities: [entity] } as DataSourceOptions);
    await dataSource.initialize();
    const { resources, problems } = compileResources([{ entity: entity as never }], { place: 'the suite' });
    expect(problems).toEqual([]);
    resource = resources[0]!;
    repository = make(resource, dataSource, NO_RELATIONS);
    for (const statement of insertions(engine)) await dataSource.query(statement);
  });
  afterAll(async () => {
    if (dataSource?.isInitialized) await dataSource.destroy();
    await database?.drop();
  });

  const sortOf = (...ordering: readonly string[]): readonly SortKey[] => {
    const keys = ordering.map((item): SortKey => {
      const field = resource.fieldByName.get(item.replace('-', ''))!;
      return { field, direction: item.startsWith('-') ? 'desc' : 'asc' };
    });
    return withTieBreak(keys, resource.key);
  };
  const list = (question: Partial<ListQuestion>): Promise<ListResult> => {
    const complete = listQuestion(resource, { fields: resource.key, count: 'none', pageSize: 50, ...question });
    return repository.list(permit(resource, complete, ANONYMOUS));
  };
  const idsOf = ({ rows }: ListResult): unknown[] => (rows.toJSON() as { id: unknown }[]).map(({ id }) => id);

  /** Goes on until there is no more, with what a cursor carries as JSON from one page to the next. */
  const walk = async (side: CursorPosition['side'], sort: readonly SortKey[], pageSize: number, from?: unknown[]) => {
    const ids: unknown[] = [];
    let values: readonly unknown[] | undefined = from;
    for (let pages = 0; pages <= ROWS; pages++) {
      const page: ListResult = await list({ sort, pageSize, cursor: { side, values } });
      if (side === 'after') ids.push(...idsOf(page));
      else ids.unshift(...idsOf(page));
      const edges = JSON.parse(JSON.stringify(page.edges ?? null)) as ListResult['edges'] | null;
      if (!page.hasMore) return { ids, edges };
      values = side === 'after' ? edges!.last : edges!.first;
    }
    throw new Error(`more pages than rows: ${JSON.stringify(ids)}`);
  };
  const expectWalks = async (sort: readonly SortKey[]): Promise<void> => {
    const expected = idsOf(await list({ sort }));
    expect(expected).toHaveLength(ROWS);
    for (const pageSize of [1, 3, 8, ROWS, ROWS + 1]) {
      const { ids, edges } = await walk('after', sort, pageSize);
      expect({ pageSize, ids }).toEqual({ pageSize, ids: expected });
      const back = await walk('before', sort, pageSize, [...edges!.last]);
      expect({ pageSize, ids: back.ids }).toEqual({ pageSize, ids: expected.slice(0, -1) });
    }
  };

  it.each(Object.keys(SAMPLES[engine]))('neither loses nor repeats a row by %s, in either direction', async (name) => {
    for (const ordering of [[name], [`-${name}`], [name, '-id'], [`-${name}`, '-id']]) {
      await expectWalks(sortOf(...ordering));
    }
  });

  it('goes by several keys in different directions', async () => {
    const names = Object.keys(SAMPLES[engine]);
    for (const [index, name] of names.entries()) {
      const next = names[(index + 1) % names.length]!;
      await expectWalks(sortOf('flag', `-${name}`, next));
      await expectWalks(sortOf(`-${next}`, name, '-flag'));
    }
  });

  it('begins at the last row when it goes back from nowhere', async () => {
    const page = await list({ sort: sortOf('flag'), pageSize: 4, cursor: { side: 'before', values: undefined } });
    expect(idsOf(page)).toEqual(idsOf(await list({ sort: sortOf('flag') })).slice(-4));
    expect(page.hasMore).toBe(true);
  });

  it('counts all rows when that is asked for, and knows no edges of an empty page', async () => {
    const sort = sortOf('id');
    const page = await list({ sort, pageSize: 5, count: 'exact', cursor: { side: 'after', values: undefined } });
    expect(page).toMatchObject({ length: 5, hasMore: true, total: ROWS });
    const next = await list({ sort, pageSize: 5, count: 'exact', cursor: { side: 'after', values: page.edges!.last } });
    expect(next).toMatchObject({ length: 5, hasMore: true, total: ROWS });
    const { edges } = await walk('after', sort, 5);
    const end = await list({ sort, pageSize: 5, cursor: { side: 'after', values: edges!.last } });
    expect(end).toMatchObject({ length: 0, hasMore: false, total: undefined, edges: undefined });
    expect((await list({ sort })).edges).toBeUndefined();
  });
});

function createEntity(engine: Engine): EntitySchema {
  const columns: Record<string, EntitySchemaColumnOptions> = { id: { type: 'int', primary: true } };
  for (const [name, [options]] of Object.entries(SAMPLES[engine])) columns[name] = { ...options, nullable: true };
  return new EntitySchema({ name: 'Sample', tableName: 'sample', columns });
}

/** Every column begins its values at another row, and NULL follows them. */
function insertions(engine: Engine): string[] {
  const samples = Object.entries(SAMPLES[engine]);
  const names = ['id', ...samples.map(([name]) => name)].join(', ');
  return Array.from({ length: ROWS }, (_, row) => {
    const values = samples.map(([, [, items]], index) => items[(row + index) % (items.length + 1)] ?? 'NULL');
    return `INSERT INTO sample (${names}) VALUES (${[((row * 7) % ROWS) + 1, ...values].join(', ')})`;
  });
}
