import { AUTHORS, BOOKS } from './database.js';

export interface BenchRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One column of the table. */
export interface BenchOperation {
  readonly name: string;
  readonly status: number;
  /** How many times as many requests as others: what takes little time needs more of them to be measured. */
  readonly weight: number;
  /** The request with this number; the same number asks the same of every variant, except where rows must be new. */
  request(number: number, variant: number): BenchRequest;
}

/** Everything that is created during a run belongs to this author, so that lists of the others stay as they are. */
const AUTHOR_OF_NEW_BOOKS = AUTHORS;

/** Spreads request numbers over a range without an order that a cache or a B-tree would like. */
function scatter(number: number, range: number): number {
  return 1 + ((Math.imul(number + 1, 2_654_435_761) >>> 0) % range);
}

function listPath(number: number): string {
  const price = `${10 + (number % 20)}.50`;
  return `/books?authorId=${scatter(number, AUTHORS - 1)}&price__gte=${price}&ordering=-publishedAt&page_size=20`;
}

function newBook(number: number, variant: number): string {
  return JSON.stringify({
    title: `A new voyage, part ${number}`,
    isbn: `N${variant}-${number}`,
    genre: 'travel',
    price: '19.90',
    pages: 80 + (number % 900),
    rating: 3.5,
    available: true,
    publishedAt: '2024-05-17T08:30:00.000Z',
    summary: 'A ship leaves the harbour at night with a cargo nobody has declared, and comes back with another.',
    authorId: AUTHOR_OF_NEW_BOOKS,
  });
}

export const OPERATIONS: readonly BenchOperation[] = [
  {
    name: 'get',
    status: 200,
    weight: 2,
    request: (number) => ({ method: 'GET', path: `/books/${scatter(number, BOOKS)}` }),
  },
  {
    name: 'list',
    status: 200,
    weight: 1,
    request: (number) => ({ method: 'GET', path: `${listPath(number)}&count=none` }),
  },
  { name: 'list+count', status: 200, weight: 1, request: (number) => ({ method: 'GET', path: listPath(number) }) },
  {
    name: 'author',
    status: 200,
    weight: 1,
    request: (number) => ({ method: 'GET', path: `${listPath(number)}&count=none&include=author` }),
  },
  {
    name: 'author+reviews',
    status: 200,
    weight: 1,
    request: (number) => ({ method: 'GET', path: `${listPath(number)}&count=none&include=author,reviews` }),
  },
  {
    name: 'create',
    status: 201,
    weight: 2,
    request: (number, variant) => ({ method: 'POST', path: '/books', body: newBook(number, variant) }),
  },
  {
    name: 'update',
    status: 200,
    weight: 2,
    request: (number) => ({
      method: 'PATCH',
      path: `/books/${scatter(number, BOOKS)}`,
      body: JSON.stringify({ title: `The revised voyage, part ${number}`, pages: 80 + (number % 900) }),
    }),
  },
];
