import { type CanActivate, ConsoleLogger, type ExecutionContext, Logger } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { describeApi } from './harness/describe-api.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;

/** A guard of the application's own. */
class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: object }>();
    if (request.headers['x-user']) request.user = { id: request.headers['x-user'] };
    return true;
  }
}

describeApi(
  'the request log',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        health: true,
        logging: true,
        prefix: 'shop',
        cors: { origins: ['https://app.example.com'] },
        defaults: { access: 'public' },
        entities: [Author, Book],
      }),
    ],
    module: { providers: [{ provide: APP_GUARD, useClass: HeaderGuard }] },
    configure: (app) => void app.setGlobalPrefix('api'),
    openapi: false,
  },
  (api) => {
    let lines: Record<string, unknown>[] = [];
    beforeEach(() => {
      lines = [];
      vi.spyOn(Logger.prototype, 'log').mockImplementation((line: object) => void lines.push(line as never));
    });
    afterEach(() => vi.restoreAllMocks());

    /** The answer, and the one line that came of it. */
    const ask = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(api.url + path, init);
      const text = await answer.text();
      await vi.waitFor(() => expect(lines).toHaveLength(1));
      return { answer, text, line: lines.pop()! };
    };
    const json = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } });

    it('has a line for a preflight, whose answer has an id like any other', async () => {
      const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
      const { answer, line } = await ask('/api/shop/books', { method: 'OPTIONS', headers });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, headers.origin]);
      expect(answer.headers.get('x-request-id')).toMatch(UUID);
      expect(line).toMatchObject({
        method: 'OPTIONS',
        status: 204,
        requestId: answer.headers.get('x-request-id'),
      });
      const named = await ask('/api/nothing', { method: 'OPTIONS', headers: { ...headers, 'x-request-id': 'mine' } });
      expect([named.answer.headers.get('x-request-id'), named.line['requestId']]).toEqual(['mine', 'mine']);
    });

    it.each<[string, string, RequestInit, number, string | undefined]>([
      ['a list', '/api/shop/books?title=secret', {}, 200, '/api/shop/books'],
      ['a row that is not there', '/api/shop/books/4711', {}, 404, '/api/shop/books/:id'],
      ['a method that is not allowed', '/api/shop/books/4711', { method: 'POST' }, 405, '/api/shop/books/:id'],
      ['a path that is not there', '/api/nothing/4711', {}, 404, undefined],
      ['a body that is no JSON', '/api/shop/books', json('{"title": secret'), 400, '/api/shop/books'],
      ['a write that is refused', '/api/shop/books', json('{"secret": 1}'), 400, '/api/shop/books'],
    ])('has a line for %s', async (_what, path, init, status, route) => {
      const { answer, line } = await ask(path, init);
      expect(answer.status).toBe(status);
      const { milliseconds, ...rest } = line;
      const requestId = answer.headers.get('x-request-id');
      expect(requestId).toMatch(UUID);
      expect({ ...rest }).toEqual({
        method: init.method ?? 'GET',
        route,
        status,
        requestId,
        principal: undefined,
        aborted: undefined,
      });
      expect(milliseconds).toBeGreaterThan(0);
      expect(JSON.stringify(line)).not.toContain('secret');
      expect(JSON.stringify(line)).not.toContain('4711');
    });

    it('says who asked, and takes the id of the caller where it is safe', async () => {
      const known = await ask('/api/shop/books', { headers: { 'x-request-id': 'trace-1.a~b_c', 'x-user': '7' } });
      expect(known.line.principal).toBe('7');
      expect([known.answer.headers.get('x-request-id'), known.line.requestId]).toEqual([
        'trace-1.a~b_c',
        'trace-1.a~b_c',
      ]);
      for (const unsafe of ['a b', '{"a":1}', 'x'.repeat(129)]) {
        const { answer, line } = await ask('/api/shop/books', { headers: { 'x-request-id': unsafe } });
        expect(answer.headers.get('x-request-id')).toMatch(UUID);
        expect(line.requestId).toBe(answer.headers.get('x-request-id'));
      }
    });

    it('has the id of a failure in its problem as well', async () => {
      vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      await api.dataSource.query('ALTER TABLE book RENAME TO hidden');
      try {
        const { answer, text, line } = await ask('/api/shop/books');
        expect(answer.status).toBeGreaterThanOrEqual(500);
        expect((JSON.parse(text) as { instance: string }).instance).toBe(line.requestId);
        expect(answer.headers.get('x-request-id')).toBe(line.requestId);
      } finally {
        await api.dataSource.query('ALTER TABLE hidden RENAME TO book');
      }
    });

    it('has no lines for probes', async () => {
      await fetch(`${api.url}/api/health/live`);
      const { line } = await ask('/api/shop/books');
      expect(line.route).toBe('/api/shop/books');
    });

    it('is text for people and members for machines', async () => {
      const { line } = await ask('/api/shop/books');
      const written: string[] = [];
      vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
      new ConsoleLogger({ json: true }).log(line, 'Request');
      new ConsoleLogger({ colors: false }).log(line, 'Request');
      vi.restoreAllMocks();
      const { route, status, requestId } = line as Record<string, string>;
      expect(JSON.parse(written[0]!)).toMatchObject({
        context: 'Request',
        message: { method: 'GET', route, requestId },
      });
      expect(written[1]).toMatch(new RegExp(`\\[Request\\] GET ${route} ${status} [\\d.]+ ms id=${requestId}\\n$`));
    });
  },
);
