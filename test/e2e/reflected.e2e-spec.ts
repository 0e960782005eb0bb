import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { reflectDatabase } from '../../lib/compiler/sources/reflection/reflect.js';
import { ODD_NAME, SCHEMA_PRINT, shopSchema } from '../contract/fixtures/reflected/shop-schema.js';
import { describeApi } from './harness/describe-api.js';
import type { Engine } from './harness/test-databases.js';

/** Holds the databases of SQLite: two data sources open each, one after the other. */
const folder = mkdtempSync(join(tmpdir(), 'lightapi-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the schema was before anything was reflected, by database. */
const prints = new Map<unknown, unknown>();

async function reflectedShop(given: TypeOrmModuleOptions): Promise<DynamicModule> {
  const isSqlite = given.type === 'better-sqlite3';
  const file = isSqlite ? { database: join(folder, `${++files}.sqlite`) } : {};
  const options = { ...given, ...file, synchronize: false } as DataSourceOptions;
  const connected = await new DataSource({ ...options, entities: [] }).initialize();
  const engine = isSqlite ? 'sqlite' : (given.type as Engine);
  for (const sql of shopSchema(engine)) await connected.query(sql);
  prints.set(engine, await connected.query(SCHEMA_PRINT[engine]));
  const { schemas } = await reflectDatabase(connected);
  await connected.destroy();
  return LightApiModule.forRoot({
    // What loads by itself is remembered for the whole process, where every pairing has entities of these names.
    database: { ...options, autoLoadEntities: false, entities: schemas.map(({ schema }) => schema) },
    defaults: { access: 'public' },
    entities: schemas.map(({ schema, relations, description }) => ({
      entity: schema,
      relations: relations as never,
      description,
      ...(schema.options.name === 'Book' && { cache: true }),
      ...(schema.options.name === 'Author' && { cache: true }),
      ...(schema.options.name === 'Tag' && { upsert: ['label'] as never }),
    })),
  });
}

describeApi('A reflected database', { imports: (database) => [reflectedShop(database)] }, (api) => {
  beforeEach(() => api.reset());

  const create = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await api.agent.post(path).send(body);
    expect({ status: answer.status, ...(answer.status !== 201 && { body: answer.body }) }).toEqual({ status: 201 });
    return answer.body as Record<string, unknown>;
  };
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const answer = await api.agent.get(path);
    expect({ status: answer.status, ...(answer.status !== 200 && { body: answer.body }) }).toEqual({ status: 200 });
    return answer.body as Record<string, unknown>;
  };

  it('is as it was after the application has started', async () => {
    expect(await api.dataSource.query(SCHEMA_PRINT[api.engine])).toEqual(prints.get(api.engine));
  });

  it('creates, reads, lists and changes rows, with what the database makes by itself', async () => {
    const author = await create('/authors', { name: 'Lem' });
    const book = await create('/books', { title: 'Solaris', authorId: author['id'], pages: 204, doc: { a: [1] } });
    expect(book).toMatchObject({
      id: 1,
      authorId: 1,
      editorId: null,
      price: '0.50',
      status: 'draft',
      inPrint: true,
      pages: 204,
      sold: '0',
      doc: { a: [1] },
      cover: null,
      published: null,
      twice: 408,
    });
    const changed = await api.agent
      .patch('/books/1')
      .send({ status: "it's out", inPrint: false, published: '1961-06-01' });
    expect(changed.status).toBe(200);
    expect(await get('/books/1')).toMatchObject({ status: "it's out", inPrint: false, published: '1961-06-01' });
    const replaced = await api.agent.put('/books/1').send({ title: 'Fiasko', authorId: 1 });
    expect(replaced.body).toMatchObject({
      title: 'Fiasko',
      status: 'draft',
      price: '0.50',
      inPrint: true,
      twice: null,
    });
    expect((await api.agent.post('/books').send({ title: 'x', authorId: 1, status: 'lost' })).status).toBe(400);
    expect((await api.agent.post('/books').send({ title: 'x', authorId: 1, twice: 4 })).status).toBe(400);
    expect((await api.agent.delete('/books/1')).status).toBe(204);
  });

  it('includes both sides of a relation, and what a junction relates', async () => {
    const author = await create('/authors', { name: 'Lem' });
    await create('/books', { title: 'Solaris', authorId: author['id'] });
    await create('/tags', { label: 'space' });
    await create('/book-tags', { bookId: 1, tagId: 1 });
    expect(await get('/books/1?include=author,tags')).toMatchObject({
      author: { name: 'Lem' },
      tags: [{ label: 'space' }],
    });
    expect(await get('/authors/1?include=booksByAuthor.tags')).toMatchObject({
      booksByAuthor: [{ title: 'Solaris', tags: [{ label: 'space' }] }],
    });
    await create('/tag-notes', { tagLabel: 'space', note: 'vast' });
    expect(await get('/tags/1?include=tagNotes')).toMatchObject({ tagNotes: [{ note: 'vast' }] });
    expect(await get('/tag-notes/1?include=tagLabelTag')).toMatchObject({ tagLabelTag: { id: 1 } });
    expect(await get('/tags?books.title=Solaris')).toMatchObject({ count: 1 });
    expect(await get('/books?author.name=Lem')).toMatchObject({ count: 1 });
    const root = await create('/categories', { name: 'root' });
    await create('/categories', { name: 'leaf', parentId: root['id'] });
    expect(await get('/categories/1?include=children')).toMatchObject({ children: [{ name: 'leaf' }] });
  });

  it('addresses rows by keys of every kind', async () => {
    const address = '0a000000-0000-4000-8000-000000000001';
    await create('/addresses', { id: address, city: 'Lwów' });
    await create('/orders', { id: '9007199254740993', billingAddressId: address });
    await create('/order-items', { orderId: '9007199254740993', lineNo: 2, amount: 3 });
    await create('/returns', { orderId: '9007199254740993', lineNo: 2, reason: 'broken' });
    expect(await get('/order-items/9007199254740993/2?include=order,returns')).toMatchObject({
      amount: 3,
      order: { billingAddressId: address },
      returns: [{ reason: 'broken' }],
    });
    expect(await get(`/addresses/${address}?include=ordersByBillingAddress,ordersByShippingAddress`)).toMatchObject({
      ordersByBillingAddress: [{ id: '9007199254740993' }],
      ordersByShippingAddress: [],
    });
    await create('/settings', { code: 'theme', value: 'dark' });
    expect((await api.agent.patch('/settings/theme').send({ value: 'light' })).body).toMatchObject({ value: 'light' });
  });

  it('serves a table whose name and columns have every sign that some language minds', async () => {
    const author = await create('/authors', { name: 'Lem' });
    const row = await create('/we-ird-x-ta-bles', { größe: 1, author: author['id'], x: "'; DROP TABLE tags--" });
    expect(row).toMatchObject({ weIrdXTaBle: 1, größe: 1, xY: "it's", xY2: null, x: "'; DROP TABLE tags--" });
    expect(await get(`/we-ird-x-ta-bles?${encodeURIComponent('größe')}=1&include=authorRow`)).toMatchObject({
      results: [{ authorRow: { name: 'Lem' } }],
    });
    const changed = await api.agent
      .patch('/we-ird-x-ta-bles/1')
      .send({ proto: 'p', constructor2: 'c', aB: 'd', 日本: 'n' });
    expect(changed.body).toMatchObject({ proto: 'p', constructor2: 'c', aB: 'd', 日本: 'n' });
    expect(await get('/authors/1?include=weIrdXTaBles')).toMatchObject({ weIrdXTaBles: [{ proto: 'p' }] });
    const [stored] = await api.dataSource.query(
      `SELECT COUNT(*) AS count FROM ${api.dataSource.driver.escape(ODD_NAME)} WHERE ${api.dataSource.driver.escape('a.b')} = 'd'`,
    );
    expect(Number(stored.count)).toBe(1);
  });

  it('serves such a table through the ORM as well', async () => {
    const table = api.dataSource.getRepository('WeIrdXTaBle');
    const saved = await table.save({ größe: 2, x: '?', proto: ':x' });
    await table.save({ ...saved, aB: '$1' });
    expect(await table.findOne({ where: { größe: 2, x: '?' }, relations: { authorRow: true } })).toMatchObject({
      proto: ':x',
      aB: '$1',
      authorRow: null,
    });
  });

  it('names the field of a conflict, and upserts by a unique key', async () => {
    await create('/authors', { name: 'Lem', email: 'lem@example.org' });
    const twice = await api.agent.post('/authors').send({ name: 'Other', email: 'lem@example.org' });
    expect(twice.status).toBe(409);
    expect(JSON.stringify(twice.body)).toContain('/email');
    expect((await api.agent.post('/tags/upsert').send({ label: 'space' })).status).toBe(201);
    expect((await api.agent.post('/tags/upsert').send({ label: 'space' })).status).toBe(200);
    const missing = await api.agent.post('/books').send({ title: 'x', authorId: 99 });
    expect(missing.status).toBe(409);
  });

  it('only reads what is a view, or what no client could write', async () => {
    const author = await create('/authors', { name: 'Lem' });
    await create('/books', { title: 'Thick', authorId: author['id'], pages: 900 });
    await create('/books', { title: 'Thin', authorId: author['id'], pages: 90 });
    expect(await get('/long-books')).toMatchObject({ count: 1, results: [{ id: 1, title: 'Thick' }] });
    expect(await get('/long-books/1')).toMatchObject({ title: 'Thick' });
    expect((await api.agent.post('/long-books').send({ title: 'x' })).status).toBe(405);
    expect((await api.agent.post('/pins').send({ name: 'x' })).status).toBe(405);
    expect(await get('/pins')).toMatchObject({ count: 0 });
    expect(await create('/places', { name: 'here' })).toEqual({ id: 1, name: 'here' });
  });

  it('forgets cached answers that a removal in another table has changed', async () => {
    const author = await create('/authors', { name: 'Lem' });
    await create('/books', { title: 'Solaris', authorId: author['id'] });
    expect(await get('/books')).toMatchObject({ count: 1 });
    expect((await api.agent.delete('/authors/1')).status).toBe(204);
    expect(await get('/books')).toMatchObject({ count: 0 });
  });
});
