import { expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { describeApi } from './harness/describe-api.js';

const TOKEN = 'a token of the metrics that is long enough';

/** Pools differ by engine, routes by platform. */
describeApi(
  'the metrics',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        metrics: { token: TOKEN },
        defaults: { access: 'public', cache: true },
        entities: [Author, Book],
      }),
    ],
    openapi: '/openapi.json',
  },
  (api) => {
    const ask = (authorization: string) => fetch(`${api.url}/metrics`, { headers: { authorization } });
    const read = async () => (await ask(`Bearer ${TOKEN}`)).text();

    it('count requests by method, pattern and status', async () => {
      for (const path of ['/books/1', '/books/2', '/nothing/1', '/nothing/2']) await fetch(api.url + path);
      await fetch(`${api.url}/books/1`, { method: 'POST' });
      const text = await read();
      for (const [method, route, status, count] of [
        ['GET', '/books/:id', 404, 2],
        ['GET', 'none', 404, 2],
        ['POST', '/books/:id', 405, 1],
      ]) {
        const labels = `method="${method}",route="${route}",status="${status}"`;
        expect(text).toContain(`http_request_duration_seconds_count{${labels}} ${count}\n`);
      }
      // This very one is under way.
      expect(text).toContain('http_requests_in_flight 1\n');
      expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds \d/);
    });

    it('count answers that were kept', async () => {
      for (let time = 0; time < 3; time++) await (await fetch(`${api.url}/authors?name=kept`)).text();
      const text = await read();
      expect(text).toContain('lightapi_cache_answers_total{result="hit"} 2\n');
      expect(text).toContain('lightapi_cache_up 1\n');
    });

    it('tell of the pool, where there is one', async () => {
      const text = await read();
      const idle = /lightapi_database_connections\{database="default",state="idle"\} (\d+)/.exec(text)?.[1];
      if (api.engine === 'sqlite') expect(idle).toBeUndefined();
      else expect(Number(idle)).toBeGreaterThan(0);
    });

    it('are for those who have the token, and no part of the document', async () => {
      for (const wrong of ['', 'Bearer wrong', TOKEN]) {
        const answer = await ask(wrong);
        expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      }
      expect(api.document.paths).not.toHaveProperty('/metrics');
    });
  },
);
