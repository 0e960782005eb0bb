import { DataSource, type DataSourceOptions, type EntitySchemaColumnOptions } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  reflectDatabase,
  type Reflection,
  type ReflectionOptions,
} from '../../lib/compiler/sources/reflection/reflect.js';
import { areChosen, chosenEngines } from '../e2e/harness/chosen.js';
import { createTestDatabase, type Engine, type TestDatabase } from '../e2e/harness/test-databases.js';
import { bare } from './fixtures/reflected/file-database.js';

let database: TestDatabase | undefined;
let connected: DataSource | undefined;

afterEach(async () => {
  await connected?.destroy();
  await database?.drop();
  connected = database = undefined;
});

async function reflect(
  engine: Engine,
  statements: readonly string[],
  options?: ReflectionOptions,
): Promise<Reflection> {
  database = await createTestDatabase(engine);
  connected = await new DataSource(bare(database)).initialize();
  for (const sql of statements) await connected.query(sql);
  return reflectDatabase(connected, options);
}

function columnsOf({ schemas }: Reflection, table: string): Readonly<Record<string, EntitySchemaColumnOptions>> {
  return schemas.find((item) => item.table === table)!.schema.options.columns as never;
}

if (areChosen('postgres'))
  describe('Reflection of PostgreSQL', () => {
    it('knows arrays, domains, serials, random keys and generated identities', async () => {
      const reflection = await reflect('postgres', [
        `CREATE DOMAIN zip AS varchar(5) NOT NULL`,
        `CREATE DOMAIN cents AS numeric(12,2)`,
        `CREATE TYPE mood AS ENUM ('sad', 'glad')`,
        `CREATE TABLE things (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), zip zip, paid cents, tags text[], moods mood[],
        grid int[][], prices numeric(8,2)[], at timestamp, span interval, big bigserial, ip inet, n numeric, v varchar)`,
        `CREATE TABLE always (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)`,
      ]);
      expect(columnsOf(reflection, 'things')).toMatchObject({
        id: { type: 'uuid', primary: true, generated: 'uuid' },
        zip: { type: 'varchar', length: '5', nullable: false },
        paid: { type: 'decimal', precision: 12, scale: 2 },
        tags: { type: 'text', array: true },
        moods: { type: 'enum', enum: ['sad', 'glad'], enumName: 'mood', array: true },
        prices: { type: 'decimal', precision: 8, scale: 2, array: true },
        at: { type: 'timestamp without time zone' },
        big: { type: 'bigint', generated: 'increment' },
        ip: { type: 'inet' },
        n: { type: 'decimal' },
        v: { type: 'varchar' },
      });
      expect(columnsOf(reflection, 'always')['id']).toMatchObject({ type: 'bigint', generated: 'increment' });
      expect(reflection.skipped).toEqual([
        { table: 'things', column: 'grid', reason: 'its type integer[] has no JSON form' },
        { table: 'things', column: 'span', reason: 'its type interval has no JSON form' },
      ]);
    });

    it('reads one schema, and leaves partitions, extensions and other schemas to themselves', async () => {
      const reflection = await reflect(
        'postgres',
        [
          `CREATE SCHEMA "other schema"`,
          `CREATE TABLE outside (id int PRIMARY KEY)`,
          `CREATE TABLE "other schema".inside (id int PRIMARY KEY, outside_id int REFERENCES outside (id))`,
          `CREATE TABLE "other schema".measures (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)`,
          `CREATE TABLE "other schema".measures_1 PARTITION OF "other schema".measures
          FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
          `CREATE MATERIALIZED VIEW "other schema".totals AS SELECT 1 AS code, 2 AS total`,
          `CREATE UNIQUE INDEX ON "other schema".totals (code)`,
          `CREATE EXTENSION pg_stat_statements SCHEMA "other schema"`,
        ],
        { schema: 'other schema' },
      );
      expect(reflection.schemas.map(({ table, isReadOnly, relations }) => [table, isReadOnly, relations])).toEqual([
        ['inside', false, []],
        ['measures', false, []],
        ['totals', true, []],
      ]);
      expect(reflection.schemas[0]!.schema.options.schema).toBe('other schema');
      expect(reflection.skipped).toContainEqual({
        table: 'pg_stat_statements',
        reason: 'it belongs to an extension of PostgreSQL',
      });
    });

    it('reads the views of the server itself by the keys that are named', async () => {
      const { schemas, skipped } = await reflect('postgres', [], {
        schema: 'information_schema',
        keys: { schemata: ['schema_name'] },
      });
      expect(schemas.map(({ table, isReadOnly }) => [table, isReadOnly])).toEqual([['schemata', true]]);
      expect(skipped).toContainEqual({ table: 'tables', reason: 'it has no column "id", and no other key was named' });
      expect(skipped).toContainEqual({
        table: 'sql_features',
        reason:
          'it has neither a primary key nor a unique key of columns that are NOT NULL, and no other key was named',
      });
    });

    it('tells unique indexes from those over some rows, or over expressions', async () => {
      const reflection = await reflect('postgres', [
        `CREATE TABLE users (id int PRIMARY KEY, email text, name text)`,
        `CREATE UNIQUE INDEX users_email ON users (email) WHERE name IS NOT NULL`,
        `CREATE UNIQUE INDEX users_name ON users (lower(name))`,
        `CREATE UNIQUE INDEX users_both ON users (name, email)`,
      ]);
      const { uniques, indices } = reflection.schemas[0]!.schema.options;
      expect(uniques).toEqual([{ name: 'users_both', columns: ['name', 'email'] }]);
      expect(indices).toMatchObject([
        { name: 'users_email', columns: ['email'], unique: true, where: '(name IS NOT NULL)' },
      ]);
    });
  });

if (areChosen('mariadb'))
  describe('Reflection of MariaDB', () => {
    it('knows unsigned numbers, sets, JSON, random keys and times that the server makes', async () => {
      const reflection = await reflect('mariadb', [
        `CREATE TABLE things (id uuid PRIMARY KEY DEFAULT uuid(), n int unsigned, tiny tinyint, b bigint unsigned,
        flags set('a','it''s'), way enum('b\\\\n', 'two\\nlines'), doc json, free longtext, at timestamp(6) NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
        y year, bits bit(8), twice int AS (n * 2) VIRTUAL, bin varbinary(16), \`wh?t\` int, UNIQUE KEY part (free(10)), UNIQUE KEY whole (n, tiny))`,
        `CREATE TABLE \`tab?le\` (id int PRIMARY KEY)`,
        `CREATE TABLE \`a.b\` (id int PRIMARY KEY)`,
      ]);
      expect(columnsOf(reflection, 'things')).toMatchObject({
        id: { type: 'uuid', generated: 'uuid' },
        n: { type: 'int', unsigned: true },
        tiny: { type: 'tinyint' },
        b: { type: 'bigint', unsigned: true },
        flags: { type: 'set', enum: ['a', "it's"] },
        way: { type: 'enum', enum: ['b\\n', 'two\nlines'] },
        doc: { type: 'json' },
        free: { type: 'longtext' },
        at: { type: 'timestamp', precision: 6, nullable: true },
        y: { type: 'year' },
        twice: { type: 'int', generatedType: 'VIRTUAL', insert: false, update: false },
        bin: { type: 'varbinary', length: '16' },
      });
      expect(reflection.schemas[0]!.schema.options.uniques).toEqual([{ name: 'whole', columns: ['n', 'tiny'] }]);
      const questionMark = 'mysql2 takes a question mark in its name for a value';
      expect(reflection.skipped).toEqual([
        { table: 'a.b', reason: 'TypeORM takes a dot in its name for the end of a schema' },
        { table: 'tab?le', reason: questionMark },
        { table: 'things', column: 'bits', reason: 'its type bit(8) has no JSON form' },
        { table: 'things', column: 'wh?t', reason: questionMark },
      ]);
    });
  });

if (areChosen('mariadb'))
  describe('Reflection of what MariaDB has of itself', () => {
    it('knows its tables, its views, and why it leaves some of them out', async () => {
      const { schemas, skipped } = await reflect('mariadb', [], { schema: 'mysql' });
      const tables = schemas.map(({ table }) => table);
      expect(tables).toEqual(expect.arrayContaining(['db', 'global_priv', 'help_topic', 'time_zone_transition']));
      expect(skipped).toContainEqual({
        table: 'general_log',
        reason:
          'it has neither a primary key nor a unique key of columns that are NOT NULL, and no other key was named',
      });
      const views = await reflectDatabase(connected!, {
        schema: 'information_schema',
        keys: { SCHEMATA: ['SCHEMA_NAME'] },
      });
      expect(views.schemas.map(({ table, isReadOnly }) => [table, isReadOnly])).toContainEqual(['SCHEMATA', true]);
      expect(views.skipped).toContainEqual({
        table: 'TABLES',
        reason: 'it has no column "id", and no other key was named',
      });
    });

    it('reads as null what is no date where the table has that for a default', async () => {
      database = await createTestDatabase('mariadb');
      connected = await new DataSource({ ...bare(database), poolSize: 1 } as DataSourceOptions).initialize();
      await connected.query(`SET SESSION sql_mode = ''`);
      await connected.query(`CREATE TABLE logins (id int PRIMARY KEY, at datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
      day date NOT NULL DEFAULT '0000-00-00', made datetime NOT NULL DEFAULT '2000-01-01')`);
      const columns = columnsOf(await reflectDatabase(connected), 'logins');
      expect(Object.entries(columns).map(([name, { nullable }]) => [name, nullable])).toEqual([
        ['id', false],
        ['at', true],
        ['day', true],
        ['made', false],
      ]);
    });
  });

if (areChosen('sqlite'))
  describe('Reflection of SQLite', () => {
    it('tells keys that are counted from those that are not', async () => {
      const reflection = await reflect('sqlite', [
        `CREATE TABLE counted (id INTEGER PRIMARY KEY)`,
        `CREATE TABLE "quo""ted" ("i d" integer PRIMARY KEY AUTOINCREMENT)`,
        `CREATE TABLE plain (id INT PRIMARY KEY)`,
        `CREATE TABLE falling (id INTEGER PRIMARY KEY DESC)`,
        `CREATE TABLE without (id INTEGER PRIMARY KEY) WITHOUT ROWID`,
        `CREATE TABLE pairs (a INTEGER, b INTEGER, PRIMARY KEY (b, a))`,
      ]);
      const generated = reflection.schemas.map(({ table }) => [
        table,
        Object.values(columnsOf(reflection, table)).map((column) => column.generated),
      ]);
      expect(Object.fromEntries(generated)).toEqual({
        counted: ['increment'],
        'quo"ted': ['increment'],
        plain: [undefined],
        falling: [undefined],
        without: [undefined],
        pairs: [undefined, undefined],
      });
    });

    it('goes by the rules of affinity where a type is none of the usual ones', async () => {
      const reflection = await reflect('sqlite', [
        `CREATE TABLE t (id INTEGER PRIMARY KEY, a VARYING CHARACTER(20), b BIG INT, c UNSIGNED BIG INT, d DOUBLE PRECISION,
        e UUID, f TIMESTAMP, g NUMERIC(8, 2), h STRING, i GEOMETRY)`,
      ]);
      expect(columnsOf(reflection, 't')).toMatchObject({
        a: { type: 'varchar', length: '20' },
        b: { type: 'integer' },
        c: { type: 'bigint' },
        d: { type: 'double' },
        e: { type: 'text' },
        f: { type: 'datetime' },
        g: { type: 'decimal', precision: 8, scale: 2 },
        h: { type: 'text' },
      });
      expect(reflection.skipped).toEqual([{ table: 't', column: 'i', reason: 'its type GEOMETRY has no JSON form' }]);
    });

    it('goes on past virtual tables, and views that have lost their tables', async () => {
      const reflection = await reflect('sqlite', [
        `CREATE TABLE gone (id INTEGER PRIMARY KEY)`,
        `CREATE TABLE kept (id INTEGER PRIMARY KEY, gone_id REFERENCES gone, KEPT_ID INTEGER REFERENCES KEPT)`,
        `CREATE VIEW lost AS SELECT id FROM gone`,
        `CREATE VIRTUAL TABLE words USING fts5(text)`,
        `PRAGMA foreign_keys = OFF`,
        `DROP TABLE gone`,
      ]);
      expect(reflection.schemas.map(({ table, relations }) => [table, relations])).toEqual([
        ['kept', ['kept', 'keptsByKept']],
      ]);
      expect(reflection.skipped.map(({ table, column, reason }) => [table, column, reason.split(':')[0]])).toEqual([
        ['kept', 'gone_id', 'it has no type'],
        ['words', undefined, 'it is a virtual table'],
        ['lost', undefined, 'it cannot be read'],
      ]);
    });
  });

describe.each(chosenEngines())('Names in %s', (engine) => {
  it('never calls an entity like the table of another one', async () => {
    const quote = (name: string): string => (engine === 'mariadb' ? `\`${name}\`` : `"${name}"`);
    const reflection = await reflect(engine, [
      `CREATE TABLE ${quote('Book')} (id integer PRIMARY KEY)`,
      `CREATE TABLE ${quote('Books')} (id integer PRIMARY KEY, book integer, search_id integer,
        FOREIGN KEY (book) REFERENCES ${quote('Book')} (id), FOREIGN KEY (search_id) REFERENCES ${quote('Books')} (id))`,
    ]);
    const [book, books] = reflection.schemas;
    expect([book!.schema.options.name, books!.schema.options.name]).toEqual(['Book', 'Book2']);
    expect(new Set(books!.relations)).toEqual(new Set(['bookRow', 'searchBook2', 'book2sBySearchBook2']));
  });
});

describe.each(chosenEngines(['postgres', 'mariadb']))('Another schema of %s', (engine) => {
  it('is where the entities of its tables look for their rows', async () => {
    const quote = (name: string): string => (engine === 'mariadb' ? `\`${name}\`` : `"${name}"`);
    const schema = `other schema ${process.pid}`;
    const at = (name: string): string => `${quote(schema)}.${quote(name)}`;
    const { schemas } = await reflect(
      engine,
      [
        ...(engine === 'mariadb' ? [`DROP DATABASE IF EXISTS ${quote(schema)}`] : []),
        `CREATE SCHEMA ${quote(schema)}`,
        `CREATE TABLE ${at('books')} (id integer PRIMARY KEY)`,
        `CREATE TABLE ${at('tags')} (id integer PRIMARY KEY)`,
        `CREATE TABLE ${at('book_tags')} (book_id integer, tag_id integer, PRIMARY KEY (book_id, tag_id),
          FOREIGN KEY (book_id) REFERENCES ${at('books')} (id), FOREIGN KEY (tag_id) REFERENCES ${at('tags')} (id))`,
        `CREATE TABLE books (id integer PRIMARY KEY)`,
      ],
      { schema },
    );
    const opened = await new DataSource({
      ...bare(database!),
      entities: schemas.map((item) => item.schema),
    } as DataSourceOptions).initialize();
    try {
      await opened.getRepository('Tag').insert({ id: 7 });
      await opened.getRepository('Book').save({ id: 1, tags: [{ id: 7 }] });
      expect(await opened.getRepository('Tag').find({ relations: { books: true } })).toEqual([
        { id: 7, books: [{ id: 1 }] },
      ]);
      expect(await connected!.query(`SELECT id FROM books`)).toEqual([]);
    } finally {
      await opened.destroy();
      if (engine === 'mariadb') await connected!.query(`DROP DATABASE ${quote(schema)}`);
    }
  });
});
