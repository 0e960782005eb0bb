import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CursorPosition, ListQuestion } from '../../lib/query/question.js';
import type { Resource } from '../../lib/resource/resource.js';
import { Library, type Executor } from '../contract/fixtures/library/library.js';
import { compileLibrary } from '../contract/fixtures/library/resources.js';
import { completeRows, joinRows, type LibraryTable, type StoredRow } from '../contract/fixtures/library/rows.js';
import { anyLibrary, anyRow, bigKey } from './arbitraries/library.js';
import { anyWalk, toSort, type Walk } from './arbitraries/walk.js';
import { settings, TIMEOUT_MS } from './settings.js';
import { isSortedAlike, sortedRows } from './sorted-rows.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

/** Walks for each engine and executor. */
const WALKS = 200;
/** Walks through one library. */
const WALKS_OF_ONE = 10;
/** More than there are rows, with those that come in. */
const MAX_PAGES = 50;
/** Rows that come in have keys from here on, beyond those that other rows refer to. */
const FIRST_ARRIVAL = 1000;

const resources = compileLibrary();
const tables: readonly LibraryTable[] = ['Novel', 'Novel', 'Critique'];
const anyWalkOfAny = fc.constantFrom(...tables).chain((table) => {
  const resource = resources.get(table)!;
  return anyWalk(resource, table, anyRow(resource, table));
});

for (const engine of chosenEngines()) {
  describe.each<Executor>(['compiled', 'orm'])(`the %s repository on ${engine}`, (executor) => {
    let library: Library | undefined;

    beforeAll(async () => {
      library = await Library.open(engine, () => executor);
    });
    afterAll(() => library?.close());

    it(
      `neither loses nor repeats a row in ${WALKS} walks, there and back, while rows come in`,
      { timeout: TIMEOUT_MS },
      async () => {
        let walked = 0;
        const several = fc.array(anyWalkOfAny, { minLength: WALKS_OF_ONE, maxLength: WALKS_OF_ONE, size: 'max' });
        const property = fc.asyncProperty(anyLibrary(resources), several, async (rows, asked) => {
          const complete = completeRows(resources, rows);
          const joined = joinRows(complete);
          await library!.fill(complete);
          for (const walk of asked) {
            const resource = library!.resource(walk.table);
            const sort = toSort(resource, walk.ordering);
            const wanted = textsOf(await library!.keys(walk.table, { sort }));
            if (isSortedAlike(sort)) {
              const there = joined[walk.table].filter((row) => (row['deletedAt'] ?? null) === null);
              const modelled = sortedRows(there, sort).map((row) => resource.key.map(({ name }) => row[name]));
              expect({ walk, keys: wanted }).toEqual({ walk, keys: textsOf(modelled) });
            }
            const walker = new Walker(library!, walk);
            const { forwards, backwards, last } = await walker.thereAndBack();
            await walker.sendAway();
            const known = new Set(wanted);
            expect({ walk, twice: repeated(forwards) }).toEqual({ walk, twice: [] });
            expect({ walk, twice: repeated(backwards) }).toEqual({ walk, twice: [] });
            expect({ walk, keys: forwards.filter((key) => known.has(key)) }).toEqual({ walk, keys: wanted });
            expect({ walk, keys: backwards.filter((key) => known.has(key)) }).toEqual({
              walk,
              keys: wanted.filter((key) => key !== last),
            });
            walked++;
          }
        });
        await fc.assert(property, settings(WALKS / WALKS_OF_ONE));
        expect(walked).toBeGreaterThanOrEqual(WALKS);
      },
    );
  });
}

/** Goes to the end of a list and back to its beginning. */
class Walker {
  private readonly resource: Resource;
  private readonly question: Partial<ListQuestion>;
  private readonly arrivals: (readonly StoredRow[])[];
  private readonly arrived: unknown[] = [];

  constructor(
    private readonly library: Library,
    private readonly walk: Walk,
  ) {
    this.resource = library.resource(walk.table);
    this.arrivals = [...walk.arrivals];
    const { key } = this.resource;
    this.question = { sort: toSort(this.resource, walk.ordering), pageSize: walk.pageSize, fields: key, count: 'none' };
  }

  /** `last` is the row before which the way back begins. */
  async thereAndBack(): Promise<{ forwards: string[]; backwards: string[]; last: string | undefined }> {
    const forwards: string[] = [];
    const backwards: string[] = [];
    let end: readonly unknown[] | undefined;
    for await (const page of this.pages('after', undefined)) {
      forwards.push(...page.keys);
      end = page.last ?? end;
    }
    if (end === undefined) return { forwards, backwards, last: undefined };
    for await (const page of this.pages('before', end)) backwards.unshift(...page.keys);
    return { forwards, backwards, last: forwards.at(-1) };
  }

  /** Leaves the rows that were there before the walk. */
  sendAway(): Promise<void> {
    return this.library.remove(this.walk.table, this.arrived);
  }

  private async *pages(side: CursorPosition['side'], from: readonly unknown[] | undefined) {
    let values = from;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const cursor: CursorPosition = { side, values };
      const [result] = await Promise.all([
        this.library.list(this.walk.table, { ...this.question, cursor }),
        this.receive(),
      ]);
      const rows = result.rows.toJSON() as StoredRow[];
      const edges = throughJson(result.edges);
      yield { keys: textsOf(rows.map((row) => this.resource.key.map(({ name }) => row[name]))), last: edges?.last };
      if (!result.hasMore) return;
      values = side === 'after' ? edges!.last : edges!.first;
    }
    throw new Error('There are more pages than rows.');
  }

  private async receive(): Promise<void> {
    const rows = this.arrivals.shift() ?? [];
    const keyed = rows.map((row) => {
      const index = FIRST_ARRIVAL + this.arrived.length;
      const id = this.walk.table === 'Critique' ? bigKey(index) : index;
      this.arrived.push(id);
      return { ...row, id };
    });
    await this.library.insert(this.walk.table, keyed);
  }
}

/** As a cursor carries it from one request to the next. */
function throughJson<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
}

function textsOf(keys: readonly unknown[]): string[] {
  return keys.map((key) => JSON.stringify(key));
}

function repeated(keys: readonly string[]): string[] {
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}
