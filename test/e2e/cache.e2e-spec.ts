import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule, LightApiTransactions } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { describeApi } from './harness/describe-api.js';
import { countStatements } from './harness/statement-counter.js';

describeApi(
  'answers that are kept',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        defaults: { access: 'public', cache: { ttlMs: 60_000 } },
        entities: [
          { entity: Author, relations: ['books'] },
          { entity: Book, relations: ['author'], search: ['title'], bulk: true },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      await api.agent.post('/authors').send({ name: 'Stanisław Lem' }).expect(201);
      await api.agent.post('/authors').send({ name: 'Ursula K. Le Guin' }).expect(201);
      await api.agent.post('/books').send({ title: 'Solaris', pages: 204, authorId: 1 }).expect(201);
      await api.agent.post('/books').send({ title: 'Fiasco', pages: 322, authorId: 1 }).expect(201);
    });

    const cacheOf = async (path: string): Promise<string | undefined> =>
      (await api.agent.get(path).expect(200)).headers['x-cache'] as string | undefined;

    it('comes from the database once, and then from the cache without a statement', async () => {
      const first = await api.agent.get('/books?pages__gt=100').expect(200);
      expect(first.headers['x-cache']).toBe('MISS');
      let second: typeof first;
      expect(
        await countStatements(async () => (second = await api.agent.get('/books?pages__gt=100').expect(200))),
      ).toBe(0);
      expect(second!.headers['x-cache']).toBe('HIT');
      expect(second!.text).toBe(first.text);
      expect(second!.headers.etag).toBe(first.headers.etag);
      expect(second!.headers.link).toBe(first.headers.link);
    });

    it('drops a list when a row of it is created, changed or removed', async () => {
      for (const write of [
        () => api.agent.post('/books').send({ title: 'Eden' }).expect(201),
        () => api.agent.patch('/books/1').send({ pages: 205 }).expect(200),
        () => api.agent.delete('/books/2').expect(204),
        () =>
          api.agent
            .post('/books/bulk')
            .send({ create: [{ title: 'Katar' }] })
            .expect(200),
      ]) {
        await cacheOf('/books');
        expect(await cacheOf('/books')).toBe('HIT');
        await write();
        expect(await cacheOf('/books')).toBe('MISS');
      }
    });

    it('keeps an item while other rows change', async () => {
      await cacheOf('/books/1');
      await api.agent.patch('/books/2').send({ pages: 1 }).expect(200);
      expect(await cacheOf('/books/1')).toBe('HIT');
      await api.agent.patch('/books/1').send({ pages: 1 }).expect(200);
      const changed = await api.agent.get('/books/1').expect(200);
      expect(changed.headers['x-cache']).toBe('MISS');
      expect((changed.body as { pages: number }).pages).toBe(1);
    });

    it('drops what includes a row, or was filtered by it', async () => {
      for (const path of [
        '/books?include=author',
        '/books/1?include=author',
        '/books?author.name=Stanis%C5%82aw%20Lem',
        '/books?ordering=author.name',
      ]) {
        await cacheOf(path);
        expect(await cacheOf(path)).toBe('HIT');
        await api.agent.patch('/authors/2').send({ bornOn: '1929-10-21' }).expect(200);
        expect(await cacheOf(path)).toBe('MISS');
      }
    });

    it('drops nothing for a write that fails', async () => {
      await cacheOf('/books');
      await api.agent
        .post('/books')
        .send({ title: 'Nobody', authorId: 99 })
        .expect((response) => expect(response.status).toBeGreaterThanOrEqual(400));
      await api.agent.patch('/books/99').send({ pages: 3 }).expect(404);
      expect(await cacheOf('/books')).toBe('HIT');
    });

    describe('conditional requests', () => {
      it('answers 304 from the cache to who has the page already', async () => {
        const { headers } = await api.agent.get('/books').expect(200);
        expect(headers.etag).toMatch(/^W\/"/);
        const again = await api.agent
          .get('/books')
          .set('If-None-Match', headers.etag as string)
          .expect(304);
        expect(again.headers['x-cache']).toBe('HIT');
        expect(again.text).toBe('');
        await api.agent.patch('/books/1').send({ pages: 3 }).expect(200);
        await api.agent
          .get('/books')
          .set('If-None-Match', headers.etag as string)
          .expect(200);
      });
    });
  },
);

/** Runs each request in a transaction, and takes back what it has written when it says so. */
@Injectable()
class TransactionPerRequest implements NestInterceptor {
  constructor(private readonly transactions: LightApiTransactions) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    let answer: unknown;
    const work = async (): Promise<void> => {
      if (headers['x-title'] !== undefined) {
        await this.transactions.manager().update(Book, { id: 1 }, { title: headers['x-title'] });
      }
      answer = await lastValueFrom(next.handle());
      if (headers['x-rollback'] !== undefined) throw new Error('taken back');
    };
    await this.transactions.run(work).catch(() => undefined);
    return of(answer);
  }
}

describeApi(
  'requests that are transactions',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        defaults: { access: 'public', cache: true },
        entities: [Author, { entity: Book, interceptors: [TransactionPerRequest] }],
      }),
    ],
  },
  (api) => {
    it('keeps nothing that is not stored yet', async () => {
      await api.reset();
      await api.agent.post('/books').send({ title: 'Solaris' }).expect(201);
      const read = (headers: Record<string, string>): Promise<{ text: string; headers: Record<string, string> }> =>
        api.agent.get('/books/1?fields=title').set(headers).expect(200);
      expect((await read({ 'X-Title': 'Fiasco', 'X-Rollback': 'yes' })).text).toBe('{"title":"Fiasco"}');
      const after = await read({});
      expect(after.text).toBe('{"title":"Solaris"}');
      expect(after.headers['x-cache']).toBeUndefined();
    });
  },
);
