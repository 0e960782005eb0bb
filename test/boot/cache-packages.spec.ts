import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import libsql from 'libsql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { expect, it, vi } from 'vitest';
import { writeTemporaryFile } from '../e2e/fixtures/write-file.js';
import { LightApiBootError, LightApiModule } from '../../lib/index.js';

/** Keyv 6 puts a store of another kind between itself and the one that it is given. */
vi.mock('keyv', async (importOriginal) => {
  const { Keyv } = await importOriginal<typeof import('keyv')>();
  return {
    Keyv: class extends Keyv {
      override get store(): Map<string, string> {
        return new Map();
      }
    },
  };
});

@Entity()
class Note {
  @PrimaryGeneratedColumn() id: number;
  @Column() text: string;
}

async function problemsOf(cache: boolean): Promise<unknown> {
  const database = { type: 'better-sqlite3', driver: libsql, database: ':memory:', synchronize: true } as const;
  const entities = [{ entity: Note, access: 'public', cache }] as const;
  const module = await Test.createTestingModule({
    imports: [LightApiModule.forRoot({ database: { ...database, autoLoadEntities: true }, entities })],
  }).compile();
  const app = module.createNestApplication({ logger: false });
  try {
    await app.init();
    return [];
  } catch (error) {
    return (error as LightApiBootError).problems;
  } finally {
    await app.close();
  }
}

it('refuses to keep answers by a keyv of which it does not know how it keeps them', async () => {
  expect(await problemsOf(true)).toEqual([
    {
      code: 'LA046',
      resource: 'Note',
      place: 'forRoot',
      message: 'answers are to be kept, and the packages for it are not installed, or keyv is not of version 5.',
      fix: 'npm install @nestjs/cache-manager cache-manager keyv@5, or leave cache out',
    },
  ]);
});

it('says so of a file with the place of the resource', async () => {
  const path = writeTemporaryFile(
    'database: { url: "sqlite::memory:", synchronize: true }\nresources:\n  Note:\n    access: public\n    cache: true\n' +
      '    fields:\n      id: { type: int, primary: true, generated: true }\n',
  );
  const module = await Test.createTestingModule({ imports: [LightApiModule.forFile(path)] }).compile();
  const app = module.createNestApplication({ logger: false });
  await expect(app.init()).rejects.toThrow(`Note (${path}:3:3)\n    LA046  answers are to be kept`);
  await app.close();
});

it('does not care about the keyv of an application that keeps no answers', async () => {
  expect(await problemsOf(false)).toEqual([]);
});
