import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkTypes,
  createFolder,
  createFreshProject,
  installedVersion,
  packPackage,
  removeFolder,
} from './published/fresh-project.js';
import { fileSchema } from '../lib/config/file/file-schema.js';
import { KIT_TEST, KIT_WITHOUT_PACKAGES } from './published/kit-test.application.js';
import { LEAK_TEST, SIGNING_IN } from './published/signing-in.application.js';
import { walkThroughApi, walkThroughSignIn } from './published/walk.js';
import { startNodeProcess } from './processes/node-process.js';
import { runCommand } from './processes/run-command.js';

const INSTALL_DEADLINE_MS = 300_000;

const AUTHOR = `
import { Column, Entity, OneToMany, PrimaryGeneratedColumn } from 'typeorm';
import { Book } from './book.entity.js';

@Entity()
export class Author {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 80, unique: true }) name: string;
  @OneToMany(() => Book, (book) => book.author) books: unknown;
}
`;

const BOOK = `
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Author } from './author.entity.js';

@Entity()
export class Book {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 200 }) title: string;
  @Column({ length: 13, unique: true }) isbn: string;
  @Column({ type: 'int', nullable: true }) pages: number | null;
  @ManyToOne(() => Author, (author) => author.books, { nullable: false }) author: unknown;
}
`;

const FIVE_LINES = `
import { runLightApi } from 'nestjs-lightapi';
import { Author } from './author.entity.js';
import { Book } from './book.entity.js';

await runLightApi({ entities: [Author, Book] });
`;

const HOST_APPLICATION = `
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import { LightApiModule } from 'nestjs-lightapi';
import { Author } from './author.entity.js';
import { Book } from './book.entity.js';

@Module({ imports: [LightApiModule.forFeature([Author, Book])] })
class LibraryModule {}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3', driver: libsql, database: ':memory:', autoLoadEntities: true, synchronize: true,
    }),
    LightApiModule.forRoot({ database: false, defaults: { cache: true } }),
    LibraryModule,
  ],
})
class AppModule {}

void (async () => {
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.listen(process.env.LIGHTAPI_PORT, '127.0.0.1');
})();
`;

const NEST_11 = [
  ...['common', 'core', 'platform-express', 'platform-fastify', 'swagger', 'typeorm', 'jwt', 'passport'].map(
    (name) => `@nestjs/${name}@11`,
  ),
  '@nestjs/throttler@6',
  'passport@0.7',
  '@nestjs/cache-manager@3',
  'cache-manager@7',
  'keyv@5',
];

// Projects wait for the registry and for the disk most of the time.
describe.concurrent('the packed package', () => {
  let folder: string;
  let archive: string;

  beforeAll(async () => {
    folder = await createFolder();
    archive = await packPackage(folder);
  }, INSTALL_DEADLINE_MS);

  afterAll(() => removeFolder(folder));

  it('holds the build, its declarations and the papers, and nothing else', async () => {
    const files = (await runCommand('tar', ['-tzf', archive], folder)).trim().split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package/dist/index.js', 'package/dist/index.d.ts', 'package/LICENSE']),
    );
    const others = files.filter(
      (path) =>
        !/^package\/(dist\/.*\.(js|d\.ts)|dist\/lightapi\.schema\.json|package\.json|[A-Z]+(\.md)?)$/.test(path),
    );
    expect(others).toEqual([]);
  });

  it('holds the JSON Schema that files are checked against', async () => {
    const schema = await runCommand('tar', ['-xOzf', archive, 'package/dist/lightapi.schema.json'], folder);
    expect(JSON.parse(schema)).toEqual(fileSchema());
  });

  it(
    'serves a whole API from five lines in a fresh ESM project, and opens its entry point for tests',
    { timeout: INSTALL_DEADLINE_MS },
    async () => {
      const project = join(folder, 'esm');
      const sources = { 'author.entity.ts': AUTHOR, 'book.entity.ts': BOOK, 'main.ts': FIVE_LINES };
      await createFreshProject(project, { module: 'esm', install: [archive], sources });
      expect(await installedVersion(project, '@nestjs/core')).toMatch(/^12\./);
      expect(await installedVersion(project, 'typeorm')).toMatch(/^1\./);
      const testing = `import('nestjs-lightapi/testing').then(({ findLeaks }) => console.log(typeof findLeaks))`;
      expect(await runCommand(process.execPath, ['-e', testing], project)).toMatch(/^function$/m);
      expect(await runCommand(process.execPath, ['-e', KIT_WITHOUT_PACKAGES], project)).toContain(
        'npm install --save-dev @nestjs/testing',
      );
      const running = await startNodeProcess('main.js', project);
      try {
        await walkThroughApi(running.url);
      } finally {
        await running.stop();
      }
      const command = join(project, 'node_modules', '.bin', 'nestjs-lightapi');
      await runCommand(command, ['init', '--database', 'sqlite:lightapi.sqlite'], project);
      const served = await startNodeProcess([command, 'serve'], project);
      try {
        expect((await fetch(`${served.url}/authors`)).status).toBe(200);
      } finally {
        expect(await served.stop()).toBe(0);
      }
      await writeFile(join(project, 'elsewhere.yaml'), 'database: postgres://127.0.0.1/shop\nreflect: true\n');
      await expect(runCommand(command, ['check', 'elsewhere.yaml'], project)).rejects.toThrow('fix: npm install pg');
    },
  );

  it(
    'serves the same from CommonJS on Nest 11, Express and TypeORM 0.3, keeps answers, lets users sign in, and compiles',
    { timeout: INSTALL_DEADLINE_MS },
    async () => {
      const project = join(folder, 'commonjs');
      const sources = {
        'author.entity.ts': AUTHOR,
        'book.entity.ts': BOOK,
        'main.ts': HOST_APPLICATION,
        'signing-in.ts': SIGNING_IN,
        'leaks.ts': LEAK_TEST,
        'kit.ts': KIT_TEST,
      };
      const install = [...NEST_11, 'typeorm@~0.3.31', '@nestjs/testing@11', 'supertest@7', archive];
      await createFreshProject(project, { module: 'commonjs', install, sources });
      expect(await installedVersion(project, '@nestjs/core')).toMatch(/^11\./);
      expect(await installedVersion(project, 'typeorm')).toMatch(/^0\.3\./);
      expect(await installedVersion(project, '@nestjs/jwt')).toMatch(/^11\./);
      expect(await installedVersion(project, '@nestjs/passport')).toMatch(/^11\./);
      const testing = `console.log(typeof require('nestjs-lightapi/testing').findLeaks)`;
      expect(await runCommand(process.execPath, ['-e', testing], project)).toMatch(/^function$/m);
      const running = await startNodeProcess('main.js', project);
      try {
        await walkThroughApi(running.url);
        const ask = async (): Promise<string | null> =>
          (await fetch(`${running.url}/books?ordering=isbn`)).headers.get('x-cache');
        expect([await ask(), await ask()]).toEqual(['MISS', 'HIT']);
      } finally {
        await running.stop();
      }
      expect(await runCommand(process.execPath, ['--test', 'kit.js'], project)).toMatch(/^# pass 2$/m);
      const signingIn = await startNodeProcess('signing-in.js', project);
      try {
        await walkThroughSignIn(signingIn.url);
      } finally {
        await signingIn.stop();
      }
      await checkTypes(project, ['signing-in.ts', 'leaks.ts', 'kit.ts'], 'nodenext');
      await checkTypes(project, ['signing-in.ts', 'leaks.ts', 'kit.ts'], 'node10');
    },
  );
});
