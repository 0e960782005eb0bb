import type { DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, describe } from 'vitest';
import { SampleApi, type MakeRepository } from './fixtures/sample-api.js';
import { describeConflicts } from './suites/conflicts.contract.js';
import { describeFilters } from './suites/filters.contract.js';
import { describeItems } from './suites/items.contract.js';
import { describeLists } from './suites/lists.contract.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

/** What every repository has to do, on every engine. `options` are added to those of the data source. */
export function describeRepository(
  name: string,
  makeRepository: MakeRepository,
  options: Partial<DataSourceOptions> = {},
): void {
  for (const engine of chosenEngines()) {
    describe(`${name} on ${engine}`, () => {
      let api: SampleApi | undefined;
      const samples = (): SampleApi => api!;

      beforeAll(async () => {
        api = await SampleApi.open(engine, makeRepository, options);
      });
      afterAll(() => api?.close());

      describeFilters(samples);
      describeLists(samples);
      describeItems(samples);
      describeConflicts(samples);
    });
  }
}
