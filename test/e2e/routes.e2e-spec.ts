import { VersioningType } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Loan, Shelf, Volume } from '../entities/archive.js';
import { describeApi, type Api, type ApiOptions } from './harness/describe-api.js';

const BULK_BYTES = 300_000;

const ARCHIVE: Pick<ApiOptions, 'imports'> = {
  imports: (database) => [
    LightApiModule.forRoot({
      database,
      prefix: 'archive',
      entities: [
        {
          entity: Shelf,
          path: 'shelves',
          relations: ['volumes'],
          upsert: ['label'],
          bulk: { maxBytes: BULK_BYTES, maxItems: 4000 },
        },
        {
          entity: Volume,
          relations: ['shelf'],
          idempotency: true,
          locking: 'optional',
          upsert: ['code'],
          softDelete: { restore: true, show: true },
          bulk: true,
        },
        { entity: Loan, operations: ['list', 'read', 'remove'], softDelete: { restore: true } },
      ],
    }),
  ],
};

/** What OPTIONS says of a path, and that 405 says the same of any method that is not in it. */
async function allowedAt(api: Api, path: string): Promise<string> {
  const { headers } = await api.agent.options(path).expect(204);
  const allow = headers['allow']!;
  for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
    if (allow.split(', ').includes(method.toUpperCase())) continue;
    const answer = await api.agent[method](path).expect(405);
    expect([path, method, answer.headers['allow']]).toEqual([path, method, allow]);
    expect(answer.body).toMatchObject({ code: 'LA502' });
  }
  return allow;
}

/** Sends a method that supertest does not know. */
async function query(api: Api, path: string, body: string | undefined, type?: string) {
  const answer = await fetch(api.url + path, {
    method: 'QUERY',
    ...(body !== undefined && { body }),
    ...(type !== undefined && { headers: { 'content-type': type } }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: JSON.parse(text) as Record<string, unknown> };
}

describeApi('routes', ARCHIVE, (api) => {
  beforeEach(() => api.reset());

  describe('and their methods', () => {
    it.each([
      ['/archive/shelves', 'GET, HEAD, QUERY, POST, OPTIONS'],
      ['/archive/shelves/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
      ['/archive/shelves/search', 'POST, OPTIONS'],
      ['/archive/shelves/upsert', 'POST, OPTIONS'],
      ['/archive/shelves/bulk', 'POST, OPTIONS'],
      ['/archive/shelves/1/volumes', 'GET, HEAD, OPTIONS'],
      ['/archive/loans', 'GET, HEAD, QUERY, OPTIONS'],
      ['/archive/loans/1/ada', 'GET, HEAD, DELETE, OPTIONS'],
      ['/archive/loans/1/ada/restore', 'POST, OPTIONS'],
      ['/archive/loans/search', 'POST, OPTIONS'],
      ['/archive/volumes/abc/restore', 'POST, OPTIONS'],
    ])('are told for %s', async (path, allow) => {
      expect(await allowedAt(api, path)).toBe(allow);
    });

    it.each(['search', 'upsert', 'bulk'])('share /volumes/%s with the volume of that code', async (word) => {
      const path = `/archive/volumes/${word}`;
      expect(await allowedAt(api, path)).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
      await api.agent.get(path).expect(404);
      await api.agent.post('/archive/volumes').send({ code: word, title: 'A word' }).expect(201);
      expect((await api.agent.get(path).expect(200)).body).toMatchObject({ code: word });
      await api.agent.patch(path).send({ title: 'Still a word' }).expect(200);
      await api.agent.delete(path).expect(204);
      await api.agent.post(`${path}/restore`).expect(200);
    });

    it('leave 404 to paths that there are not', async () => {
      await api.agent.get('/archive/volumes/a/shelf').expect(404);
      await api.agent.post('/archive/shelves/1/restore').expect(404);
      await api.agent.get('/archive/shelves/1/volumes/2').expect(404);
      await api.agent.get('/archive/loans/1').expect(404);
    });
  });

  describe('of relations', () => {
    beforeEach(async () => {
      await api.agent.post('/archive/shelves').send({ label: 'A' }).expect(201);
      await api.agent.post('/archive/shelves').send({ label: 'B' }).expect(201);
      for (const [code, title, shelfId] of [
        ['a1', 'Sea', 1],
        ['a2', 'Land', 1],
        ['a3', 'Air', 1],
        ['b1', 'Sea', 2],
      ] as const) {
        await api.agent.post('/archive/volumes').send({ code, title, shelfId }).expect(201);
      }
    });

    it('list what belongs to one item, with the parameters and links of any list', async () => {
      const { body, headers } = await api.agent
        .get('/archive/shelves/1/volumes?ordering=-title&page_size=2&fields=code,title')
        .expect(200);
      expect(body).toEqual({
        count: 3,
        pages: 2,
        next: '/archive/shelves/1/volumes?ordering=-title&page_size=2&fields=code,title&page=2',
        previous: null,
        results: [
          { code: 'a1', title: 'Sea' },
          { code: 'a2', title: 'Land' },
        ],
      });
      expect(headers['link']).toContain('</archive/shelves/1/volumes?');
      const next = await api.agent.get(body.next as string).expect(200);
      expect(next.body.results).toEqual([{ code: 'a3', title: 'Air' }]);
    });

    it('answer 404 for an item that is not there, and 400 for what is no key or no parameter', async () => {
      const missing = await api.agent.get('/archive/shelves/9/volumes').expect(404);
      expect(missing.body).toMatchObject({ code: 'LA400', detail: 'No Shelf has this key.' });
      expect((await api.agent.get('/archive/shelves/x/volumes').expect(400)).body).toMatchObject({ code: 'LA103' });
      const bad = await api.agent.get('/archive/shelves/1/volumes?label=A').expect(400);
      expect(bad.body.errors).toMatchObject([{ parameter: 'label', code: 'LA101' }]);
    });

    it('answer HEAD', async () => {
      const { text } = await api.agent.head('/archive/shelves/1/volumes').expect(200);
      expect(text ?? '').toBe('');
    });
  });

  describe('of searches', () => {
    beforeEach(async () => {
      const create = ['Sea', 'Land', 'Air', 'Ice'].map((title, index) => ({ code: `v${index}`, title }));
      await api.agent.post('/archive/volumes/bulk').send({ create }).expect(200);
    });

    const search = (body: object) => api.agent.post('/archive/volumes/search').send(body);

    it('walk by the cursors of the answer, there and back', async () => {
      const question = { filter: { title: { ne: 'Ice' } }, ordering: ['-title'], fields: ['title'], page_size: 2 };
      const first = await search(question).expect(200);
      expect(first.body).toEqual({
        count: null,
        pages: null,
        next: expect.stringMatching(/^[\w-]+\.[\w-]+$/) as string,
        previous: null,
        results: [{ title: 'Sea' }, { title: 'Land' }],
      });
      const second = await search({ ...question, cursor: first.body.next as string }).expect(200);
      expect(second.body).toMatchObject({ next: null, results: [{ title: 'Air' }] });
      const back = await search({ ...question, cursor: second.body.previous as string }).expect(200);
      expect(back.body).toMatchObject({ previous: null, results: [{ title: 'Sea' }, { title: 'Land' }] });
      const counted = await search({ ...question, count: 'exact' }).expect(200);
      expect(counted.body).toMatchObject({ count: 3, pages: 2 });
    });

    it('refuse what they do not know, with pointers, and cursors of other questions', async () => {
      const bad = await search({ page: 2, filter: { titel: { eq: 'x' } }, page_size: 0 }).expect(400);
      expect((bad.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
        '/filter/titel',
        '/page',
        '/page_size',
      ]);
      const { next } = (await search({ page_size: 1 }).expect(200)).body as { next: string };
      const foreign = await search({ page_size: 1, cursor: next, ordering: ['title'] }).expect(400);
      expect(foreign.body.errors).toMatchObject([{ pointer: '/cursor', code: 'LA108' }]);
      await api.agent.post('/archive/volumes/search?page=1').send({}).expect(400);
      await api.agent.post('/archive/volumes/search').type('text/plain').send('{}').expect(415);
      await api.agent.post('/archive/volumes/search').type('json').send('{"page_size":').expect(400);
      await api.agent.post('/archive/volumes/search').expect(415);
    });

    it('have the same walk as links of a list', async () => {
      const path = '/archive/volumes?ordering=title&page_size=3&fields=code&cursor=';
      const first = await api.agent.get(path).expect(200);
      expect(first.body).toMatchObject({ count: null, pages: null, previous: null });
      expect(first.headers['link']).toBe(`<${path}>; rel="first", <${first.body.next as string}>; rel="next"`);
      const last = await api.agent.get(first.body.next as string).expect(200);
      expect(last.body).toMatchObject({ next: null, results: [{ code: 'v0' }] });
      const back = await api.agent.get(last.body.previous as string).expect(200);
      expect(back.body.results).toEqual(first.body.results);
      expect(back.body.previous).toBeNull();
      await api.agent.get(`${path}&page=1`).expect(400);
      await api.agent.get('/archive/volumes?cursor=abc.def').expect(400);
    });

    it('walk through the rows of a relation', async () => {
      await api.agent.post('/archive/shelves').send({ label: 'A' }).expect(201);
      const update = ['v0', 'v1', 'v2'].map((code) => ({ code, shelfId: 1 }));
      await api.agent.post('/archive/volumes/bulk').send({ update }).expect(200);
      const first = await api.agent.get('/archive/shelves/1/volumes?page_size=2&cursor=').expect(200);
      expect(first.body.next).toMatch(/^\/archive\/shelves\/1\/volumes\?page_size=2&cursor=./);
      const last = await api.agent.get(first.body.next as string).expect(200);
      expect(last.body).toMatchObject({ next: null, results: [{ code: 'v2' }] });
      const cursor = new URL(first.body.next as string, api.url).searchParams.get('cursor');
      await api.agent.get(`/archive/shelves/2/volumes?page_size=2&cursor=${cursor}`).expect(400);
      await api.agent.get(`/archive/volumes?page_size=2&cursor=${cursor}`).expect(400);
    });

    it('are asked by QUERY as well', async () => {
      const body = JSON.stringify({ filter: { title: { in: ['Sea', 'Ice'] } }, fields: ['title'] });
      const answer = await query(api, '/archive/volumes', body, 'application/json');
      expect(answer).toMatchObject({
        status: 200,
        body: { results: [{ title: 'Sea' }, { title: 'Ice' }], next: null },
      });
      const posted = await search(JSON.parse(body) as object).expect(200);
      expect(answer.body).toEqual(posted.body);
      expect((await query(api, '/archive/volumes', body, 'text/plain')).status).toBe(415);
      expect((await query(api, '/archive/volumes', undefined)).status).toBe(415);
      expect((await query(api, '/archive/volumes', '{', 'application/json')).body).toMatchObject({ code: 'LA206' });
      expect((await query(api, '/archive/volumes', '', 'application/json')).body).toMatchObject({ code: 'LA206' });
      const wrong = await query(api, '/archive/volumes/v0', body, 'application/json');
      expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS']);
      expect((await query(api, '/nowhere', body, 'application/json')).status).toBe(404);
    });
  });

  describe('of many items', () => {
    const bulk = (body: unknown) => api.agent.post('/archive/shelves/bulk').send(body as object);
    /** A bulk request of so many bytes. */
    const ofSize = (bytes: number): string => {
      const text = JSON.stringify({ create: [{ label: 'A' }] });
      return text.padEnd(bytes, ' ');
    };

    it('answer with what became of them', async () => {
      const created = await bulk({ create: [{ label: 'A' }, { label: 'B' }, { label: 'C' }] }).expect(200);
      expect(created.body).toEqual({
        created: [
          { id: 1, label: 'A' },
          { id: 2, label: 'B' },
          { id: 3, label: 'C' },
        ],
        updated: [],
        removed: 0,
      });
      const changed = await bulk({ update: [{ id: 2, label: 'b' }], remove: [{ id: 1 }, { id: 3 }] }).expect(200);
      expect(changed.body).toEqual({ created: [], updated: [{ id: 2, label: 'b' }], removed: 2 });
      const failed = await bulk({ create: [{ label: 'D' }, { label: 'b' }] }).expect(409);
      expect(failed.body).toMatchObject({ code: 'LA305', errors: [{ pointer: '/create/1/label' }] });
      expect((await api.agent.get('/archive/shelves').expect(200)).body.count).toBe(1);
    });

    it('may be as large as their own limit, and nothing else may', async () => {
      const send = (path: string, text: string) => api.agent.post(path).type('json').send(text);
      await send('/archive/shelves/bulk', ofSize(BULK_BYTES)).expect(200);
      const tooLarge = await send('/archive/shelves/bulk', ofSize(BULK_BYTES + 1)).expect(413);
      expect(tooLarge.body).toMatchObject({ code: 'LA207' });
      await send('/archive/shelves', JSON.stringify({ label: 'B' }).padEnd(150_000, ' ')).expect(413);
      await send('/archive/shelves/upsert', JSON.stringify({ label: 'B' }).padEnd(150_000, ' ')).expect(413);
      await send('/archive/shelves/search', '{}'.padEnd(150_000, ' ')).expect(413);
    });

    it('are refused as other bodies are', async () => {
      await api.agent.post('/archive/shelves/bulk').type('application/merge-patch+json').send('{}').expect(415);
      await api.agent.post('/archive/shelves/bulk').type('json').send('{"create":').expect(400);
      await bulk({ remove: [{ id: 1, nonsense: 1 }], create: [{ label: 7 }] }).expect(400);
      await bulk([]).expect(400);
      await api.agent.post('/archive/shelves/bulk?dry=1').send({}).expect(400);
    });
  });

  describe('of single items', () => {
    it('carry the version as a strong tag, and heed it', async () => {
      const created = await api.agent.post('/archive/volumes').send({ code: 'a', title: 'One' }).expect(201);
      expect(created.headers['etag']).toBe('"1"');
      const changed = await api.agent.patch('/archive/volumes/a').set('If-Match', '"1"').send({ title: 'Two' });
      expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"']);
      const stale = await api.agent.put('/archive/volumes/a').set('If-Match', '"1"').send({ title: 'Three' });
      expect([stale.status, stale.body.code]).toEqual([412, 'LA301']);
      const weak = await api.agent.delete('/archive/volumes/a').set('If-Match', 'W/"2"');
      expect([weak.status, weak.body.code]).toEqual([412, 'LA301']);
      const malformed = await api.agent.delete('/archive/volumes/a').set('If-Match', '2').expect(400);
      expect(malformed.body).toMatchObject({ code: 'LA505', errors: [{ header: 'If-Match' }] });
      const body = await api.agent.patch('/archive/volumes/a').send({ title: 'Three', version: 1 }).expect(409);
      expect(body.body).toMatchObject({ code: 'LA302', errors: [{ pointer: '/version' }] });
      expect((await api.agent.get('/archive/volumes/a').expect(200)).headers['etag']).toBe('"2"');
      await api.agent.delete('/archive/volumes/a').set('If-Match', '"7", "2"').expect(204);
      const restored = await api.agent.post('/archive/volumes/a/restore').set('If-Match', '*').expect(200);
      expect(restored.headers['etag']).toMatch(/^"\d+"$/);
    });

    it('are not sent again to who has them', async () => {
      await api.agent.post('/archive/volumes').send({ code: 'a', title: 'One' }).expect(201);
      const read = (tags: string, path = '/archive/volumes/a') => api.agent.get(path).set('If-None-Match', tags);
      for (const tags of ['"1"', 'W/"1"', '"0", "1"', '*']) {
        const { text, headers } = await read(tags).expect(304);
        expect([text, headers['etag']]).toEqual(['', '"1"']);
      }
      for (const tags of ['"2"', '1', 'W/"0", "2"']) expect((await read(tags).expect(200)).body.title).toBe('One');
      await api.agent.head('/archive/volumes/a').set('If-None-Match', '"1"').expect(304);
      await read('"1"', '/archive/volumes/a?include=shelf').expect(200);
      await read('"1"', '/archive/volumes/b').expect(404);
    });

    it('have no tag where there is no version, or where other rows are included', async () => {
      await api.agent.post('/archive/shelves').send({ label: 'A' }).expect(201);
      const strong = async (path: string): Promise<boolean> =>
        (await api.agent.get(path).expect(200)).headers['etag']?.startsWith('"') ?? false;
      expect(await strong('/archive/shelves/1')).toBe(false);
      await api.agent.post('/archive/volumes').send({ code: 'a', title: 'One', shelfId: 1 }).expect(201);
      expect(await strong('/archive/volumes/a')).toBe(true);
      expect(await strong('/archive/volumes/a?fields=title')).toBe(true);
      expect(await strong('/archive/volumes/a?include=shelf')).toBe(false);
      await api.agent.patch('/archive/shelves/1').set('If-Match', '*').send({ label: 'B' }).expect(200);
      await api.agent.patch('/archive/shelves/1').set('If-Match', '"1"').send({ label: 'C' }).expect(412);
      await api.agent.patch('/archive/shelves/9').set('If-Match', '"1"').send({ label: 'C' }).expect(404);
    });

    it('are created or changed by upsert', async () => {
      const made = await api.agent.post('/archive/shelves/upsert').send({ label: 'A' }).expect(201);
      expect(made.headers['location']).toBe('/archive/shelves/1');
      const changed = await api.agent.post('/archive/shelves/upsert').send({ label: 'A' }).expect(200);
      expect(changed.headers['location']).toBeUndefined();
      expect(changed.body).toEqual(made.body);
      const volume = await api.agent.post('/archive/volumes/upsert').send({ code: 'x y/z', title: 'T' }).expect(201);
      expect([volume.headers['location'], volume.headers['etag']]).toEqual(['/archive/volumes/x%20y%2Fz', '"1"']);
      await api.agent.post('/archive/shelves/upsert?page=1').send({ label: 'A' }).expect(400);
      await api.agent.post('/archive/shelves/upsert').send({ label: 7 }).expect(400);
    });

    it('are created once for a key', async () => {
      const send = (key: string, body: object) =>
        api.agent.post('/archive/volumes').set('Idempotency-Key', key).send(body);
      const first = await send('k1', { code: 'a', title: 'One' }).expect(201);
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      const again = await send('k1', { title: 'One', code: 'a' }).expect(201);
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect([again.text, again.headers['location'], again.headers['etag']]).toEqual([
        first.text,
        first.headers['location'],
        first.headers['etag'],
      ]);
      expect((await send('k1', { code: 'b', title: 'One' }).expect(422)).body).toMatchObject({ code: 'LA303' });
      const malformed = await send('two words', { code: 'b', title: 'One' }).expect(400);
      expect(malformed.body).toMatchObject({ code: 'LA505', errors: [{ header: 'Idempotency-Key' }] });
      await send('k1'.repeat(127), { code: 'c', title: 'One' }).expect(201);
    });
  });
});

describeApi(
  'routes under a prefix and a version',
  {
    ...ARCHIVE,
    engines: ['sqlite'],
    openapi: '/api/openapi.json',
    configure: (app) => {
      app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    },
  },
  (api) => {
    it('are where the application puts them', async () => {
      const root = '/api/v1/archive';
      expect(await allowedAt(api, `${root}/shelves/upsert`)).toBe('POST, OPTIONS');
      const made = await api.agent.post(`${root}/shelves/upsert`).send({ label: 'A' }).expect(201);
      expect(made.headers['location']).toBe(`${root}/shelves/1`);
      const list = await api.agent.get(`${root}/shelves/1/volumes?count=none`).expect(200);
      expect(list.headers['link']).toBe(`<${root}/shelves/1/volumes?count=none&page=1>; rel="first"`);
      const big = { create: Array.from({ length: 2500 }, (_, index) => ({ label: `${index}`.padEnd(40, 'x') })) };
      expect((await api.agent.post(`${root}/shelves/bulk`).send(big).expect(200)).body.created).toHaveLength(2500);
    });
  },
);
