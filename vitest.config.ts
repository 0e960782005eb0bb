import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.js';

const lib = fileURLToPath(new URL('./lib/', import.meta.url));

// A run of some engines or platforms may find files that are about others alone; in a run of all, no file is empty.
const isPart = ['LIGHTAPI_TEST_ENGINES', 'LIGHTAPI_TEST_PLATFORMS'].some((name) => process.env[name] !== undefined);

/** What needs modules of its own: packages that are there for one file alone, and what others have left to the database. */
const ISOLATED = ['test/boot/cache-packages.spec.ts', 'test/boot/metrics-package.spec.ts', 'test/e2e/fuzz.e2e-spec.ts'];
/** Servers that go for minutes; an ordinary run takes them away by a proxy. */
const PATIENT = process.env['LIGHTAPI_TEST_ROUNDS'] === 'all' ? [] : ['test/e2e/faults-servers.e2e-spec.ts'];
const TESTS = ['test/**/*.spec.ts', 'test/**/*.e2e-spec.ts', 'bench/**/*.spec.ts'];

// Vitest emits decorator metadata only for files inside tsconfig's `include`: keep both in step.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^nestjs-lightapi$/, replacement: `${lib}index.ts` },
      { find: /^nestjs-lightapi\/testing$/, replacement: `${lib}testing/index.ts` },
    ],
  },
  test: {
    projects: [
      // Loading Nest, TypeORM and the library anew for each file takes as long as most of its tests.
      {
        extends: true,
        test: {
          name: 'shared',
          include: TESTS,
          exclude: ['**/node_modules/**', ...ISOLATED, ...PATIENT],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'isolated', include: ISOLATED } },
    ],
    globalSetup: ['test/services/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    passWithNoTests: isPart,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['lib/**'], reporter: ['text-summary', 'html'] },
  },
});
