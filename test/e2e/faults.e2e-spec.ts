import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { chosenEngines } from './harness/chosen.js';
import { describeApi } from './harness/describe-api.js';
import { expectNoHarm, OUTAGES_TAKE_MS, STATEMENT_MS } from './harness/outage.js';
import { proxyOf, through } from './harness/proxied-database.js';
import type { TcpProxy } from './harness/tcp-proxy.js';

const FAULTS: readonly { readonly name: string; readonly begin: (proxy: TcpProxy) => void }[] = [
  { name: 'stopped', begin: (proxy) => proxy.refuse() },
  { name: 'frozen', begin: (proxy) => proxy.freeze() },
  {
    name: 'stopped behind connections that lead nowhere',
    begin: (proxy) => {
      proxy.bury();
      proxy.refuseNew();
    },
  },
];

for (const engine of chosenEngines(['postgres', 'mariadb']) as ('postgres' | 'mariadb')[])
  describe(`an API whose database is taken away under load (${engine})`, () => {
    let proxy: TcpProxy;
    beforeAll(async () => {
      proxy = await proxyOf(engine);
      for (const level of ['log', 'warn', 'error'] as const)
        vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    });
    afterAll(async () => {
      vi.restoreAllMocks();
      await proxy.close();
    });

    describeApi(
      'answers 503 meanwhile',
      {
        engines: [engine],
        platforms: ['fastify'],
        imports: (database) => [
          LightApiModule.forRoot({
            database: through(proxy, database),
            defaults: { access: 'public', limits: { statementTimeoutMs: STATEMENT_MS } },
            entities: [Author, Book],
          }),
        ],
        openapi: false,
      },
      (api) => {
        it.each(FAULTS)(
          'and has lost nothing when it was $name',
          async ({ name, begin }) => {
            await expectNoHarm(api, { name, begin: () => begin(proxy), end: () => proxy.comeBack() });
          },
          OUTAGES_TAKE_MS,
        );
      },
    );
  });
