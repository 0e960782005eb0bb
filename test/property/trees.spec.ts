import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileMatcher } from '../../lib/query/matcher.js';
import { Library, type Executor } from '../contract/fixtures/library/library.js';
import { completeRows, joinRows, TABLES, type LibraryTable } from '../contract/fixtures/library/rows.js';
import { toCondition, type Tree } from '../contract/fixtures/library/tree.js';
import { visibilityOf, type Rules } from '../contract/fixtures/library/visibility.js';
import { compileLibrary } from '../contract/fixtures/library/resources.js';
import { anyLibrary } from './arbitraries/library.js';
import { AnyTree } from './arbitraries/tree.js';
import { settings, TIMEOUT_MS } from './settings.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

/** Trees for each engine and executor. */
const TREES = 2_000;
/** Questions about one library: filling the tables takes longer than asking. */
const QUESTIONS = 100;

interface TreeQuestion {
  readonly table: LibraryTable;
  readonly tree: Tree;
  readonly rules: Rules;
}

const resources = compileLibrary();
const anyTree = new AnyTree();

const anyQuestion = fc.constantFrom(...TABLES, 'Novel', 'Novel').chain((table) =>
  fc.record<TreeQuestion>({
    table: fc.constant(table),
    tree: anyTree.about(resources.get(table)!),
    rules: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: anyRules() }),
  }),
);

function anyRules(): fc.Arbitrary<Rules> {
  const rules = TABLES.map((table) => [table, anyTree.about(resources.get(table)!, 2)] as const);
  return fc.record(Object.fromEntries(rules), { requiredKeys: [] });
}

for (const engine of chosenEngines()) {
  describe.each<Executor>(['compiled', 'orm'])(`the %s repository on ${engine}`, (executor) => {
    let library: Library | undefined;

    beforeAll(async () => {
      library = await Library.open(engine, () => executor);
    });
    afterAll(() => library?.close());

    it(`finds the rows that the matcher finds, for ${TREES} random trees`, { timeout: TIMEOUT_MS }, async () => {
      let asked = 0;
      const questions = fc.array(anyQuestion, { minLength: QUESTIONS, maxLength: QUESTIONS, size: 'max' });
      const property = fc.asyncProperty(anyLibrary(resources), questions, async (rows, several) => {
        const complete = completeRows(resources, rows);
        await library!.fill(complete);
        const joined = joinRows(complete);
        for (const { table, tree, rules } of several) {
          const resource = library!.resource(table);
          const visibility = visibilityOf(library!.resources, rules);
          const filter = toCondition(resource, tree);
          const holds = compileMatcher(filter, visibility);
          const wanted = joined[table].filter((row) => (row['deletedAt'] ?? null) === null && holds(row));
          const found = await library!.keys(table, { filter, visibility });
          const keys = wanted.map((row) => resource.key.map(({ name }) => row[name]));
          expect({ table, tree, rules, keys: sorted(found) }).toEqual({ table, tree, rules, keys: sorted(keys) });
          asked++;
        }
      });
      await fc.assert(property, settings(TREES / QUESTIONS));
      expect(asked).toBeGreaterThanOrEqual(TREES);
    });
  });
}

function sorted(keys: readonly unknown[]): string[] {
  return keys.map((key) => JSON.stringify(key)).sort();
}
