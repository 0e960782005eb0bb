import { createRequire } from 'node:module';
import { DataSource } from 'typeorm';
import { ENTITIES, GENRES } from './entities.js';
import { AUTHORS, BOOKS, REVIEWS } from './sizes.js';

/** Text of a number of milliseconds after a moment, as TypeORM stores moments. */
function later(from: string, milliseconds: string): string {
  return `strftime('%Y-%m-%d %H:%M:%f', julianday('${from}') + (${milliseconds}) / 86400000.0)`;
}

function numbers(count: number): string {
  return `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
}

const driver: unknown = createRequire(import.meta.url)('libsql');
const database = process.argv[2]!;
const dataSource = new DataSource({
  type: 'better-sqlite3',
  driver,
  database,
  entities: ENTITIES,
  synchronize: true,
});
await dataSource.initialize();
const genres = GENRES.map((genre, index) => `WHEN ${index} THEN '${genre}'`).join(' ');
const titles = ['quiet', 'long', 'broken', 'second', 'northern']
  .map((word, index) => `WHEN ${index} THEN '${word}'`)
  .join(' ');
await dataSource.query(
  `INSERT INTO authors (name, country) ${numbers(AUTHORS)}
   SELECT 'Author ' || n, CASE n % 4 WHEN 0 THEN 'DE' WHEN 1 THEN 'FR' WHEN 2 THEN 'IT' ELSE 'NL' END FROM numbers`,
);
await dataSource.query(
  `INSERT INTO books (title, isbn, genre, price, pages, rating, available, publishedAt, summary, authorId)
   ${numbers(BOOKS)}
   SELECT 'The ' || CASE n % 5 ${titles} END || ' voyage, part ' || n, '978' || printf('%010d', n),
          CASE n % 6 ${genres} END, round(5 + (n * 7919 % 9500) / 100.0, 2), 80 + n % 900,
          CASE WHEN n % 10 = 0 THEN NULL ELSE (n % 50) / 10.0 END, n % 7 <> 0,
          ${later('1970-01-01', 'n * 14417005')},
          'A ship leaves the harbour at night with a cargo nobody has declared. ' || hex(n * 2654435761)
            || ' What its crew finds "at the far end" is told in ' || (3 + n % 20) || ' chapters.',
          1 + n % ${AUTHORS - 1}
   FROM numbers`,
);
await dataSource.query(
  `INSERT INTO reviews (bookId, rating, text, writtenAt)
   ${numbers(BOOKS * REVIEWS)}
   SELECT 1 + n % ${BOOKS}, 1 + n % 5, 'Read it in one go, and then again. ' || n,
          ${later('2020-01-01', 'n * 660000')}
   FROM numbers`,
);
await dataSource.query('ANALYZE');
await dataSource.destroy();
