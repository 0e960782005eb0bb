import { Logger, type DynamicModule } from '@nestjs/common';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import libsql from 'libsql';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { optionsOfFile } from '../../lib/light-api.file.js';
import { writeTemporaryFile } from './fixtures/write-file.js';
import { describeApi } from './harness/describe-api.js';

const TABLES = [
  `CREATE TABLE authors (id INTEGER PRIMARY KEY, full_name VARCHAR(40) NOT NULL UNIQUE)`,
  `CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(60) NOT NULL, author_id INTEGER NOT NULL,
     FOREIGN KEY (author_id) REFERENCES authors (id))`,
  `CREATE TABLE secrets (id INTEGER PRIMARY KEY, word VARCHAR(20))`,
  `CREATE VIEW long_titles AS SELECT id, title FROM books`,
];

const FILE = `
defaults: { access: { read: public, write: nobody } }
reflect: { except: [secrets, long_titles] }
resources:
  books:
    access: public
    operations: [list, read, update]
    fields: { title: readOnly }
  Title:
    table: long_titles
    key: [id]
`;

/** A database that has these tables already. */
async function withTables(database: TypeOrmModuleOptions): Promise<TypeOrmModuleOptions> {
  const isFile = database.type === 'better-sqlite3';
  const options = {
    ...database,
    synchronize: false,
    ...(isFile && { database: writeTemporaryFile('', 'shop.sqlite') }),
  };
  const source = await new DataSource(options as DataSourceOptions).initialize();
  for (const statement of TABLES) await source.query(statement);
  await source.destroy();
  return options as TypeOrmModuleOptions;
}

async function moduleOf(database: TypeOrmModuleOptions): Promise<DynamicModule> {
  return LightApiModule.forFile(writeTemporaryFile(FILE), { database: await withTables(database) });
}

describeApi('a file of reflected resources', { imports: (database) => [moduleOf(database)] }, (api) => {
  beforeEach(async () => {
    await api.dataSource.query('DELETE FROM books');
    await api.dataSource.query('DELETE FROM authors');
    await api.dataSource.query(`INSERT INTO authors (id, full_name) VALUES (1, 'Lem')`);
    await api.dataSource.query(`INSERT INTO books (id, title, author_id) VALUES (1, 'Solaris', 1)`);
  });

  it('serves tables that are there, with the relations of their foreign keys', async () => {
    const { body } = await api.agent.get('/books?include=author').expect(200);
    expect(body).toMatchObject({ results: [{ id: 1, title: 'Solaris', authorId: 1, author: { fullName: 'Lem' } }] });
    expect((await api.agent.get('/authors/1/books')).body).toMatchObject({ results: [{ title: 'Solaris' }] });
  });

  it('holds what the file says of a table that it names', async () => {
    await api.agent.patch('/books/1').send({ authorId: 1 }).expect(200);
    await api.agent.patch('/books/1').send({ title: 'Eden' }).expect(400);
  });

  it('gives the others the defaults', async () => {
    await api.agent.patch('/authors/1').send({ fullName: 'Dick' }).expect(401);
  });

  it('reads a view by the key that the file names', async () => {
    expect((await api.agent.get('/titles/1').expect(200)).body).toEqual({ id: 1, title: 'Solaris' });
    await api.agent.delete('/titles/1').expect(405);
  });

  it('exposes nothing that is left out', async () => {
    await api.agent.get('/secrets').expect(404);
    expect(Object.keys(api.document.paths).filter((path) => /secret/i.test(path))).toEqual([]);
  });
});

describe('tables that cannot be served', () => {
  async function messageOf(yaml: string, database: TypeOrmModuleOptions): Promise<string[]> {
    const path = writeTemporaryFile(yaml);
    const error = await optionsOfFile(path, { database }).then(
      () => new Error('it started'),
      (reason: unknown) => reason as Error,
    );
    return error.message.replaceAll(path, 'lightapi.yaml').split('\n');
  }

  it('are told of with the nearest table, and the place in the file', async () => {
    const database = await withTables({ type: 'better-sqlite3', driver: libsql, database: '' });
    const yaml = 'reflect: { tables: [author] }\nresources:\n  boks:\n  Shop:\n    table: shops\n  long_titles:\n';
    expect(await messageOf(yaml, database)).toEqual([
      'LightApi cannot start: 3 problems.',
      '  lightapi.yaml:3:3',
      '    LA057  resources.boks: there is no table "boks".  Did you mean "books"?',
      '  lightapi.yaml:5:5',
      '    LA057  resources.Shop.table: there is no table "shops".',
      '           allowed: authors, books, secrets, long_titles',
      '  lightapi.yaml:1:21',
      '    LA057  reflect.tables[0]: there is no table "author".  Did you mean "authors"?',
    ]);
  });

  it('are told of as well where there is none at all', async () => {
    const path = writeTemporaryFile('', 'empty.sqlite');
    const database = { type: 'better-sqlite3', driver: libsql, database: path } as const;
    expect(await messageOf('resources:\n  books:\n', database)).toEqual([
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:2:3',
      '    LA057  resources.books: there is no table "books", nor any other one.',
      '           fix: look at database.url and database.schema: are the tables somewhere else?',
    ]);
    expect(await messageOf('reflect: true\n', database)).toEqual([
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:1',
      '    LA057  reflect: the database has no table.',
      '           fix: look at database.url and database.schema: are the tables somewhere else?',
    ]);
  });

  it('are told of where none of those that are there can be served', async () => {
    const source = await withTables({ type: 'better-sqlite3', driver: libsql, database: '' });
    const all = ['authors', 'books', 'secrets', 'long_titles'];
    expect(await messageOf(`reflect: { except: [${all.join(', ')}] }\n`, source)).toContain(
      '    LA057  reflect: the database has no table that can be served.',
    );
  });

  it('are never altered', async () => {
    expect(
      await messageOf('reflect: true', { type: 'better-sqlite3', database: 'x.sqlite', synchronize: true }),
    ).toEqual([
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:1',
      '    LA057  database.synchronize could alter the tables that are reflected.',
      '           fix: leave it out',
    ]);
    const yaml = 'database: { url: "sqlite:x.sqlite", synchronize: true }\nreflect: true\n';
    const path = writeTemporaryFile(yaml);
    await expect(optionsOfFile(path, {})).rejects.toThrow('LA057  database.synchronize could alter the tables');
  });
});

describe('what the start says of tables', () => {
  it('names what is left out, and what is only read, with the reasons', async () => {
    const database = await withTables({ type: 'better-sqlite3', driver: libsql, database: '' });
    const source = await new DataSource(database as DataSourceOptions).initialize();
    await source.query('CREATE TABLE notes (text VARCHAR(20))');
    await source.query('CREATE TABLE lines (number INTEGER, shape GEOMETRY)');
    await source.destroy();
    const said: unknown[] = [];
    vi.spyOn(Logger.prototype, 'log').mockImplementation((message: unknown) => void said.push(message));
    await optionsOfFile(writeTemporaryFile('reflect: true\nresources: { lines: { key: [number] } }'), { database });
    vi.restoreAllMocks();
    expect(said).toEqual([
      'No field of lines.shape: its type GEOMETRY has no JSON form',
      'No resource of notes: it has neither a primary key nor a unique key of columns that are NOT NULL, and no other key was named',
      'Rows of lines are only read: the database does not hold its rows to the key that was named',
    ]);
  });
});

describe('a database that cannot be reached', () => {
  it('is tried again for a while, and its password is never told', async () => {
    const path = writeTemporaryFile('database: postgres://me:hunter2@127.0.0.1:1/shop\nreflect: true\n');
    const tries = vi.spyOn(DataSource.prototype, 'initialize');
    const error = await optionsOfFile(path, {}).catch((reason: unknown) => reason as Error);
    expect((error as Error).message.split('\n')).toEqual([
      'LightApi cannot start: 1 problem.',
      '  database',
      '    LA058  the database cannot be reached (ECONNREFUSED), 5 times.',
      '           fix: start it, or mend its address in database.url',
    ]);
    expect(tries).toHaveBeenCalledTimes(5);
  });
});
