import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseFileDefinition } from '../../lib/config/file/read-file.js';
import { bare, createSharedDatabase } from '../contract/fixtures/reflected/file-database.js';
import { compileProgram, type CompiledProgram } from '../processes/compile-program.js';
import { runProgram, type EndedProcess } from '../processes/run-program.js';
import { chosenEngines } from './harness/chosen.js';
import type { TestDatabase } from './harness/test-databases.js';

const TABLES = [
  `CREATE TABLE authors (id INTEGER PRIMARY KEY, full_name VARCHAR(40) NOT NULL UNIQUE, password_hash VARCHAR(80) NOT NULL)`,
  `CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(60) NOT NULL, author_id INTEGER NOT NULL,
     FOREIGN KEY (author_id) REFERENCES authors (id))`,
  `CREATE TABLE sessions (token VARCHAR(40) PRIMARY KEY, who VARCHAR(20))`,
  `CREATE TABLE lines_of_a_log (line VARCHAR(20))`,
  `CREATE VIEW long_titles AS SELECT id, title FROM books`,
];

let program: CompiledProgram;

beforeAll(async () => {
  program = await compileProgram('lib/cli/index');
}, 120_000);

afterAll(() => program.remove());

describe.each(chosenEngines())('nestjs-lightapi init, on %s', { timeout: 60_000 }, (engine) => {
  let database: TestDatabase;
  let url: string;
  let folder: string;

  beforeAll(async () => {
    database = await createSharedDatabase(engine);
    const source = await new DataSource(bare(database)).initialize();
    for (const statement of TABLES) await source.query(statement);
    await source.destroy();
    url = urlOf(database.options as DataSourceOptions);
  }, 60_000);

  afterAll(() => database.drop());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lightapi-init-'));
    return () => rmSync(folder, { recursive: true });
  });

  function run(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<EndedProcess> {
    return runProgram([program.entry, ...words], folder, environment);
  }

  it('writes a file that starts as it is, but in production, and has no secret in it', async () => {
    const made = await run(['init', '--database', url]);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('lightapi.yaml is written: 3 resources.');
    const text = readFileSync(join(folder, 'lightapi.yaml'), 'utf8');
    expect(text).toMatch(
      /^# yaml-language-server: \$schema=.*node_modules\/nestjs-lightapi\/dist\/lightapi.schema.json\n/,
    );
    expect(text).toContain('\n  #   sessions: its key token looks like a secret, and would be in addresses\n');
    expect(text).toContain('\n  #   lines_of_a_log: it has neither a primary key nor a unique key');
    const read = parseFileDefinition('lightapi.yaml', text, { LIGHTAPI_DATABASE_URL: 'postgres://of-the-environment' });
    expect(read).toMatchObject({
      problems: [],
      definition: {
        draft: true,
        database: 'postgres://of-the-environment',
        defaults: { access: { read: 'public', write: 'nobody' } },
        resources: {
          authors: { relations: ['books'], fields: { passwordHash: 'writeOnly' } },
          books: { relations: ['author'] },
          long_titles: { operations: ['list', 'read'] },
        },
      },
    });
    const environment = { LIGHTAPI_DATABASE_URL: url };
    const checked = await run(['check'], environment);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toMatch(/^Author → \/authors .*\nBook → \/books .*\nLongTitle → \/long-titles .*\n/);
    const refused = await run(['check'], { ...environment, NODE_ENV: 'production' });
    expect([refused.code, refused.stderr.split('\n')[2]]).toEqual([
      1,
      '    LA059  the file is a draft, and this is production.',
    ]);
  });

  it('writes over no file that is there, unless it is told to', async () => {
    writeFileSync(join(folder, 'lightapi.yaml'), 'mine');
    const words = ['init', '--database', url];
    expect(await run(words)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'lightapi.yaml is there already: --force writes over it, --out FILE writes another one.\n',
    });
    expect(readFileSync(join(folder, 'lightapi.yaml'), 'utf8')).toBe('mine');
    expect((await run([...words, '--force'])).code).toBe(0);
    expect(readFileSync(join(folder, 'lightapi.yaml'), 'utf8')).toContain('draft: true');
  });
});

function urlOf(options: DataSourceOptions): string {
  const { database, url } = options as { readonly database?: string; readonly url?: string };
  return url ?? `sqlite:${database!}`;
}
