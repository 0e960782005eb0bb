import { beforeEach, expect, it } from 'vitest';
import { LightApiModule, role } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { as, EDITH, HeaderGuard } from './fixtures/principals.js';
import { describeApi } from './harness/describe-api.js';

describeApi(
  'addresses whose answers are kept, and that not everybody may ask',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        defaults: { access: 'public', cache: true },
        entities: [
          {
            entity: Author,
            relations: ['books'],
            fields: { bornOn: { readable: role('editor') } },
            guards: [HeaderGuard],
          },
          { entity: Book, relations: ['author'], guards: [HeaderGuard] },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      await api.agent.post('/authors').send({ name: 'Lem', bornOn: '1921-09-12' }).expect(201);
      await api.agent.post('/books').send({ title: 'Solaris', authorId: 1 }).expect(201);
    });

    it.each([
      '/books?author.bornOn=1921-09-12',
      '/books?ordering=author.bornOn',
      '/authors/1/books?author.bornOn=1921-09-12',
    ])('refuses %s to others, however often it was answered to an editor', async (path) => {
      for (const _ of [1, 2, 3]) await as(api, EDITH).get(path).expect(200);
      await api.agent.get(path).expect(400);
    });

    it('keeps what depends on rules of related fields from shared caches', async () => {
      for (const path of [
        '/books?author.bornOn=1921-09-12',
        '/books?ordering=author.bornOn',
        '/books?include=author',
      ]) {
        const { headers } = await as(api, EDITH).get(path).expect(200);
        expect(headers['cache-control']).toBe('private, no-cache');
        expect(headers.vary).toBe('Authorization, Cookie');
      }
      const { headers } = await api.agent.get('/books?title=Solaris&pages__gte=1').expect(200);
      expect(headers['cache-control']).toBe('public, no-cache');
    });
  },
);
