import type { ProblemList } from './problem-list.js';

/** A value as JSON carried it, and where. */
export interface SentValue {
  readonly pointer: string;
  readonly json: unknown;
}

/** Keys that hide what every object has, which class-validator, class-transformer and the messages of rules rely on. */
const HIDING_KEYS: readonly string[] = ['constructor', 'hasOwnProperty', 'toString', 'valueOf'];
/** As `1e-7` is written: class-validator counts the digits behind a point. */
const WITHOUT_POINT = /^-?\de-/;

/**
 * Adds a problem for each value over which rules stumble, after they have thrown. The rules cannot tell by themselves:
 * class-validator throws a `TypeError` for `{"hasOwnProperty": 1}` where it is to find members, and for `1e-7` where it is
 * to find decimal places.
 *
 * @returns the pointers of these values
 * @throws the error itself where no value explains it
 */
export function reportUnreadable(
  error: unknown,
  values: Iterable<SentValue>,
  problems: ProblemList,
): readonly string[] {
  const pointers = [...values].filter(({ json }) => isUnreadable(json)).map(({ pointer }) => pointer);
  if (!(error instanceof TypeError) || pointers.length === 0) throw error;
  for (const pointer of pointers) problems.add({ pointer, code: 'LA202', detail: DETAIL });
  return pointers;
}

const DETAIL = `Rules cannot read numbers such as 1e-7, or the keys ${HIDING_KEYS.join(', ')}.`;

function isUnreadable(json: unknown): boolean {
  const pending: unknown[] = [json];
  while (pending.length > 0) {
    const current = pending.pop();
    if (typeof current === 'number' && WITHOUT_POINT.test(String(current))) return true;
    if (typeof current !== 'object' || current === null) continue;
    if (HIDING_KEYS.some((key) => Object.hasOwn(current, key))) return true;
    for (const member of Object.values(current) as readonly unknown[]) pending.push(member);
  }
  return false;
}
