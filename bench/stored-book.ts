import { createHash } from 'node:crypto';
import { AUTHORS } from './sizes.js';
import { GENRES } from './genres.js';
import type { NewBook } from './operations.js';

const COLOURS = ['quiet', 'long', 'broken', 'second', 'northern'] as const;
/** 4 hours, 17 seconds and 5 milliseconds. */
const APART_MS = 4 * 3_600_000 + 17_005;

/** The book that the database is filled with under this number, for whoever has to send all of it. */
export function storedBook(id: number): Omit<NewBook, 'rating'> & { readonly rating: number | null } {
  const hash = createHash('md5').update(String(id)).digest('hex');
  return {
    title: `The ${COLOURS[id % 5]!} voyage, part ${id}`,
    isbn: `978${String(id).padStart(10, '0')}`,
    genre: GENRES[id % 6]!,
    price: (5 + ((id * 7919) % 9500) / 100).toFixed(2),
    pages: 80 + (id % 900),
    rating: id % 10 === 0 ? null : (id % 50) / 10,
    available: id % 7 !== 0,
    publishedAt: new Date(id * APART_MS).toISOString(),
    summary:
      `A ship leaves the harbour at night with a cargo nobody has declared. ${hash} ` +
      `What its crew finds "at the far end" is told in ${3 + (id % 20)} chapters.`,
    authorId: 1 + (id % (AUTHORS - 1)),
  };
}
