import type { Condition } from '../../../../query/question.js';

/**
 * Whether a condition holds for the row of NULLs that stands where a to-one relation leads nowhere. Its relations lead
 * nowhere either.
 */
export function holdsForNothing(condition: Condition): boolean {
  switch (condition.kind) {
    case 'comparison':
      return condition.operator === 'isnull'
        ? condition.value === true
        : condition.operator === 'ne' || condition.operator === 'nin';
    case 'not':
      return !holdsForNothing(condition.condition);
    case 'rule':
      return holdsForNothing(condition.condition);
    case 'and':
      return condition.conditions.every(holdsForNothing);
    case 'or':
      return condition.conditions.some(holdsForNothing);
    case 'related':
      if (condition.quantifier === 'one') return holdsForNothing(condition.condition);
      return condition.quantifier !== 'some';
  }
}
