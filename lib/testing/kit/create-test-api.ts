import { TestApi } from './test-api.js';
import type { TestApiOptions, TestModuleOptions } from './test-api.options.js';
import { startFromModule, startFromOptions } from './test-app.js';

/**
 * Starts an application for a test file, on a free port of this machine: entities as `runLightApi` serves them, on SQLite
 * in memory, or the root module of an application that exists.
 *
 * @throws LightApiBootError with everything that has to be mended first; Error that says what to install
 * @example
 * ```ts
 * const api = await createTestApi({ entities: [Author, Book], defaults: { access: 'public' } });
 * await api.get('/books').expect(200);
 * await api.close();
 * ```
 */
export function createTestApi(options: TestModuleOptions): Promise<TestApi>;
export function createTestApi<const Entities extends readonly object[] = readonly object[]>(
  options: TestApiOptions<Entities>,
): Promise<TestApi>;
export async function createTestApi(options: TestModuleOptions | TestApiOptions): Promise<TestApi> {
  if (!('module' in options)) return TestApi.of(await startFromOptions(options), options);
  if ('entities' in options) {
    throw new TypeError('createTestApi takes either `module` or `entities`: the module says what it exposes.');
  }
  return TestApi.of(await startFromModule(options), options);
}
