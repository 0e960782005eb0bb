/**
 * What the tests of an application import.
 *
 * @module nestjs-lightapi/testing
 */
export { expectNoLeaks, LeaksError } from './leaks/expect-no-leaks.js';
export { findLeaks } from './leaks/find-leaks.js';
export type {
  LeakExpectations,
  LeakOptions,
  LeakPrincipal,
  LeakProgress,
  RowAction,
  StoredValues,
} from './leaks/leak.options.js';
export type { Leak, LeakKind, LeakReport } from './leaks/leak.js';
export { createTestApi } from './kit/create-test-api.js';
export { TestApi, type TestHooks } from './kit/test-api.js';
export type { ApiAgent } from './kit/agents.js';
export type { TestApiOptions, TestAppOptions, TestModuleOptions, TestUser } from './kit/test-api.options.js';
export type { EntityFactory, FactoryOptions } from './factories/entity-factory.js';
