import { type CanActivate } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { expect, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { describeApi } from './harness/describe-api.js';

let open: (() => void)[] | undefined;

/** Holds requests while it is closed. */
class Gate implements CanActivate {
  canActivate(): boolean | Promise<boolean> {
    return open === undefined || new Promise((resolve) => open!.push(() => resolve(true)));
  }
}

describeApi(
  'pressure',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        health: true,
        pressure: { maxInFlight: 2, maxEventLoopDelayMs: 100, retryAfterSeconds: 3 },
        defaults: { access: 'public' },
        entities: [Author, Book],
      }),
    ],
    module: { providers: [{ provide: APP_GUARD, useClass: Gate }] },
    openapi: false,
  },
  (api) => {
    const status = async (path = '/books') => (await fetch(api.url + path)).status;

    it('turns away who comes while too much is under way, and nobody after', async () => {
      open = [];
      const held = [status(), status()];
      await vi.waitFor(() => expect(open).toHaveLength(2));
      const answer = await fetch(`${api.url}/books`, { method: 'POST', headers: { 'x-request-id': 'third' } });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('3');
      expect(answer.headers.get('x-request-id')).toBe('third');
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await answer.json()).toMatchObject({ status: 503, code: 'LA413' });
      const live = status('/health/live');
      await vi.waitFor(() => expect(open).toHaveLength(3));
      for (const letThrough of open) letThrough();
      open = undefined;
      expect([...(await Promise.all(held)), await live, await status()]).toEqual([200, 200, 200, 200]);
    });

    it('turns requests away while the event loop is late', async () => {
      const busy = setInterval(() => {
        const until = performance.now() + 250;
        while (performance.now() < until);
      }, 1);
      try {
        await vi.waitFor(async () => expect(await status()).toBe(503), { timeout: 10_000, interval: 100 });
        expect(await status('/health/live')).toBe(200);
      } finally {
        clearInterval(busy);
      }
      await vi.waitFor(async () => expect(await status()).toBe(200), { timeout: 5_000 });
    });
  },
);
