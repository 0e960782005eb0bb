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
