import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LightApiModule, type LightApiOptions } from '../../lib/index.js';
import { optionsOfFile } from '../../lib/light-api.file.js';
import { writeTemporaryFile } from '../e2e/fixtures/write-file.js';

const BOOK = `
resources:
  Book:
    fields:
      id: { type: int, primary: true, generated: true }
      title: { type: string, length: 40 }
    access: public
`;

afterEach(() => vi.unstubAllEnvs());

/** The message without the folder, which is another one each time. */
async function messageOf(path: string): Promise<string> {
  const error = await optionsOfFile(path, {}).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  return (error?.message ?? '').replaceAll(dirname(path), '');
}

/** The message that an application with the file ends with. */
async function messageOfStart(path: string, options: LightApiOptions): Promise<string> {
  const root = { module: class AppModule {}, imports: [LightApiModule.forFile(path, options)] };
  const app = await NestFactory.create(root, { logger: false, abortOnError: false });
  const error = await app.init().catch((reason: unknown) => reason as Error);
  await app.close();
  return error instanceof Error ? error.message.replaceAll(dirname(path), '') : 'It started.';
}

describe('a file that cannot be loaded', () => {
  it('does not exist', async () => {
    expect(await messageOf('/nowhere/lightapi.yaml')).toBe(
      'LightApi cannot start: 1 problem.\n  /lightapi.yaml\n    LA050  the file does not exist.',
    );
  });

  it('is a folder', async () => {
    const path = writeTemporaryFile('', 'other.yaml');
    mkdirSync(join(dirname(path), 'lightapi.yaml'));
    expect(await messageOf(join(dirname(path), 'lightapi.yaml'))).toContain('LA050  this is not a file.');
  });

  it('is too large', async () => {
    expect(await messageOf(writeTemporaryFile('#'.repeat(1_048_577)))).toContain(
      'LA050  the file has more than 1048576 bytes.',
    );
  });

  it('is not UTF-8', async () => {
    const path = writeTemporaryFile('');
    writeFileSync(path, Buffer.from([0x70, 0xff, 0xfe]));
    expect(await messageOf(path)).toContain('LA050  the file is not UTF-8.');
  });
});

describe('what the compiler finds', () => {
  it('is told with the place in the file, before anything is opened', async () => {
    const opened = vi.spyOn(DataSource.prototype, 'initialize');
    const path = writeTemporaryFile(
      `${BOOK}    ordering: [titel]\n    search: [title, id]\n    limits: { maxConditions: 5 }\n    relations:\n      author: { kind: many-to-one, to: Author, pageSize: 5 }\n` +
        `  Author:\n    path: books\n    access: { read: { owner: titel } }\n    fields:\n      id: { type: uuid, primary: true }\n`,
    );
    expect((await messageOf(path)).split('\n')).toEqual([
      'LightApi cannot start: 4 problems in 2 resources.',
      '  Book (/lightapi.yaml:12:48)',
      '    LA035  relations.author.pageSize is for relations to many rows.',
      '           fix: leave it out',
      '  Book (/lightapi.yaml:8:16)',
      '    LA020  ordering[0] "titel" is not a field.  Did you mean "title"?',
      '  Book (/lightapi.yaml:9:21)',
      '    LA022  search[1] "id" is not text but int.',
      '  Author (/lightapi.yaml:15:23)',
      '    LA020  access.read.owner "titel" is not a field.',
      '           allowed: id',
    ]);
    expect(opened).not.toHaveBeenCalled();
  });
});

describe('what is found when all of it is known', () => {
  it('is told with the place in the file as well', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const path = writeTemporaryFile(
      `database: { url: 'sqlite::memory:', synchronize: true }\nsecret: ${'s'.repeat(32)}\nhealth: { path: books }\n` +
        `resources:\n  Book:\n    fields:\n      id: { type: int, primary: true, generated: true }\n`,
    );
    const shutdown = { drainMs: -1 };
    expect((await messageOfStart(path, { shutdown })).split('\n')).toEqual([
      'LightApi cannot start: 3 problems in 1 resource.',
      '  Book (/lightapi.yaml:5:3)',
      '    LA014  the path /books belongs to the probes.',
      '           fix: set a path for the resource, or another health.path',
      '    LA040  nobody said who may create, replace, update or remove rows, so everybody may.',
      "           fix: say it: access: 'public' if that is meant, else access: authenticated(), or { read: 'public', write: role('admin') }",
      '  /lightapi.yaml',
      '    LA011  shutdown.drainMs is not a whole number of milliseconds.',
      '           fix: write one such as 5000',
    ]);
  });

  it('names both places of a path that is taken', async () => {
    const message = await messageOf(
      writeTemporaryFile(`${BOOK}  Author:\n    path: books\n    fields:\n      id: { type: uuid, primary: true }\n`),
    );
    expect(message.split('\n').slice(1, 3)).toEqual([
      '  Author (/lightapi.yaml:9:5)',
      '    LA014  path "/books" is taken by Book (/lightapi.yaml:3:3).',
    ]);
  });
});

describe('options of a file', () => {
  const SECRET = 's'.repeat(32);

  it('go before the environment, and give way to code', async () => {
    const path = writeTemporaryFile(`database: sqlite:file.sqlite\nprefix: file\npublicUrl: http://file\n${BOOK}`);
    vi.stubEnv('LIGHTAPI_DATABASE_URL', 'sqlite:environment.sqlite');
    const { options } = await optionsOfFile(path, { prefix: 'code', secret: SECRET });
    expect(options).toMatchObject({
      database: { type: 'better-sqlite3', database: 'file.sqlite', synchronize: false },
      prefix: 'code',
      publicUrl: 'http://file',
      secret: SECRET,
    });
  });

  it('leave the database to the environment, and that to the default', async () => {
    const path = writeTemporaryFile(`database: { logging: true }\n${BOOK}`);
    expect((await optionsOfFile(path, {})).options.database).toMatchObject({
      database: 'lightapi.sqlite',
      synchronize: true,
      logging: true,
    });
    vi.stubEnv('LIGHTAPI_DATABASE_URL', 'sqlite:environment.sqlite');
    expect((await optionsOfFile(path, {})).options.database).toMatchObject({
      database: 'environment.sqlite',
      synchronize: false,
    });
  });

  it('tell of a bad environment before anything is opened', async () => {
    vi.stubEnv('LIGHTAPI_DATABASE_URL', 'oracle://hunter2');
    expect(await messageOf(writeTemporaryFile(BOOK))).toContain('LA033  LIGHTAPI_DATABASE_URL is not the URL');
  });

  it('are read when Nest asks for them, and once', async () => {
    const path = writeTemporaryFile('prefix: 5');
    const module = LightApiModule.forFile(path);
    writeFileSync(path, BOOK);
    expect(await module).toBe(await module);
  });
});
