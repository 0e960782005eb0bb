import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CursorPosition, ListQuestion } from '../../lib/query/question.js';
import type { Resource } from '../../lib/resource/resource.js';
import { Library, type Executor } from '../contract/fixtures/library/library.js';
import { compileLibrary } from '../contract/fixtures/library/resources.js';
import { completeRows, joinRows, type LibraryTable, type StoredRow } from '../contract/fixtures/library/rows.js';
import { anyLibrary, anyRow, bigKey } from './arbitraries/library.js';
import { anyWalk, toSort, type Walk } from './arbitraries/walk.js';
import { CHOSEN_ENGINES, settings, TIMEOUT_MS } from './settings.js';
import { isSortedAlike, sortedRows } from './sorted-rows.js';

/** Walks through one library. */
const WALKS = 10;
/** Rows that come in have keys from here on, beyond those that other rows refer to. */
const FIRST_ARRIVAL = 1000;

const resources = compileLibrary();
const walked: readonly LibraryTable[] = ['Novel', 'Novel', 'Critique'];
const anyWalkOfAny = fc.constantFrom(...walked).chain((table) => {
  const resource = resources.get(table)!;
  return anyWalk(resource, table, anyRow(resource, table));
});

for (const engine of CHOSEN_ENGINES) {
  describe.each<[Executor, number]>([
    ['compiled', 200],
    ['orm', 100],
  ])(`the %s repository on ${engine}`, (executor, walks) => {
    let library: Library | undefined;

    beforeAll(async () => {
      library = await Library.open(engine, () => executor);
    });
    afterAll(() => library?.close());

    it(
      `neither loses nor repeats a row in ${walks} walks, there and back, while rows come in`,
      { timeout: TIMEOUT_MS },
      async () => {
        const several = fc.array(anyWalkOfAny, { minLength: WALKS, maxLength: WALKS, size: 'max' });
        const property = fc.asyncProperty(anyLibrary(resources), several, async (rows, asked) => {
          const complete = completeRows(resources, rows);
          const joined = joinRows(complete);
          for (const walk of asked) {
            await library!.fill(complete);
            const resource = library!.resource(walk.table);
            const sort = toSort(resource, walk.ordering);
            const wanted = textsOf(await library!.keys(walk.table, { sort }));
            if (isSortedAlike(sort)) {
              const there = joined[walk.table].filter((row) => (row['deletedAt'] ?? null) === null);
              const modelled = sortedRows(there, sort).map((row) => resource.key.map(({ name }) => row[name]));
              expect({ walk, keys: wanted }).toEqual({ walk, keys: textsOf(modelled) });
            }
            const { forwards, backwards, last } = await new Walker(library!, walk).thereAndBack();
            const known = new Set(wanted);
            expect({ walk, twice: repeated(forwards) }).toEqual({ walk, twice: [] });
            expect({ walk, twice: repeated(backwards) }).toEqual({ walk, twice: [] });
            expect({ walk, keys: forwards.filter((key) => known.has(key)) }).toEqual({ walk, keys: wanted });
            expect({ walk, keys: backwards.filter((key) => known.has(key)) }).toEqual({
              walk,
              keys: wanted.filter((key) => key !== last),
            });
          }
        });
        await fc.assert(property, settings(walks / WALKS));
      },
    );
  });
}

/** Goes to the end of a list and back to its beginning. */
class Walker {
  private readonly resource: Resource;
  private readonly question: Partial<ListQuestion>;
  private readonly arrivals: (readonly StoredRow[])[];
  private arrived = 0;

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

  private async *pages(side: CursorPosition['side'], from: readonly unknown[] | undefined) {
    let values = from;
    for (;;) {
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
  }

  private async receive(): Promise<void> {
    const rows = this.arrivals.shift() ?? [];
    const keyed = rows.map((row) => {
      const index = FIRST_ARRIVAL + this.arrived++;
      return { ...row, id: this.walk.table === 'Critique' ? bigKey(index) : index };
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
