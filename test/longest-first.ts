import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, the longest first, as one run on a quiet machine had them; most take a second or two. */
const LONGEST: readonly string[] = [
  'test/e2e/leaks-holes.e2e-spec.ts',
  'test/dist.smoke.spec.ts',
  'test/samples.spec.ts',
  'test/e2e/locking.e2e-spec.ts',
  'test/e2e/values.e2e-spec.ts',
  'test/e2e/leaks-samples.e2e-spec.ts',
  'test/e2e/leaks.e2e-spec.ts',
  'test/e2e/cache-invalidation.e2e-spec.ts',
  'test/e2e/query-text.e2e-spec.ts',
  'test/e2e/cache-races.e2e-spec.ts',
  'test/e2e/bulk.e2e-spec.ts',
  'test/e2e/cache-host-writes.e2e-spec.ts',
  'test/e2e/cache-walks.e2e-spec.ts',
  'test/e2e/injection-doors.e2e-spec.ts',
  'test/e2e/injection.e2e-spec.ts',
  'test/contract/cursors.spec.ts',
];

/** Begins with the files that take longest, so that the workers end together; otherwise in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
      return place === -1 ? LONGEST.length : place;
    };
    // Projects stay apart: files of one share their processes.
    return sorted.toSorted((left, right) =>
      left.project === right.project ? rank(left) - rank(right) : sorted.indexOf(left) - sorted.indexOf(right),
    );
  }
}
