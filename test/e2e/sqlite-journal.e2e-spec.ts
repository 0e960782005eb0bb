import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import libsql from 'libsql';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Country } from '../entities/country.js';
import { chosenEngines } from './harness/chosen.js';

describe.each(chosenEngines(['sqlite']))('a database file on %s', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lightapi-journal-'));
    return () => rmSync(folder, { recursive: true });
  });

  const options = (given: object = {}): DataSourceOptions => ({
    type: 'better-sqlite3',
    driver: libsql,
    database: join(folder, 'data.sqlite'),
    entities: [Country],
    synchronize: true,
    ...given,
  });

  async function journalOf(given?: object): Promise<string> {
    const module = LightApiModule.forRoot({
      entities: [Country],
      database: options(given),
      defaults: { access: 'public' },
    });
    const app = await NestFactory.create(module, { logger: false });
    try {
      await app.init();
      const [row] = await app.get(DataSource).query<[{ journal_mode: string }]>('PRAGMA journal_mode');
      return row.journal_mode;
    } finally {
      await app.close();
    }
  }

  it('writes ahead', async () => {
    expect(await journalOf()).toBe('wal');
  });

  it('stays as it is where the options say so', async () => {
    expect(await journalOf({ enableWAL: false })).toBe('delete');
  });

  it('is prepared by the application first', async () => {
    let mode: unknown;
    const prepareDatabase = (connection: { pragma(text: string): unknown }): void => {
      mode = connection.pragma('journal_mode');
    };
    expect(await journalOf({ prepareDatabase })).toBe('wal');
    expect(JSON.stringify(mode)).toContain('delete');
  });

  it('stays as it is where it is only read', async () => {
    expect(await journalOf({ enableWAL: false })).toBe('delete');
    expect(await journalOf({ readonly: true, synchronize: false })).toBe('delete');
  });

  it('stays as it is while another process is writing it', async () => {
    const other = await new DataSource(options()).initialize();
    try {
      await other.query('BEGIN IMMEDIATE');
      expect(await journalOf({ synchronize: false, timeout: 50 })).toBe('delete');
    } finally {
      await other.destroy();
    }
  });

  it('is none in memory', async () => {
    expect(await journalOf({ database: ':memory:' })).toBe('memory');
  });
});
