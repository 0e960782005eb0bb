import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import libsql from 'libsql';
import { expect, it, vi } from 'vitest';
import { type LightApiBootError, LightApiModule } from '../../lib/index.js';

/** As Node fails where the package is not there. */
vi.mock('../../lib/metrics/metrics.js', () => ({
  get Metrics(): never {
    throw Object.assign(new Error("Cannot find package 'prom-client'"), { code: 'ERR_MODULE_NOT_FOUND' });
  },
}));

it('says what to install for metrics', async () => {
  const database = { type: 'better-sqlite3', driver: libsql, database: ':memory:' } as const;
  const module = await Test.createTestingModule({
    imports: [LightApiModule.forRoot({ database, metrics: true })],
  }).compile();
  const app = module.createNestApplication({ logger: false });
  try {
    await app.init();
    expect.unreachable();
  } catch (error) {
    expect((error as LightApiBootError).problems).toEqual([
      {
        code: 'LA047',
        place: 'forRoot',
        message: 'metrics are to be served, and prom-client is not installed.',
        fix: 'npm install prom-client, or leave metrics out',
      },
    ]);
  } finally {
    await app.close();
  }
});
