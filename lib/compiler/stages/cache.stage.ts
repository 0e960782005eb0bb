import type { Operation } from '../../resource/operation.js';
import type { CacheRules } from '../../resource/resource.js';
import type { ResourceDraft } from '../draft.js';
import { extensionsOf } from '../rules/extensions.rule.js';

/** What `cache: true` stands for. */
export const DEFAULT_CACHE: CacheRules = { ttlMs: 60_000, maxAgeMs: 0 };

/** Timers and stores take no more: 2³¹ - 1 milliseconds, almost 25 days. */
const LONGEST_MS = 2_147_483_647;

/** How long answers are kept: as the resource says, else its context, else the application. */
export function cacheStage(
  { declaration, context, defaults, report }: ResourceDraft,
  operations: ReadonlySet<Operation>,
): CacheRules | undefined {
  const asked = declaration.cache ?? context.cache ?? defaults.cache;
  if (asked === undefined || asked === false) return undefined;
  if (extensionsOf(declaration).reads) {
    report({
      code: 'LA072',
      message:
        'answers are to be kept, and code has a say in reads: a beforeRead or afterRead, or a service with list or read of its own.',
      fix: 'set cache: false here, or leave that code out',
    });
    return undefined;
  }
  // Those of the resource and of the defaults have been looked at before.
  if (asked !== true && (typeof asked !== 'object' || asked === null)) {
    report({ code: 'LA011', message: 'cache is neither true, false nor an object.' });
    return undefined;
  }
  const rules: CacheRules = Object.freeze({ ...DEFAULT_CACHE, ...(asked !== true && asked) });
  checkDuration('ttlMs', rules.ttlMs, 1);
  checkDuration('maxAgeMs', rules.maxAgeMs, 0);
  if (operations.has('list') || operations.has('read')) return rules;
  if (declaration.cache !== undefined) {
    report({
      code: 'LA037',
      message: 'cache keeps the answers of lists and reads, and neither is exposed.',
      fix: 'leave it out, or add list or read to operations',
    });
  }
  return undefined;

  function checkDuration(name: string, value: unknown, minimum: number): void {
    if (Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= LONGEST_MS) return;
    const message = `cache.${name} is not a whole number from ${minimum} to ${LONGEST_MS}.`;
    report({ code: 'LA011', message });
  }
}
