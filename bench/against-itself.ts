import { CACHED, RULED, startContestant, STATIC, type Contestant, type Variant } from './contestant.js';
import type { BenchDatabase } from './database.js';
import { ask } from './load-client.js';
import { KEPT, OPERATIONS, type BenchOperation, type BenchRequest } from './operations.js';
import { knownAnswers } from './known-answers.js';
import { measure, type Effort } from './rounds.js';

/** One kind of request of ours beside another of ours. */
export interface SelfFigure {
  readonly name: string;
  /** Least CPU time over the rounds in microseconds: of the plain request, and of the one that is looked at. */
  readonly plainUs: number;
  readonly otherUs: number;
  /** `otherUs` ÷ `plainUs`. */
  readonly ratio: number;
  /** The same for the time that passed. */
  readonly wallRatio: number;
  /** Bytes of an answer, of both. */
  readonly plainBytes: number;
  readonly otherBytes: number;
}

/** Rows before the page that a deep cursor stands at. */
const DEPTH = 90_000;
/** Rows of one bulk create. */
const BULK = 1_000;
const OURS: Variant = { label: 'ours, Fastify', variant: 'ours:fastify' };
/** Far from the numbers of those in the table, whose rows are there already. */
const FIRST_NUMBER = 50;

/** Along an index, as whoever pages through so many rows would have it. */
const FIRST_PAGE = '/books?ordering=-id&page_size=20&cursor=';

/**
 * What only ours can be compared with: a list with relations with the plain list, a page far down with the first one,
 * many rows at once with as many single ones.
 */
export async function measureAgainstItself(
  database: BenchDatabase,
  effort: Effort,
  progress: (text: string) => void,
): Promise<SelfFigure[]> {
  const ours = await startContestant(OURS, FIRST_NUMBER, database);
  const ruled = await startContestant(RULED, FIRST_NUMBER + 1, database);
  const cached = await startContestant(CACHED, FIRST_NUMBER + 2, database);
  const fixed = await startContestant(STATIC, FIRST_NUMBER + 3, database);
  try {
    progress(`walking to row ${DEPTH}`);
    const deep = await pathAtDepth(ours);
    const [list, withRelations] = ['list', 'author+reviews'].map((wanted) =>
      OPERATIONS.find(({ name }) => name === wanted)!,
    );
    const pairs: [string, BenchOperation, BenchOperation, rows: number, other: Contestant, plain?: Contestant][] = [
      ['list with author and 3 reviews ÷ list', list!, withRelations!, 1, ours],
      [`cursor at ${DEPTH} ÷ first page`, get('first page', FIRST_PAGE), get('deep page', deep), 1, ours],
      [`create, single ÷ bulk of ${BULK}, a row`, MANY, SINGLE, BULK, ours],
      ['list under access rules ÷ public list', list!, list!, 1, ruled],
      ['list that is kept ÷ static Nest route', unmoved(list!), few(list!), 1, cached, fixed],
      [
        '304 of a kept list ÷ static Nest route',
        get('static', '/static'),
        await knownAnswers(few(list!), cached.server.port, cached.number),
        1,
        cached,
        fixed,
      ],
    ];
    const figures: SelfFigure[] = [];
    for (const [name, plain, other, rows, contestant, beside = ours] of pairs) {
      progress(name);
      figures.push(await compare([beside, contestant], database, effort, name, plain, other, rows));
    }
    return figures;
  } finally {
    await ours.server.stop();
    await Promise.all([ruled, cached, fixed].map(({ server }) => server.stop()));
  }
}

/**
 * @param contestants who answers `plain`, and who answers `other`
 * @param rows rows that one request of `plain` stands for
 */
async function compare(
  contestants: readonly [Contestant, Contestant],
  database: BenchDatabase,
  effort: Effort,
  name: string,
  plain: BenchOperation,
  other: BenchOperation,
  rows: number,
): Promise<SelfFigure> {
  const counts = [Math.max(3, Math.ceil((effort.requests * plain.weight) / rows)), effort.requests * other.weight];
  const least = [
    { cpuUs: Infinity, wallUs: Infinity },
    { cpuUs: Infinity, wallUs: Infinity },
  ];
  let asked = 0;
  for (let round = 0; round <= effort.rounds; round++) {
    for (const [side, operation] of [plain, other].entries()) {
      const { cpuUs, wallUs } = await measure(contestants[side]!, operation, database, counts[side]!, asked);
      asked += counts[side]!;
      // The first round warms up.
      if (round === 0) continue;
      least[side] = { cpuUs: Math.min(least[side]!.cpuUs, cpuUs), wallUs: Math.min(least[side]!.wallUs, wallUs) };
    }
  }
  const [plainLeast, otherLeast] = [least[0]!, least[1]!];
  return {
    name,
    plainUs: rounded(plainLeast.cpuUs / rows),
    otherUs: rounded(otherLeast.cpuUs),
    ratio: rounded(otherLeast.cpuUs / (plainLeast.cpuUs / rows), 2),
    wallRatio: rounded(otherLeast.wallUs / (plainLeast.wallUs / rows), 2),
    plainBytes: await bytesOf(contestants[0], plain, asked),
    otherBytes: await bytesOf(contestants[1], other, asked + counts[0]!),
  };
}

async function bytesOf(ours: Contestant, operation: BenchOperation, number: number): Promise<number> {
  const { body } = await ask(ours.server.port, operation.request(number, ours.number));
  return body === undefined ? 0 : Buffer.byteLength(JSON.stringify(body));
}

async function pathAtDepth(ours: Contestant): Promise<string> {
  let path = FIRST_PAGE.replace('page_size=20', 'page_size=100');
  for (let row = 0; row < DEPTH; row += 100) {
    const { body } = await ask(ours.server.port, { method: 'GET', path });
    path = (body as { next: string }).next;
  }
  return path.replace('page_size=100', 'page_size=20');
}

function get(name: string, path: string): BenchOperation {
  return { name, status: 200, weight: 1, request: (): BenchRequest => ({ method: 'GET', path }) };
}

/** The same requests to a route that does not look at them, but has to read them as well. */
function unmoved(operation: BenchOperation): BenchOperation {
  const request = (number: number, variant: number): BenchRequest => ({
    method: 'GET',
    path: few(operation).request(number, variant).path.replace('/books', '/static'),
  });
  return { ...operation, name: 'static', weight: 8, request };
}

/** Some questions over and over, so that their answers are there. */
function few(operation: BenchOperation): BenchOperation {
  return { ...operation, weight: 8, request: (number, variant) => operation.request(number % KEPT, variant) };
}

function bookOf(kind: string, number: number): object {
  return {
    title: `Another voyage, part ${number}`,
    isbn: `${kind}-${number}`,
    genre: 'travel',
    price: '19.90',
    pages: 80 + (number % 900),
    publishedAt: '2024-05-17T08:30:00.000Z',
    summary: 'A ship.',
    authorId: 1_000,
  };
}

/** One row in a request. */
const SINGLE: BenchOperation = {
  name: 'single',
  status: 201,
  weight: 1,
  request: (number) => ({ method: 'POST', path: '/books', body: JSON.stringify(bookOf('S', number)) }),
};

/** Many rows in a request. */
const MANY: BenchOperation = {
  name: 'bulk',
  status: 200,
  weight: 1,
  request: (number) => ({
    method: 'POST',
    path: '/books/bulk',
    body: JSON.stringify({ create: Array.from({ length: BULK }, (_, index) => bookOf('B', number * BULK + index)) }),
  }),
};

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
