import dns from 'node:dns';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Inject, type OnApplicationShutdown } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import libsql from 'libsql';
import { afterEach, expect, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { chosenPlatforms } from './harness/chosen.js';

/** As a database that is closed. */
class Behind implements OnApplicationShutdown {
  isClosed = false;

  onApplicationShutdown(): void {
    this.isClosed = true;
  }
}

@Controller('slow')
class SlowController {
  constructor(@Inject(Behind) private readonly behind: Behind) {}

  @Get()
  async answer(): Promise<{ wasClosed: boolean }> {
    await sleep(400);
    return { wasClosed: this.behind.isClosed };
  }
}

const database = {
  type: 'better-sqlite3' as const,
  driver: libsql,
  database: ':memory:',
  autoLoadEntities: true,
  synchronize: true,
};

async function start(): Promise<NestFastifyApplication> {
  const testing = await Test.createTestingModule({
    imports: [
      LightApiModule.forRoot({ database, defaults: { access: 'public' }, entities: [Author, Book], health: true }),
    ],
    controllers: [SlowController],
    providers: [Behind],
  }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter({ return503OnClosing: false }), {
    logger: false,
  });
  await app.listen(0, 'localhost');
  return app;
}

/** Makes `localhost` two addresses, as it is where there is IPv6; these two Linux has everywhere. */
function splitLocalhost(): void {
  const lookup = dns.lookup as (...parameters: unknown[]) => void;
  vi.spyOn(dns, 'lookup').mockImplementation(((...parameters: unknown[]) => {
    const [host, options, done] = parameters as [string, { all?: boolean }, (...answer: unknown[]) => void];
    if (host !== 'localhost' || options.all !== true) return lookup(...parameters);
    done(
      null,
      ADDRESSES.map((address) => ({ address, family: 4 })),
    );
  }) as never);
}

const ADDRESSES = ['127.0.0.1', '127.0.0.2'];

afterEach(() => {
  vi.restoreAllMocks();
});

/** As Nest does when the process hears of the signal; the type of an application does not tell that it takes one. */
function end(app: NestFastifyApplication, signal: string): Promise<void> {
  return (app as unknown as { close(signal: string): Promise<void> }).close(signal);
}

for (const _platform of chosenPlatforms(['fastify']))
  it('lets an application with two addresses end without cutting off an answer', async () => {
    splitLocalhost();
    const app = await start();
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const urls = ADDRESSES.map((address) => `http://${address}:${port}/slow`);
    const asked = urls.map((url) => fetch(url));
    await sleep(100);
    const closing = end(app, 'SIGTERM');
    // Taken at the end of the time in which requests are taken, so that it is under way for longer.
    await sleep(300);
    const late = await Promise.all(urls.map((url) => fetch(url)));
    expect(late.map(({ headers }) => headers.get('connection'))).toEqual(['close', 'close']);
    for (const answer of [...(await Promise.all(asked)), ...late]) {
      expect([answer.status, await answer.json()]).toEqual([200, { wasClosed: false }]);
    }
    await closing;
    for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
