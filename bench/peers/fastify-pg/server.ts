import type { AddressInfo } from 'node:net';
import fastJson from 'fast-json-stringify';
import Fastify from 'fastify';
import { Pool } from 'pg';
import type { StartVariant } from '../../variants/variant.js';

const COLUMNS = `id, title, isbn, genre, price, pages, rating, available, "publishedAt", summary, "authorId", "createdAt", "updatedAt"`;
const WRITABLE = ['title', 'isbn', 'genre', 'price', 'pages', 'rating', 'available', 'publishedAt', 'summary'];
const INSERTED = [...WRITABLE, 'authorId'];
const NAMES = INSERTED.map((name) => `"${name}"`).join(', ');
const PREFIXED = COLUMNS.split(', ')
  .map((column) => `books.${column}`)
  .join(', ');
const SELECTION = 'WHERE "authorId" = $1 AND price >= $2';
const ORDER = 'ORDER BY "publishedAt" DESC, books.id LIMIT $3';

const GET = { name: 'get', text: `SELECT ${COLUMNS} FROM books WHERE id = $1` };
const LIST = { name: 'list', text: `SELECT ${COLUMNS} FROM books ${SELECTION} ${ORDER}` };
const WITH_AUTHOR = {
  name: 'with-author',
  text: `SELECT ${PREFIXED}, authors.name AS author_name, authors.country AS author_country
         FROM books JOIN authors ON authors.id = books."authorId" ${SELECTION} ${ORDER}`,
};
const REVIEWS = {
  name: 'reviews',
  text: `SELECT reviews.* FROM unnest($1::int[]) AS book
         CROSS JOIN LATERAL (SELECT id, rating, text, "writtenAt", "bookId" FROM reviews WHERE "bookId" = book
                             ORDER BY "writtenAt" DESC, id LIMIT 3) AS reviews`,
};
const COUNT = { name: 'count', text: `SELECT count(*)::int AS count FROM books ${SELECTION}` };
const CREATE = {
  name: 'create',
  text: `INSERT INTO books (${NAMES}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${COLUMNS}`,
};
const BULK = {
  name: 'bulk',
  text: `INSERT INTO books (${NAMES})
         SELECT * FROM unnest($1::text[], $2::text[], $3::books_genre_enum[], $4::numeric[], $5::int[], $6::float8[],
                              $7::bool[], $8::timestamptz[], $9::text[], $10::int[]) RETURNING ${COLUMNS}`,
};
const UPDATE = {
  name: 'update',
  text: `UPDATE books SET title = coalesce($2, title), pages = coalesce($3, pages), "updatedAt" = CURRENT_TIMESTAMP
         WHERE id = $1 RETURNING ${COLUMNS}`,
};

const integer = { type: 'integer' } as const;
const text = { type: 'string' } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const decimal = { type: 'string', pattern: '^\\d{1,8}(\\.\\d{1,2})?$' } as const;
const genre = { type: 'string', enum: ['novel', 'poetry', 'drama', 'essay', 'crime', 'travel'] } as const;

const writable = {
  title: { type: 'string', maxLength: 200 },
  isbn: { type: 'string', maxLength: 20 },
  genre,
  price: decimal,
  pages: integer,
  rating: { type: 'number', nullable: true },
  available: { type: 'boolean' },
  publishedAt: moment,
  summary: text,
  authorId: integer,
} as const;
const book = {
  type: 'object',
  properties: { id: integer, ...writable, price: text, createdAt: moment, updatedAt: moment },
} as const;
const author = { type: 'object', properties: { id: integer, name: text, country: text } } as const;
const review = {
  type: 'object',
  properties: { id: integer, rating: integer, text, writtenAt: moment, bookId: integer },
} as const;
const bookOf = (more: object): object => ({ type: 'object', properties: { ...book.properties, ...more } });
const pageOf = (items: object): object => ({
  type: 'object',
  properties: { count: { type: 'integer', nullable: true }, results: { type: 'array', items } },
});
const required = ['title', 'isbn', 'genre', 'price', 'pages', 'publishedAt', 'summary', 'authorId'];
const newBook = { type: 'object', required, properties: writable, additionalProperties: false } as const;
const params = { type: 'object', properties: { id: integer } } as const;

/** One for each shape of a list: fast-json-stringify writes what its schema names. */
const writePage = fastJson(pageOf(book));
const writeWithAuthor = fastJson(pageOf(bookOf({ author })));
const writeWithReviews = fastJson(pageOf(bookOf({ author, reviews: { type: 'array', items: review } })));

interface ListQuery {
  readonly authorId: number;
  readonly price__gte: string;
  readonly page_size: number;
  readonly count?: 'none';
  readonly include?: string;
}

type Row = Record<string, unknown>;

/** Schemas in and out, named statements in between: what one writes by hand on Fastify when it has to be quick. */
export const start: StartVariant = async (settings) => {
  const pool = new Pool({
    connectionString: settings.databaseUrl,
    application_name: settings.applicationName,
    max: settings.poolSize,
    idleTimeoutMillis: 0,
  });
  const app = Fastify({ bodyLimit: 2 ** 22 });

  app.get<{ Params: { id: number } }>(
    '/books/:id',
    { schema: { params, response: { 200: book } } },
    async ({ params: { id } }, reply) => {
      const { rows } = await pool.query<Row>({ ...GET, values: [id] });
      return rows[0] ?? reply.callNotFound();
    },
  );

  const querystring = {
    type: 'object',
    required: ['authorId', 'price__gte'],
    properties: {
      authorId: integer,
      price__gte: decimal,
      page_size: { type: 'integer', default: 20, minimum: 1, maximum: 100 },
      ordering: { type: 'string', enum: ['-publishedAt'] },
      count: { type: 'string', enum: ['none'] },
      include: { type: 'string', enum: ['author', 'author,reviews'] },
    },
  };
  app.get<{ Querystring: ListQuery }>('/books', { schema: { querystring } }, async ({ query }, reply) => {
    void reply.type('application/json; charset=utf-8');
    const selection = [query.authorId, query.price__gte];
    const values = [...selection, query.page_size];
    if (query.include !== undefined) {
      const results = await listWithAuthor(pool, values);
      if (query.include === 'author') return writeWithAuthor({ count: null, results });
      await addReviews(pool, results);
      return writeWithReviews({ count: null, results });
    }
    if (query.count === 'none') {
      return writePage({ count: null, results: (await pool.query<Row>({ ...LIST, values })).rows });
    }
    const [{ rows: results }, counted] = await Promise.all([
      pool.query<Row>({ ...LIST, values }),
      pool.query<{ count: number }>({ ...COUNT, values: selection }),
    ]);
    return writePage({ count: counted.rows[0]!.count, results });
  });

  app.post<{ Body: Row }>('/books', { schema: { body: newBook, response: { 201: book } } }, async ({ body }, reply) => {
    const { rows } = await pool.query<Row>({ ...CREATE, values: INSERTED.map((name) => body[name]) });
    return reply.code(201).send(rows[0]);
  });

  const bulk = { type: 'object', required: ['create'], properties: { create: { type: 'array', items: newBook } } };
  const created = { type: 'object', properties: { created: { type: 'array', items: book } } };
  app.post<{ Body: { create: Row[] } }>(
    '/books/bulk',
    { schema: { body: bulk, response: { 200: created } } },
    async ({ body: { create } }) => {
      const values = INSERTED.map((name) => create.map((row) => row[name]));
      return { created: (await pool.query<Row>({ ...BULK, values })).rows };
    },
  );

  app.patch<{ Params: { id: number }; Body: Row }>(
    '/books/:id',
    { schema: { params, body: { ...newBook, required: [] }, response: { 200: book } } },
    async ({ params: { id }, body }, reply) => {
      const { rows } = await pool.query<Row>({ ...UPDATE, values: [id, body['title'], body['pages']] });
      return rows[0] ?? reply.callNotFound();
    },
  );

  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
};

async function listWithAuthor(pool: Pool, values: unknown[]): Promise<Row[]> {
  const { rows } = await pool.query<Row>({ ...WITH_AUTHOR, values });
  for (const row of rows) {
    row['author'] = { id: row['authorId'], name: row['author_name'], country: row['author_country'] };
  }
  return rows;
}

async function addReviews(pool: Pool, books: Row[]): Promise<void> {
  const { rows } = await pool.query<Row>({ ...REVIEWS, values: [books.map(({ id }) => id)] });
  const byBook = new Map<unknown, Row[]>(
    books.map((one) => {
      const reviews: Row[] = [];
      one['reviews'] = reviews;
      return [one['id'], reviews];
    }),
  );
  for (const row of rows) byBook.get(row['bookId'])!.push(row);
}
