// Compiled by test/public-api.spec.ts: every @ts-expect-error below must be an error, and nothing else may be one.
import { LightApiModule, Resource } from 'nestjs-lightapi';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Specimen } from '../entities/specimen.js';

/** Relations as TypeORM lets them be written: bare, in an array, as a promise, nullable and to itself. */
export class Chapter {
  id: number;
  heading: string;
  book: Book;
  previous: Chapter | null;
  readers: Author[];
  notes: Promise<Author[]>;
  writtenAt: Date;
  scan: Uint8Array;
  count(): number {
    return 0;
  }
}

export const accepted = [
  LightApiModule.forRoot({ entities: [{ entity: Book, relations: ['author'] }, Author] }),
  LightApiModule.forRoot({ entities: [{ entity: Author, relations: { books: {} } }, Book] }),
  LightApiModule.forFeature([
    {
      entity: Author,
      relations: {
        books: {
          include: true,
          filter: false,
          route: false,
          pageSize: 3,
          ordering: ['-createdAt', 'title', 'authorId'],
          write: 'create',
          resource: 'Book',
          description: 'What they wrote.',
        },
      },
      search: ['name', 'books.title'],
    },
  ]),
  LightApiModule.forFeature([{ entity: Chapter, relations: ['book', 'previous', 'readers', 'notes'] }]),
  LightApiModule.forFeature([
    {
      entity: Chapter,
      relations: { previous: { filter: true }, notes: { ordering: ['-name'] } },
      search: ['heading', 'book.title', 'previous.heading', 'readers.name', 'notes.name'],
    },
  ]),
  LightApiModule.forFeature([{ entity: Chapter, operations: [] }]),
  LightApiModule.forFeature([
    {
      entity: Book,
      locking: 'optional',
      upsert: ['isbn'],
      bulk: { maxItems: 10 },
      idempotency: { retentionMs: 60_000 },
    },
  ]),
  LightApiModule.forFeature([
    { entity: Book, softDelete: { restore: true, show: true }, bulk: true, idempotency: true },
  ]),
  LightApiModule.forRoot({ defaults: { locking: 'none', idempotency: true } }),
];

export const refused = [
  // @ts-expect-error a relation that does not exist
  LightApiModule.forFeature([{ entity: Book, relations: ['autor'] }]),
  // @ts-expect-error a column that is no relation
  LightApiModule.forFeature([{ entity: Book, relations: ['title'] }]),
  // @ts-expect-error a date that is no relation
  LightApiModule.forFeature([{ entity: Chapter, relations: ['writtenAt'] }]),
  // @ts-expect-error bytes that are no relation
  LightApiModule.forFeature([{ entity: Chapter, relations: ['scan'] }]),
  // @ts-expect-error a method that is no relation
  LightApiModule.forFeature([{ entity: Chapter, relations: ['count'] }]),
  // @ts-expect-error a relation that does not exist, with options
  LightApiModule.forFeature([{ entity: Author, relations: { book: {} } }]),
  // @ts-expect-error an option that relations do not have
  LightApiModule.forFeature([{ entity: Author, relations: { books: { limit: 3 } } }]),
  // @ts-expect-error an ordering by a field that the related rows do not have
  LightApiModule.forFeature([{ entity: Author, relations: { books: { ordering: ['-name'] } } }]),
  // @ts-expect-error the same behind a promise
  LightApiModule.forFeature([{ entity: Chapter, relations: { notes: { ordering: ['title'] } } }]),
  // @ts-expect-error a way to write that does not exist
  LightApiModule.forFeature([{ entity: Author, relations: { books: { write: 'replace' } } }]),
  // @ts-expect-error a search in a field that the related rows do not have
  LightApiModule.forFeature([{ entity: Author, search: ['books.name'] }]),
  // @ts-expect-error a search through a relation that does not exist
  LightApiModule.forFeature([{ entity: Book, search: ['autor.name'] }]),
  // @ts-expect-error a way of locking that does not exist
  LightApiModule.forFeature([{ entity: Book, locking: 'always' }]),
  // @ts-expect-error an upsert by a field that does not exist
  LightApiModule.forFeature([{ entity: Book, upsert: ['isbm'] }]),
  // @ts-expect-error an option that soft deletion does not have
  LightApiModule.forFeature([{ entity: Book, softDelete: { hide: true } }]),
  // @ts-expect-error a limit that bulk requests do not have
  LightApiModule.forFeature([{ entity: Book, bulk: { items: 10 } }]),
  // @ts-expect-error a retention without its unit
  LightApiModule.forFeature([{ entity: Book, idempotency: { retention: 10 } }]),
  // @ts-expect-error restoring has an option of its own and is no operation to name
  LightApiModule.forFeature([{ entity: Book, operations: ['restore'] }]),
  // @ts-expect-error relations are never for all resources
  LightApiModule.forRoot({ defaults: { relations: ['author'] } }),
  // @ts-expect-error an embedded object is no relation to search through with a wrong name
  LightApiModule.forFeature([{ entity: Specimen, search: ['dimensions.depthMm'] }]),
];

@Resource<Tagged>({ relations: { labels: { ordering: ['-title'] } }, search: ['labels.isbn'] })
export class Tagged {
  labels: Book[];
}

// @ts-expect-error an ordering by a field that the related rows of the decorated class do not have
@Resource<Mistagged>({ relations: { labels: { ordering: ['name'] } } })
export class Mistagged {
  labels: Book[];
}
