import type { DataSource } from 'typeorm';
import { Author } from './author.entity.js';
import { Book } from './book.entity.js';
import { Review } from './review.entity.js';
import { Tag } from './tag.entity.js';

const AUTHORS: readonly Partial<Author>[] = [
  { name: 'Ursula K. Le Guin', country: 'United States' },
  { name: 'Stanisław Lem', country: 'Poland' },
  { name: 'Octavia E. Butler', country: 'United States' },
];

const TAGS = ['classic', 'first contact', 'utopia'] as const;

/** A book with its author by place in {@link AUTHORS}, its tags, and the ratings of its reviews, the oldest first. */
const BOOKS: readonly [string, string, number, string, number | null, readonly string[], readonly number[]][] = [
  ['The Dispossessed', '1974-05-01', 387, '12.50', 0, ['classic', 'utopia'], [5, 4, 5, 2]],
  ['The Left Hand of Darkness', '1969-03-01', 304, '10.99', 0, ['classic', 'first contact'], [5, 5]],
  ['Solaris', '1961-06-01', 204, '11.20', 1, ['first contact'], [4, 3]],
  ['Kindred', '1979-06-01', 288, '14.00', 2, ['classic'], [5]],
  ['The Epic of Gilgamesh', '2003-04-29', 128, '9.00', null, [], []],
];

/** Puts a small library into an empty database. */
export async function seed({ manager }: DataSource): Promise<void> {
  if (await manager.existsBy(Author, {})) return;
  const authors = await manager.save(AUTHORS.map((author) => manager.create(Author, author)));
  const tags = await manager.save(TAGS.map((name) => manager.create(Tag, { name })));
  for (const [title, publishedOn, pages, price, author, tagNames, ratings] of BOOKS) {
    const book = await manager.save(
      manager.create(Book, {
        title,
        publishedOn,
        pages,
        price,
        author: author === null ? null : authors[author]!,
        tags: tags.filter(({ name }) => tagNames.includes(name)),
      }),
    );
    const reviews = ratings.map((rating, index) => ({
      rating,
      text: `Review ${index + 1} of ${title}.`,
      reviewer: `reader${index + 1}`,
      writtenAt: new Date(Date.UTC(2026, index, 1)),
      book,
    }));
    await manager.insert(Review, reviews);
  }
}
