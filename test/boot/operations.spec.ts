import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import libsql from 'libsql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { LightApiBootError, LightApiModule } from '../../lib/index.js';

@Entity()
class Checkup {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) name: string;
}

const database = {
  type: 'better-sqlite3',
  driver: libsql,
  database: ':memory:',
  autoLoadEntities: true,
  synchronize: true,
};

/** Starts an application; what is wrong with it, nothing when it starts. */
async function boot(options: object): Promise<string[]> {
  const testing = Test.createTestingModule({
    imports: [LightApiModule.forRoot({ database, defaults: { access: 'public' }, ...options } as object)],
  });
  testing.setLogger({ log: () => undefined, warn: () => undefined, error: () => undefined });
  try {
    const app = (await testing.compile()).createNestApplication();
    await app.init();
    await app.close();
    return [];
  } catch (error) {
    if (!(error instanceof LightApiBootError)) throw error;
    return error.problems.map(
      ({ code, message, fix }) => `${code}  ${message}${fix === undefined ? '' : ` fix: ${fix}`}`,
    );
  }
}

describe('the options of operations', () => {
  it.each([
    [
      { shutdown: { drainMs: -1 } },
      'LA011  shutdown.drainMs is not a whole number of milliseconds. fix: write one such as 5000',
    ],
    [{ shutdown: { drain: 5 } }, 'LA010  shutdown.drain is not an option.'],
    [{ slowQueryMs: 0 }, 'LA011  slowQueryMs is not a whole number of milliseconds. fix: write one such as 200'],
    [
      { readYourWritesMs: 0.5 },
      'LA011  readYourWritesMs is not a whole number of milliseconds. fix: write one such as 2000',
    ],
    [{ pressure: {} }, 'LA011  pressure has no limit. fix: set maxEventLoopDelayMs, maxInFlight or maxHeapBytes'],
    [
      { pressure: { maxInFlight: 0 } },
      'LA011  pressure.maxInFlight is not a whole number of at least 1. fix: write one, or leave it out',
    ],
    [{ metrics: 5 }, 'LA011  metrics is not an object. fix: write true or { path }'],
    [{ metrics: { path: 'a b' } }, 'LA011  metrics.path is not a path. fix: write one like metrics or status/metrics'],
    [
      { metrics: { token: 'short' } },
      `LA044  metrics.token has fewer than 32 bytes. fix: make one: node -p "crypto.randomBytes(32).toString('hex')"`,
    ],
    [{ metrics: { tokn: 'x' } }, 'LA010  metrics.tokn is not an option.'],
    [
      { metrics: true, entities: [{ entity: Checkup, path: 'metrics' }] },
      'LA014  the path /metrics belongs to the metrics. fix: set a path for the resource, or another metrics.path',
    ],
    [{ logging: 'yes' }, 'LA011  logging is not an object. fix: write true or { probes }'],
    [{ logging: { probes: 1 } }, 'LA011  logging.probes is neither true nor false. fix: write true or false'],
    [{ logging: { prob: true } }, 'LA010  logging.prob is not an option.'],
    [{ shutdown: 5 }, 'LA011  shutdown is not an object.'],
    [{ health: 'yes' }, 'LA011  health is not an object. fix: write true or { path }'],
    [{ health: { path: 5 } }, 'LA011  health.path is not a path. fix: write one like health or status/health'],
    [{ health: { path: 'a//b' } }, 'LA011  health.path is not a path. fix: write one like health or status/health'],
    [
      { health: { timeoutMs: 0 } },
      'LA011  health.timeoutMs is not a whole number of milliseconds. fix: write one such as 1000',
    ],
    [{ health: { timoutMs: 5 } }, 'LA010  health.timoutMs is not an option.'],
    [
      { health: true, entities: [{ entity: Checkup, path: 'health' }] },
      'LA014  the path /health belongs to the probes. fix: set a path for the resource, or another health.path',
    ],
    [
      { health: { path: '/status/' }, entities: [{ entity: Checkup, path: 'live' }], prefix: 'status' },
      'LA014  the path /status/live belongs to the probes. fix: set a path for the resource, or another health.path',
    ],
  ])('%j is refused', async (options, problem) => {
    expect(await boot(options)).toEqual([problem]);
  });

  it.each([{ health: false }, { health: {} }, { entities: [{ entity: Checkup, path: 'health' }] }])(
    '%j starts',
    async (options) => {
      expect(await boot(options)).toEqual([]);
    },
  );
});
