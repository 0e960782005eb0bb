import { AUTHORS, BOOKS } from './sizes.js';
import type { Dialect } from './dialects/dialect.js';
import { HOUSE } from './dialects/house.js';

export interface BenchRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A book as a client writes it. */
export interface NewBook {
  readonly title: string;
  readonly isbn: string;
  readonly genre: string;
  readonly price: string;
  readonly pages: number;
  readonly rating: number;
  readonly available: boolean;
  readonly publishedAt: string;
  readonly summary: string;
  readonly authorId: number;
}

/** The books of an author from a price on, the newest first. */
export interface ListQuestion {
  readonly kind: 'list';
  readonly authorId: number;
  readonly priceFrom: string;
  readonly pageSize: number;
  readonly isCounted: boolean;
  readonly include: '' | 'author' | 'author,reviews';
}

/** What is asked, whatever the words that a server wants to be asked in. */
export type Question =
  | { readonly kind: 'get'; readonly id: number }
  | ListQuestion
  | { readonly kind: 'create'; readonly book: NewBook }
  | { readonly kind: 'update'; readonly id: number; readonly changes: Pick<NewBook, 'title' | 'pages'> }
  | { readonly kind: 'bulk'; readonly books: readonly NewBook[] };

/** One column of the table. */
export interface Column {
  readonly name: string;
  /** How many times as many requests as others: what takes little time needs more of them to be measured. */
  readonly weight: number;
  /** Asked of servers that keep their answers, or that know a client has the answer. Default: neither */
  readonly manner?: 'kept' | 'known';
  /** Comes when everything else is over, for the table is another one afterwards. Default: it does not */
  readonly isLast?: boolean;
  /** The question with this number; the same number asks the same of every variant, except where rows must be new. */
  question(number: number, variant: number): Question;
}

/** A column in the words of one server. */
export interface BenchOperation {
  readonly name: string;
  readonly status: number;
  readonly weight: number;
  request(number: number, variant: number): BenchRequest;
}

/** Everything that is created during a run belongs to this author, so that lists of the others stay as they are. */
const AUTHOR_OF_NEW_BOOKS = AUTHORS;
/** Different lists that are asked for over and over, so that their answers are there. */
export const KEPT = 50;
const BULK = 1_000;

/** Spreads request numbers over a range without an order that a cache or a B-tree would like. */
function scatter(number: number, range: number): number {
  return 1 + ((Math.imul(number + 1, 2_654_435_761) >>> 0) % range);
}

function list(number: number, asked: Partial<ListQuestion> = {}): ListQuestion {
  return {
    kind: 'list',
    authorId: scatter(number, AUTHORS - 1),
    priceFrom: `${10 + (number % 20)}.50`,
    pageSize: 20,
    isCounted: false,
    include: '',
    ...asked,
  };
}

function newBook(number: number, isbn: string): NewBook {
  return {
    title: `A new voyage, part ${number}`,
    isbn,
    genre: 'travel',
    price: '19.90',
    pages: 80 + (number % 900),
    rating: 3.5,
    available: true,
    publishedAt: '2024-05-17T08:30:00.000Z',
    summary: 'A ship leaves the harbour at night with a cargo nobody has declared, and comes back with another.',
    authorId: AUTHOR_OF_NEW_BOOKS,
  };
}

export const COLUMNS: readonly Column[] = [
  { name: 'get', weight: 2, question: (number) => ({ kind: 'get', id: scatter(number, BOOKS) }) },
  { name: 'list', weight: 1, question: (number) => list(number) },
  { name: 'list+count', weight: 1, question: (number) => list(number, { isCounted: true }) },
  { name: 'author', weight: 1, question: (number) => list(number, { include: 'author' }) },
  { name: 'author+reviews', weight: 1, question: (number) => list(number, { include: 'author,reviews' }) },
  {
    name: 'create',
    weight: 2,
    question: (number, variant) => ({ kind: 'create', book: newBook(number, `N${variant}-${number}`) }),
  },
  {
    name: 'update',
    weight: 2,
    question: (number) => ({
      kind: 'update',
      id: scatter(number, BOOKS),
      changes: { title: `The revised voyage, part ${number}`, pages: 80 + (number % 900) },
    }),
  },
  { name: 'cached list', weight: 2, manner: 'kept', question: (number) => list(number % KEPT) },
  { name: '304', weight: 2, manner: 'known', question: (number) => list(number % KEPT) },
  {
    name: 'bulk',
    weight: 1 / 150,
    isLast: true,
    question: (number, variant) => ({
      kind: 'bulk',
      books: Array.from({ length: BULK }, (_, index) => newBook(index, `B${variant}-${number}-${index}`)),
    }),
  },
];

/** The column as a server wants to be asked; `undefined` where it cannot be asked so. */
export function operationOf(column: Column, dialect: Dialect): BenchOperation | undefined {
  const sample = column.question(0, 0);
  if (dialect.request(sample) === undefined) return undefined;
  return {
    name: column.name,
    status: dialect.status(sample.kind),
    weight: column.weight,
    request: (number, variant) => dialect.request(column.question(number, variant))!,
  };
}

/** The columns that any server answers, as ours is asked. */
export const OPERATIONS: readonly BenchOperation[] = COLUMNS.filter(({ manner }) => manner === undefined).map(
  (column) => operationOf(column, HOUSE)!,
);
