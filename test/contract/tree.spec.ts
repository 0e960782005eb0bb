import { afterAll, beforeAll, describe } from 'vitest';
import { FEW_ROWS } from './fixtures/library/few-rows.js';
import { Library, type Executor } from './fixtures/library/library.js';
import { toCondition } from './fixtures/library/tree.js';
import { visibilityOf } from './fixtures/library/visibility.js';
import { describeTrees, type TreeEvaluator } from './suites/tree.contract.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

for (const engine of chosenEngines()) {
  for (const executor of ['compiled', 'orm'] as const) {
    describe(`the ${executor} repository on ${engine}`, () => {
      let library: Library | undefined;

      beforeAll(async () => {
        library = await Library.open(engine, (): Executor => executor);
        await library.fill(FEW_ROWS);
      });
      afterAll(() => library?.close());

      describeTrees(() => evaluatorOf(library!));
    });
  }
}

function evaluatorOf(library: Library): TreeEvaluator {
  return {
    find: (table, tree, visibility) =>
      library.keys(table, {
        filter: toCondition(library.resource(table), tree),
        visibility: visibilityOf(library.resources, visibility),
      }),
  };
}
