import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { areChosen } from './harness/chosen.js';
import { describeApi } from './harness/describe-api.js';
import { expectNoHarm, OUTAGES_TAKE_MS, STATEMENT_MS, type Outage } from './harness/outage.js';
import { OwnPostgres } from './harness/own-postgres.js';

// Each outage is of ten seconds, and there are thirty: a part of a run with LIGHTAPI_TEST_ROUNDS=all (vitest.config.ts).
if (areChosen('postgres'))
  describe('an API whose PostgreSQL goes under load', () => {
    let server: OwnPostgres;
    beforeAll(async () => {
      server = await OwnPostgres.create();
      for (const level of ['log', 'warn', 'error'] as const)
        vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    });
    afterAll(async () => {
      vi.restoreAllMocks();
      await server?.remove();
    });

    describeApi(
      'answers 503 meanwhile',
      {
        engines: ['postgres'],
        imports: () => [
          LightApiModule.forRoot({
            database: { type: 'postgres', url: server.url, poolSize: 5, autoLoadEntities: true, synchronize: true },
            defaults: { access: 'public', limits: { statementTimeoutMs: STATEMENT_MS } },
            entities: [Author, Book],
          }),
        ],
        openapi: false,
      },
      (api) => {
        const outages: readonly Outage[] = [
          { name: 'stopped', begin: () => server.stop(), end: () => server.start() },
          { name: 'killed', begin: () => server.kill(), end: () => server.start() },
          { name: 'frozen', begin: () => server.freeze(), end: () => server.thaw() },
        ];
        it.each(outages)(
          'and has lost nothing when it was $name',
          async (outage) => {
            const figures = await expectNoHarm(api, outage);
            process.stdout.write(`${api.platform}, ${outage.name}: ${JSON.stringify(figures)}\n`);
          },
          OUTAGES_TAKE_MS,
        );
      },
    );
  });
