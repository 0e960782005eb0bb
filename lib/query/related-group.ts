import type { Relation } from '../resource/resource.js';
import type { Condition } from './question.js';
import { allOf, relatedCondition } from './search-condition.js';

/** A condition on the row, or some row, that relations lead to. */
export interface PathCondition {
  readonly via: readonly Relation[];
  readonly condition: Condition;
}

/**
 * Joins conditions by AND. Those whose paths begin with the same relation speak of the same related row:
 * `reviews.rating=1` and `reviews.user=7` is a review that user 7 gave 1 point, not two reviews.
 */
export function joinPathConditions(parts: readonly PathCondition[], depth = 0): Condition | undefined {
  const groups = new Map<Relation | PathCondition, PathCondition[]>();
  for (const part of parts) {
    const first = part.via[depth] ?? part;
    const group = groups.get(first);
    if (group === undefined) groups.set(first, [part]);
    else group.push(part);
  }
  const joined = [...groups].map(([first, group]) =>
    'via' in first ? first.condition : relatedCondition([first], joinPathConditions(group, depth + 1)!),
  );
  return allOf(...joined);
}
