import { APP_GUARD } from '@nestjs/core';
import { beforeEach, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { as, HeaderGuard } from './fixtures/principals.js';
import { writeTemporaryFile } from './fixtures/write-file.js';
import { describeApi } from './harness/describe-api.js';

const FILE = writeTemporaryFile(`
defaults:
  access: { read: public, write: authenticated }
  pagination: { pageSize: 2 }
docs: { title: "\${API_TITLE:-The library}" }

resources:
  Author:
    fields:
      id: { type: int, primary: true, generated: true }
      name: { type: string, length: 40, unique: true }
      email: { type: string, length: 80, nullable: true, format: email, access: writeOnly }
    relations:
      books: { kind: one-to-many, to: Book, inverse: author }

  Book:
    table: printed_books
    path: library/books
    access: public
    scope: { where: { withdrawn: { eq: false } } }
    fields:
      id: { type: int, primary: true, generated: true }
      title: { type: string, length: 60, minLength: 2 }
      pages: { type: int, min: 1, max: 5000, column: page_count }
      rating: { type: float, min: 0, max: 5, nullable: true }
      price: { type: decimal, precision: 8, scale: 2, default: "9.50" }
      state: { type: enum, values: [draft, published], default: draft }
      isbn: { type: string, length: 13, pattern: "^[0-9]{13}$", unique: true, nullable: true }
      publishedAt: { type: datetime, nullable: true }
      meta: { type: json, nullable: true }
      cover: { type: binary, nullable: true }
      sales: { type: bigint, default: 0 }
      token: { type: uuid, nullable: true }
      released: { type: date, nullable: true }
      hour: { type: time, nullable: true }
      notes: { type: text, nullable: true }
      withdrawn: { type: boolean, default: false, access: hidden }
      version: { role: version }
      createdAt: { role: createDate }
      updatedAt: { role: updateDate }
      deletedAt: { role: deleteDate }
    softDelete: { restore: true }
    relations:
      author: { kind: many-to-one, to: Author, inverse: books, onDelete: cascade, column: author }
      tags: { kind: many-to-many, to: Tag, write: link }

  Tag:
    access: public
    fields:
      id: { type: uuid, primary: true, generated: true }
      word: { type: string, length: 20, unique: true }

  Diary:
    access: { owner: writer }
    fields:
      id: { type: int, primary: true, generated: true }
      writer: { type: string, length: 20 }
      line: { type: string, length: 100 }
      mood: { type: string, length: 20, nullable: true, readable: { role: reader } }
`);

describeApi(
  'a file of declared resources',
  {
    imports: (database) => [LightApiModule.forFile(FILE, { database })],
    module: { providers: [{ provide: APP_GUARD, useClass: HeaderGuard }] },
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      await api.dataSource.getRepository('Author').insert([{ name: 'Lem' }, { name: 'Le Guin' }, { name: 'Dick' }]);
    });

    const solaris = { title: 'Solaris', pages: 204, authorId: 1 };

    it('creates, reads, changes and removes rows of every type', async () => {
      const sent = {
        ...solaris,
        rating: 4.5,
        price: '12.25',
        state: 'published',
        isbn: '9780156027601',
        sales: '9007199254740993',
        publishedAt: '1961-06-01T12:00:00Z',
        meta: { a: [1] },
        cover: 'aGVsbG8=',
        released: '1961-06-01',
        hour: '12:30:00',
        notes: 'An ocean.',
        token: '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1',
      };
      const created = await api.agent.post('/library/books').send(sent).expect(201);
      expect(created.body).toMatchObject({ ...sent, id: 1, publishedAt: '1961-06-01T12:00:00.000Z', version: 1 });
      expect(created.body).not.toHaveProperty('withdrawn');
      const changed = await api.agent.patch('/library/books/1').send({ pages: 210, version: 1 }).expect(200);
      expect(changed.body).toMatchObject({ pages: 210, version: 2 });
      await api.agent.delete('/library/books/1').set('If-Match', '*').expect(204);
      await api.agent.get('/library/books/1').expect(404);
      await api.agent.post('/library/books/1/restore').expect(200);
    });

    it('fills in what the columns have as a default', async () => {
      const { body } = await api.agent.post('/library/books').send(solaris).expect(201);
      expect(body).toMatchObject({ price: '9.50', state: 'draft', sales: '0', rating: null });
    });

    it.each([
      [{ pages: 0 }, '/pages'],
      [{ pages: 5001 }, '/pages'],
      [{ rating: 5.5 }, '/rating'],
      [{ title: 'S' }, '/title'],
      [{ title: 'S'.repeat(61) }, '/title'],
      [{ isbn: '97801560276x1' }, '/isbn'],
      [{ state: 'burnt' }, '/state'],
      [{ price: '1.234' }, '/price'],
      [{ withdrawn: true }, '/withdrawn'],
    ])('refuses %j', async (wrong, pointer) => {
      const { status, body } = await api.agent.post('/library/books').send({ ...solaris, ...wrong });
      expect([status, (body as { errors: { pointer: string }[] }).errors.map((error) => error.pointer)]).toEqual([
        400,
        [pointer],
      ]);
    });

    it('lets what may be null be null, whatever its rules', async () => {
      await api.agent
        .post('/library/books')
        .send({ ...solaris, isbn: null, rating: null })
        .expect(201);
    });

    it('holds the constraints of the database', async () => {
      const isbn = '9780156027601';
      await api.agent
        .post('/library/books')
        .send({ ...solaris, isbn })
        .expect(201);
      expect((await api.agent.post('/library/books').send({ ...solaris, isbn })).body).toMatchObject({ code: 'LA401' });
      expect((await api.agent.post('/library/books').send({ ...solaris, authorId: 9 })).body).toMatchObject({
        code: 'LA402',
      });
    });

    it('names tables and columns as the file does', () => {
      const { tableName, columns } = api.dataSource.getMetadata('Book');
      expect(tableName).toBe('printed_books');
      expect(columns.map(({ databaseName }) => databaseName)).toEqual(expect.arrayContaining(['page_count', 'author']));
    });

    it('follows relations in both directions', async () => {
      const { body: tag } = await api.agent.post('/tags').send({ word: 'ocean' }).expect(201);
      await api.agent
        .post('/library/books')
        .send({ ...solaris, tags: [{ id: (tag as { id: string }).id }] })
        .expect(201);
      const { body: book } = await api.agent.get('/library/books/1?include=author,tags').expect(200);
      expect(book).toMatchObject({ author: { name: 'Lem' }, tags: [{ word: 'ocean' }] });
      const { body: books } = await api.agent.get('/authors/1/books').expect(200);
      expect(books).toMatchObject({ results: [{ title: 'Solaris' }] });
    });

    it('holds the scope, which no client sees', async () => {
      await api.dataSource.getRepository('Book').insert([
        { title: 'Eden', pages: 1, author: { id: 1 }, withdrawn: true },
        { title: 'Fiasco', pages: 1, author: { id: 1 }, withdrawn: false },
      ]);
      const { body } = await api.agent.get('/library/books').expect(200);
      expect(body).toMatchObject({ count: 1, results: [{ title: 'Fiasco' }] });
      await api.agent.get('/library/books/1').expect(404);
    });

    it('gives every resource the defaults', async () => {
      const { body } = await api.agent.get('/authors').expect(200);
      expect((body as { results: unknown[] }).results).toHaveLength(2);
      await api.agent.post('/authors').send({ name: 'Herbert' }).expect(401);
      const { body: created } = await as(api, { id: 'a' })
        .post('/authors')
        .send({ name: 'Herbert', email: 'frank@example.com' })
        .expect(201);
      expect(created).toEqual({ id: 4, name: 'Herbert' });
      await as(api, { id: 'a' }).post('/authors').send({ name: 'Asimov', email: 'nobody' }).expect(400);
    });

    it('holds access rules of rows and fields', async () => {
      const ann = as(api, { id: 'ann' });
      const bob = as(api, { id: 'bob', roles: ['reader'] });
      await api.agent.get('/diaries').expect(401);
      const { body } = await ann.post('/diaries').send({ line: 'Rain.', mood: 'grey' }).expect(201);
      expect(body).toEqual({ id: 1, writer: 'ann', line: 'Rain.' });
      await bob.get('/diaries/1').expect(404);
      await bob.patch('/diaries/1').send({ line: 'Sun.' }).expect(404);
      await bob.post('/diaries').send({ line: 'Snow.', mood: 'white' }).expect(201);
      expect((await bob.get('/diaries/2')).body).toEqual({ id: 2, writer: 'bob', line: 'Snow.', mood: 'white' });
      expect((await ann.get('/diaries')).body).toMatchObject({ count: 1 });
    });

    it('has the options of the application', () => {
      expect((api.document as unknown as { info: { title: string } }).info.title).toBe('The library');
    });
  },
);
