import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../../sample/01-quick-start/author.entity.js';
import { Book } from '../../sample/01-quick-start/book.entity.js';
import { describeApi } from './harness/describe-api.js';

const SOLARIS = { title: 'Solaris', isbn: '9780156027601', pages: 204, price: '11.20' };

describeApi(
  'a resource',
  {
    imports: (database) => [
      LightApiModule.forRoot({ entities: [Author, Book], database: { ...database, synchronize: true } }),
    ],
  },
  (api) => {
    let authorId: number;

    beforeEach(async () => {
      await api.reset();
      const answer = await api.agent.post('/authors').send({ name: 'Stanisław Lem' }).expect(201);
      authorId = answer.body.id as number;
    });

    const createBook = async (changes: object = {}): Promise<Record<string, unknown>> => {
      const answer = await api.agent
        .post('/books')
        .send({ ...SOLARIS, authorId, ...changes })
        .expect(201);
      return answer.body as Record<string, unknown>;
    };

    describe('create', () => {
      it('answers 201 with the stored row and its place', async () => {
        const answer = await api.agent
          .post('/books')
          .send({ ...SOLARIS, authorId })
          .expect(201);
        const { id, createdAt, ...rest } = answer.body as { id: number; createdAt: string };
        expect(answer.headers['content-type']).toMatch(/^application\/json/);
        expect(answer.headers.location).toBe(`/books/${id}`);
        expect(rest).toEqual({ ...SOLARIS, authorId });
        expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(3_600_000 * 15);
        expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      });

      it('fills what is absent with defaults and NULL', async () => {
        const { title, isbn } = SOLARIS;
        const answer = await api.agent.post('/books').send({ title, isbn, authorId }).expect(201);
        expect(answer.body).toMatchObject({ pages: null, price: '0.00' });
      });

      it('refuses every problem of a body at once and stores nothing', async () => {
        const answer = await api.agent
          .post('/books')
          .send({ titel: 'Solaris', isbn: 5, pages: -1, price: '1.234', id: 7, createdAt: '2024-01-01T00:00:00Z' })
          .expect(400)
          .expect('content-type', /^application\/problem\+json/);
        const pointers = (answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort();
        expect(pointers).toEqual(['/authorId', '/createdAt', '/id', '/isbn', '/pages', '/price', '/titel', '/title']);
        const misspelt = (answer.body.errors as { pointer: string; detail: string }[]).find(
          ({ pointer }) => pointer === '/titel',
        );
        expect(misspelt!.detail).toContain('title');
        await api.agent
          .get('/books')
          .expect(200)
          .expect(({ body }) => expect(body.count).toBe(0));
      });

      it('answers 409 for a duplicate and names the field, not the value', async () => {
        await createBook();
        const answer = await api.agent
          .post('/books')
          .send({ ...SOLARIS, authorId })
          .expect(409);
        expect(answer.body).toMatchObject({ code: 'LA401', errors: [{ pointer: '/isbn' }] });
        expect(answer.text).not.toContain(SOLARIS.isbn);
      });

      it('answers 409 for a reference to a row that does not exist', async () => {
        const answer = await api.agent
          .post('/books')
          .send({ ...SOLARIS, authorId: 999 })
          .expect(409);
        expect(answer.body).toMatchObject({ code: 'LA402' });
      });

      it('takes no query parameters', async () => {
        await api.agent
          .post('/books?dry_run=true')
          .send({ ...SOLARIS, authorId })
          .expect(400);
      });
    });

    describe('read', () => {
      it('answers the row', async () => {
        const book = await createBook();
        await api.agent.get(`/books/${String(book.id)}`).expect(200, book);
      });

      it('reads only the fields that are asked for', async () => {
        const book = await createBook();
        await api.agent.get(`/books/${String(book.id)}?fields=title,id`).expect(200, { id: book.id, title: 'Solaris' });
      });

      it('answers 404 for a key without a row', async () => {
        const answer = await api.agent
          .get('/books/12345')
          .expect(404)
          .expect('content-type', /^application\/problem\+json/);
        expect(answer.body).toMatchObject({ status: 404, code: 'LA400' });
      });

      it('answers HEAD like GET, without a body', async () => {
        const book = await createBook();
        const answer = await api.agent.head(`/books/${String(book.id)}`).expect(200);
        expect(answer.text ?? '').toBe('');
        await api.agent.head('/books/12345').expect(404);
      });
    });

    describe('update', () => {
      it('changes what is sent and nothing else', async () => {
        const book = await createBook();
        await api.agent
          .patch(`/books/${String(book.id)}`)
          .send({ price: '9.90' })
          .expect(200, { ...book, price: '9.90' });
      });

      it('takes a merge patch under its own media type', async () => {
        const book = await createBook();
        const answer = await api.agent
          .patch(`/books/${String(book.id)}`)
          .set('content-type', 'application/merge-patch+json')
          .send('{"pages":null}')
          .expect(200);
        expect(answer.body).toEqual({ ...book, pages: null });
      });

      it('tells null from absent', async () => {
        const book = await createBook();
        await api.agent
          .patch(`/books/${String(book.id)}`)
          .send({ title: null })
          .expect(400);
        await api.agent
          .patch(`/books/${String(book.id)}`)
          .send({})
          .expect(200, book);
      });

      it('answers 404 for a key without a row and 409 for a taken value', async () => {
        await api.agent.patch('/books/12345').send({ pages: 1 }).expect(404);
        const first = await createBook();
        const second = await createBook({ isbn: '9780000000001' });
        await api.agent
          .patch(`/books/${String(second.id)}`)
          .send({ isbn: first.isbn })
          .expect(409);
      });
    });

    describe('replace', () => {
      it('returns what is absent to its default or NULL', async () => {
        const book = await createBook();
        const answer = await api.agent
          .put(`/books/${String(book.id)}`)
          .send({ title: 'Eden', isbn: '1', authorId })
          .expect(200);
        expect(answer.body).toEqual({ ...book, title: 'Eden', isbn: '1', pages: null, price: '0.00' });
      });

      it('asks for every required field', async () => {
        const book = await createBook();
        const answer = await api.agent
          .put(`/books/${String(book.id)}`)
          .send({ title: 'Eden' })
          .expect(400);
        expect((answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
          '/authorId',
          '/isbn',
        ]);
      });

      it('never creates a row', async () => {
        await api.agent
          .put('/books/12345')
          .send({ ...SOLARIS, authorId })
          .expect(404);
        await api.agent.get('/books').expect(({ body }) => expect(body.count).toBe(0));
      });
    });

    describe('remove', () => {
      it('answers 204, then 404', async () => {
        const book = await createBook();
        const answer = await api.agent.delete(`/books/${String(book.id)}`).expect(204);
        expect(answer.text).toBe('');
        await api.agent.delete(`/books/${String(book.id)}`).expect(404);
        await api.agent.get(`/books/${String(book.id)}`).expect(404);
      });

      it('knows no parameter, as it answers with no row', async () => {
        const { id } = await createBook();
        const answer = await api.agent.delete(`/books/${String(id)}?fields=id`).expect(400);
        expect(answer.body).toMatchObject({ code: 'LA100', errors: [{ parameter: 'fields', code: 'LA101' }] });
        await api.agent.get(`/books/${String(id)}`).expect(200);
      });

      it('answers 409 while other rows refer to it', async () => {
        await createBook();
        const answer = await api.agent.delete(`/authors/${authorId}`).expect(409);
        expect(answer.body).toMatchObject({ code: 'LA403' });
      });
    });

    describe('list', () => {
      beforeEach(async () => {
        for (let number = 1; number <= 5; number++) {
          await createBook({
            title: `Book ${number}`,
            isbn: `isbn-${number}`,
            pages: number * 100,
            price: `${number}.50`,
          });
        }
      });

      it('answers an envelope and a Link header field', async () => {
        const answer = await api.agent.get('/books?page_size=2&page=2&ordering=-price').expect(200);
        const { results, ...envelope } = answer.body as { results: { title: string }[] };
        expect(envelope).toEqual({
          count: 5,
          pages: 3,
          next: '/books?page_size=2&ordering=-price&page=3',
          previous: '/books?page_size=2&ordering=-price&page=1',
        });
        expect(results.map(({ title }) => title)).toEqual(['Book 3', 'Book 2']);
        expect(answer.headers.link).toBe(
          '</books?page_size=2&ordering=-price&page=1>; rel="first", ' +
            '</books?page_size=2&ordering=-price&page=1>; rel="prev", ' +
            '</books?page_size=2&ordering=-price&page=3>; rel="next", ' +
            '</books?page_size=2&ordering=-price&page=3>; rel="last"',
        );
      });

      it('walks all pages by following next', async () => {
        const titles: string[] = [];
        for (let url: string | null = '/books?page_size=2&fields=title'; url;) {
          const answer = await api.agent.get(url).expect(200);
          titles.push(...(answer.body.results as { title: string }[]).map(({ title }) => title));
          url = answer.body.next as string | null;
        }
        expect(titles).toEqual(['Book 1', 'Book 2', 'Book 3', 'Book 4', 'Book 5']);
      });

      it('counts nothing when asked not to, and still knows whether a page follows', async () => {
        const first = await api.agent.get('/books?count=none&page_size=3').expect(200);
        expect(first.body).toMatchObject({ count: null, pages: null, next: '/books?count=none&page_size=3&page=2' });
        expect(first.body.results).toHaveLength(3);
        const last = await api.agent.get('/books?count=none&page_size=3&page=2').expect(200);
        expect(last.body).toMatchObject({ next: null, previous: '/books?count=none&page_size=3&page=1' });
        expect(last.body.results).toHaveLength(2);
      });

      it('estimates when asked to', async () => {
        const answer = await api.agent.get('/books?count=estimated&page_size=2').expect(200);
        expect(answer.body.count).toEqual(expect.any(Number));
      });

      it('answers an empty page past the last one, with the right count', async () => {
        const answer = await api.agent.get('/books?page=9').expect(200);
        expect(answer.body).toMatchObject({ count: 5, pages: 1, next: null, results: [] });
      });

      it('ANDs filters together', async () => {
        const answer = await api.agent
          .get('/books?price__gte=2&pages__lt=500&title__contains=Book&fields=title')
          .expect(200);
        expect(answer.body.results).toEqual([{ title: 'Book 2' }, { title: 'Book 3' }, { title: 'Book 4' }]);
      });

      it('never shows a forged Host', async () => {
        const answer = await api.agent
          .get('/books?page_size=1')
          .set('host', 'evil.example')
          .set('x-forwarded-host', 'evil.example')
          .expect(200);
        expect(JSON.stringify(answer.headers) + answer.text).not.toContain('evil.example');
      });
    });

    describe('a path', () => {
      it('answers 405 with Allow for a verb that it does not have', async () => {
        const onCollection = await api.agent
          .delete('/books')
          .expect(405)
          .expect('content-type', /^application\/problem\+json/);
        expect(onCollection.headers.allow).toBe('GET, HEAD, QUERY, POST, OPTIONS');
        const onItem = await api.agent.post('/books/1').send({}).expect(405);
        expect(onItem.headers.allow).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
      });

      it('answers OPTIONS with 204 and Allow', async () => {
        const collection = await api.agent.options('/books').expect(204);
        expect(collection.headers.allow).toBe('GET, HEAD, QUERY, POST, OPTIONS');
        const item = await api.agent.options('/books/1').expect(204);
        expect(item.headers.allow).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
      });

      it('answers 404 as a problem below a resource', async () => {
        await api.agent
          .get('/books/1/pages')
          .expect(404)
          .expect('content-type', /^application\/problem\+json/);
      });
    });

    describe('a body', () => {
      it('answers 400 for malformed JSON and for an empty one', async () => {
        for (const body of ['{"title":', '[1,2', 'title=Solaris', '']) {
          await api.agent
            .post('/books')
            .set('content-type', 'application/json')
            .send(body)
            .expect(400)
            .expect('content-type', /^application\/problem\+json/);
        }
      });

      it('answers 400 for anything but an object', async () => {
        for (const body of ['[]', '"text"', '5', 'null', '[{"title":"a"}]']) {
          await api.agent.post('/books').set('content-type', 'application/json').send(body).expect(400);
        }
      });

      it('answers 415 for another media type', async () => {
        await api.agent.post('/books').set('content-type', 'text/plain').send('title').expect(415);
        await api.agent.post('/books').set('content-type', 'application/xml').send('<a/>').expect(415);
        await api.agent.post('/books').type('form').send({ title: 'Solaris' }).expect(415);
      });

      it('answers 413 for a body that is too large', async () => {
        await api.agent
          .post('/books')
          .send({ title: 'x'.repeat(150_000) })
          .expect(413)
          .expect('content-type', /^application\/problem\+json/);
      });
    });
  },
);
