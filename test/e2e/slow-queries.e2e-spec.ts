import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { describeApi } from './harness/describe-api.js';

interface Line {
  readonly statement: string;
  readonly milliseconds: number;
  readonly requestId: string | undefined;
}

/** Every engine has a runner of its own, and each platform another way of telling code what request it runs for. */
describeApi(
  'the log of slow queries',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        slowQueryMs: 1,
        defaults: { access: 'public' },
        entities: [Author, Book],
      }),
    ],
    openapi: false,
  },
  (api) => {
    let lines: Line[] = [];
    beforeEach(() => {
      lines = [];
      // Every statement takes two milliseconds by this clock.
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => (now += 2));
      vi.spyOn(Logger.prototype, 'warn').mockImplementation((line: object) => void lines.push(line as never));
    });
    afterEach(() => vi.restoreAllMocks());

    it('has the statement without its values, the time and the id of the request', async () => {
      const headers = { 'x-request-id': 'slow-1', 'content-type': 'application/json' };
      expect((await fetch(`${api.url}/authors?name=secret-value`, { headers })).status).toBe(200);
      const read = lines.find(({ statement }) => /^.*SELECT .*author/is.test(statement))!;
      expect(read).toMatchObject({ requestId: 'slow-1' });
      expect(read.milliseconds).toBeGreaterThanOrEqual(2);
      lines = [];
      const init = { method: 'POST', headers, body: JSON.stringify({ name: 'secret-value' }) };
      expect((await fetch(`${api.url}/authors`, init)).status).toBe(201);
      // The body was read before: what runs behind it has to know the request all the same.
      expect(lines.find(({ statement }) => /INSERT INTO/i.test(statement))).toMatchObject({ requestId: 'slow-1' });
      expect(JSON.stringify(lines)).not.toContain('secret-value');
    });

    it('has statements of the application, once, and of no request', async () => {
      await api.dataSource.query('SELECT 4711');
      expect(lines.map(({ statement, requestId }) => [statement, requestId])).toEqual([['SELECT 4711', undefined]]);
    });
  },
);
