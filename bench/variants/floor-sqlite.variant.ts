import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { StartVariant } from './variant.js';

/** What is used of libsql, which has the interface of better-sqlite3. */
/** `get` is left alone: it adds a field of its own to the row. */
interface Statement {
  all(...values: unknown[]): Row[];
}
interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  transaction<Result>(work: () => Result): () => Result;
}
type Row = Record<string, unknown>;

const COLUMNS = `id, title, isbn, genre, price, pages, rating, available, publishedAt, summary, authorId, createdAt, updatedAt`;
const WRITABLE = [
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
];
const SELECTION = 'FROM books WHERE authorId = ? AND price >= CAST(? AS REAL)';

/** The least that a server in Node can do with SQLite: prepared statements and JSON.stringify. */
export const startSqliteFloor: StartVariant = async (settings) => {
  const Libsql = createRequire(import.meta.url)('libsql') as new (path: string) => Database;
  const database = new Libsql(settings.databaseUrl);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  const answer = answering(database);
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        const [status, value] = answer(request.method!, request.url!, body);
        send(response, status, value);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
};

function answering(database: Database): (method: string, url: string, body: string) => [status: number, value: object] {
  const get = database.prepare(`SELECT ${COLUMNS} FROM books WHERE id = ?`);
  const list = database.prepare(`SELECT ${COLUMNS} ${SELECTION} ORDER BY publishedAt DESC, id LIMIT ?`);
  const count = database.prepare(`SELECT count(*) AS count ${SELECTION}`);
  const author = database.prepare('SELECT id, name, country FROM authors WHERE id = ?');
  const reviews = database.prepare(
    'SELECT id, rating, text, writtenAt, bookId FROM reviews WHERE bookId = ? ORDER BY writtenAt DESC, id LIMIT 3',
  );
  const create = database.prepare(
    `INSERT INTO books (${WRITABLE.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING ${COLUMNS}`,
  );
  const update = database.prepare(
    `UPDATE books SET title = coalesce(?, title), pages = coalesce(?, pages), updatedAt = datetime('now')
     WHERE id = ? RETURNING ${COLUMNS}`,
  );
  const insert = (book: Row): Row => shown(create.all(...WRITABLE.map((name) => stored(book[name], name)))[0]!);

  return (method, url, body) => {
    if (method === 'GET' && !url.startsWith('/books?')) return [200, shown(get.all(Number(url.slice(7)))[0]!)];
    if (method === 'GET') {
      const query = new URLSearchParams(url.slice(7));
      const selection = [Number(query.get('authorId')), query.get('price__gte')];
      const results = list.all(...selection, Number(query.get('page_size'))).map(shown);
      const include = query.get('include') ?? '';
      for (const book of results) {
        if (include !== '') book['author'] = author.all(book['authorId'])[0];
        if (include === 'author,reviews') {
          book['reviews'] = reviews.all(book['id']).map((row) => ({ ...row, writtenAt: moment(row['writtenAt']) }));
        }
      }
      return [200, { count: query.get('count') === 'none' ? null : count.all(...selection)[0]!['count'], results }];
    }
    const sent = JSON.parse(body) as Row & { create: Row[] };
    if (url === '/books/bulk') return [200, { created: database.transaction(() => sent.create.map(insert))() }];
    if (method === 'POST') return [201, insert(sent)];
    return [200, shown(update.all(sent['title'], sent['pages'], Number(url.slice(7)))[0]!)];
  };
}

/** A row as JSON has it: SQLite knows neither booleans nor moments. */
function shown(row: Row): Row {
  row['available'] = row['available'] === 1;
  for (const name of ['publishedAt', 'createdAt', 'updatedAt']) row[name] = moment(row[name]);
  return row;
}

function moment(value: unknown): string {
  const local = (value as string).replace(' ', 'T');
  return local.length === 19 ? `${local}.000Z` : `${local}Z`;
}

function stored(value: unknown, name: string): unknown {
  if (name === 'available') return value === true ? 1 : 0;
  return name === 'publishedAt' ? (value as string).replace('T', ' ').replace('Z', '') : value;
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

function send(response: ServerResponse, status: number, value: object): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
