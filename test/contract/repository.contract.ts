import type { DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, describe } from 'vitest';
import { ENGINES } from '../e2e/harness/test-databases.js';
import { SampleApi, type MakeRepository } from './fixtures/sample-api.js';
import { describeConflicts } from './suites/conflicts.contract.js';
import { describeFilters } from './suites/filters.contract.js';
import { describeItems } from './suites/items.contract.js';
import { describeLists } from './suites/lists.contract.js';

/** What every repository has to do, on every engine. `options` are added to those of the data source. */
export function describeRepository(
  name: string,
  makeRepository: MakeRepository,
  options: Partial<DataSourceOptions> = {},
): void {
  const wanted = process.env.LIGHTAPI_TEST_ENGINES?.split(',').map((engine) => engine.trim());
  for (const engine of ENGINES.filter((candidate) => wanted?.includes(candidate) ?? true)) {
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
