import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool, type QueryResult } from 'pg';
import type { StartVariant, VariantSettings } from './variant.js';

const COLUMNS = `id, title, isbn, genre, price, pages, rating, available, "publishedAt", summary, "authorId", "createdAt", "updatedAt"`;
const SELECTION = `FROM books WHERE "authorId" = $1 AND price >= $2`;

/** The columns as those of a table. */
function prefixed(table: string, columns: string): string {
  return columns
    .split(', ')
    .map((column) => `${table}.${column}`)
    .join(', ');
}

const GET = { name: 'get', text: `SELECT ${COLUMNS} FROM books WHERE id = $1` };
const LIST = {
  name: 'list',
  text: `SELECT ${COLUMNS} ${SELECTION} ORDER BY "publishedAt" DESC, id LIMIT $3 OFFSET $4`,
};
const AUTHOR_LIST = {
  name: 'author-list',
  text: `SELECT ${prefixed('books', COLUMNS)}, authors.id AS author_id, authors.name AS author_name, authors.country AS author_country
         FROM books LEFT JOIN authors ON authors.id = books."authorId" WHERE "authorId" = $1 AND price >= $2
         ORDER BY "publishedAt" DESC, books.id LIMIT $3 OFFSET $4`,
};
const REVIEWS = {
  name: 'reviews',
  text: `SELECT reviews.* FROM unnest($1::int[]) AS book
         CROSS JOIN LATERAL (SELECT id, rating, text, "writtenAt", "bookId" FROM reviews WHERE "bookId" = book
                             ORDER BY "writtenAt" DESC, id LIMIT 3) AS reviews`,
};
const COUNT = { name: 'count', text: `SELECT count(*)::int AS count ${SELECTION}` };
const CREATE = {
  name: 'create',
  text: `INSERT INTO books (title, isbn, genre, price, pages, rating, available, "publishedAt", summary, "authorId")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${COLUMNS}`,
};
const BULK = {
  name: 'bulk',
  text: `INSERT INTO books (title, isbn, genre, price, pages, rating, available, "publishedAt", summary, "authorId")
         SELECT * FROM unnest($1::text[], $2::text[], $3::books_genre_enum[], $4::numeric[], $5::int[], $6::float8[],
                              $7::bool[], $8::timestamptz[], $9::text[], $10::int[]) RETURNING ${COLUMNS}`,
};
const UPDATE = {
  name: 'update',
  text: `UPDATE books SET title = coalesce($2, title), pages = coalesce($3, pages), "updatedAt" = CURRENT_TIMESTAMP
         WHERE id = $1 RETURNING ${COLUMNS}`,
};

interface BookBody {
  title?: string;
  isbn?: string;
  genre?: string;
  price?: string;
  pages?: number;
  rating?: number | null;
  available?: boolean;
  publishedAt?: string;
  summary?: string;
  authorId?: number;
}

/** In the order of the columns of the inserts. */
const BODY = [
  'title',
  'isbn',
  'genre',
  'price',
  'pages',
  'rating',
  'available',
  'publishedAt',
  'summary',
  'authorId',
] as const satisfies readonly (keyof BookBody)[];

/**
 * The least that a server in Node can do with the pg driver: no framework, no validation, named statements.
 *
 * @param isKept keeps the text of each list, for as long as the process lives
 */
export function startFloor(isKept: boolean): StartVariant {
  return (settings) => serve(settings, isKept ? new Map() : undefined);
}

async function serve(settings: VariantSettings, kept: Map<string, KeptText> | undefined): Promise<number> {
  const pool = new Pool({
    connectionString: settings.databaseUrl,
    application_name: settings.applicationName,
    max: settings.poolSize,
    idleTimeoutMillis: 0,
  });
  const server = createServer((request, response) => {
    if (kept && request.method === 'GET' && sendKept(kept, request, response)) return;
    answer(pool, request, response, kept).catch((error: unknown) => {
      console.error(error);
      send(response, 500, { message: 'Internal server error' });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

interface KeptText {
  readonly text: string;
  readonly tag: string;
}

/** Whether there was something to send. */
function sendKept(kept: Map<string, KeptText>, request: IncomingMessage, response: ServerResponse): boolean {
  const found = kept.get(request.url!);
  if (!found) return false;
  if (request.headers['if-none-match'] === found.tag) response.writeHead(304, { etag: found.tag }).end();
  else sendText(response, 200, found.text, found.tag);
  return true;
}

async function answer(
  pool: Pool,
  request: IncomingMessage,
  response: ServerResponse,
  kept: Map<string, KeptText> | undefined,
): Promise<void> {
  const url = request.url!;
  if (request.method === 'GET') {
    if (url.startsWith('/books?')) {
      const page = await list(pool, new URLSearchParams(url.slice(7)));
      if (kept) keep(kept, url, page, response);
      else send(response, 200, page);
    } else sendRow(response, 200, await pool.query({ ...GET, values: [Number(url.slice(7))] }));
    return;
  }
  const body = JSON.parse(await text(request)) as BookBody & { create: BookBody[] };
  if (url === '/books/bulk') {
    const values = BODY.map((name) => body.create.map((book) => book[name]));
    send(response, 200, { created: (await pool.query({ ...BULK, values })).rows });
  } else if (request.method === 'POST') {
    const { title, isbn, genre, price, pages, rating, available, publishedAt, summary, authorId } = body;
    const values = [title, isbn, genre, price, pages, rating, available, publishedAt, summary, authorId];
    sendRow(response, 201, await pool.query({ ...CREATE, values }));
  } else {
    sendRow(response, 200, await pool.query({ ...UPDATE, values: [Number(url.slice(7)), body.title, body.pages] }));
  }
}

function keep(kept: Map<string, KeptText>, url: string, page: object, response: ServerResponse): void {
  const body = JSON.stringify(page);
  const tag = `"${createHash('sha1').update(body).digest('base64url')}"`;
  kept.set(url, { text: body, tag });
  sendText(response, 200, body, tag);
}

async function list(pool: Pool, query: URLSearchParams): Promise<object> {
  const page = Number(query.get('page') ?? 1);
  const pageSize = Number(query.get('page_size') ?? 20);
  const selection = [query.get('authorId'), query.get('price__gte')];
  const include = query.get('include');
  if (include !== null) {
    const results = await listWithAuthor(pool, [...selection, pageSize, (page - 1) * pageSize]);
    if (include === 'author,reviews') await addReviews(pool, results);
    return { count: null, results };
  }
  const rows = pool.query({ ...LIST, values: [...selection, pageSize, (page - 1) * pageSize] });
  if (query.get('count') === 'none') {
    return { count: null, results: (await rows).rows };
  }
  const [{ rows: results }, counted] = await Promise.all([
    rows,
    pool.query<{ count: number }>({ ...COUNT, values: selection }),
  ]);
  return { count: counted.rows[0]!.count, results };
}

interface JoinedBook {
  id: number;
  author_id?: number;
  author_name?: string;
  author_country?: string;
  author: object;
  reviews?: object[];
}

async function listWithAuthor(pool: Pool, values: unknown[]): Promise<JoinedBook[]> {
  const { rows } = await pool.query<JoinedBook>({ ...AUTHOR_LIST, values });
  return rows.map(({ author_id: id, author_name: name, author_country: country, ...book }) => ({
    ...book,
    author: { id, name, country },
  }));
}

async function addReviews(pool: Pool, books: JoinedBook[]): Promise<void> {
  const { rows } = await pool.query<{ bookId: number }>({ ...REVIEWS, values: [books.map(({ id }) => id)] });
  const byBook = new Map<number, object[]>(books.map((book) => [book.id, (book.reviews = [])]));
  for (const row of rows) byBook.get(row.bookId)!.push(row);
}

function text(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (received += chunk));
    request.on('end', () => {
      resolve(received);
    });
    request.on('error', reject);
  });
}

function sendRow(response: ServerResponse, status: number, result: QueryResult): void {
  if (result.rows.length === 0) send(response, 404, { message: 'Not found' });
  else send(response, status, result.rows[0]);
}

function send(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, JSON.stringify(value));
}

function sendText(response: ServerResponse, status: number, body: string, tag?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(tag === undefined ? {} : { etag: tag }),
  });
  response.end(body);
}
