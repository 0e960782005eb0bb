import type { DataSource } from 'typeorm';
import { Author } from './author.entity.js';
import { Book } from './book.entity.js';

const SHELF: readonly [author: string, title: string, isbn: string, pages: number, price: string][] = [
  ['Ursula K. Le Guin', 'The Dispossessed', '9780061054884', 387, '12.50'],
  ['Ursula K. Le Guin', 'The Left Hand of Darkness', '9780441478125', 304, '10.99'],
  ['Stanisław Lem', 'Solaris', '9780156027601', 204, '11.20'],
  ['Octavia E. Butler', 'Kindred', '9780807083697', 288, '14.00'],
];

/** Puts a handful of rows into an empty database. */
export async function seed(dataSource: DataSource): Promise<void> {
  if (await dataSource.manager.existsBy(Author, {})) return;
  for (const [name, title, isbn, pages, price] of SHELF) {
    const known = await dataSource.manager.findOneBy(Author, { name });
    const author = known ?? (await dataSource.manager.save(Author, { name }));
    await dataSource.manager.insert(Book, { title, isbn, pages, price, author });
  }
}
