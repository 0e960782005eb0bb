import type { Condition } from '../../../lib/query/question.js';

/** A condition as a short text: `and(title eq x, author.one(name eq y))`. */
export function conditionText(condition: Condition | undefined): string {
  if (condition === undefined) return '';
  switch (condition.kind) {
    case 'comparison':
      return `${condition.field.name} ${condition.operator} ${String(condition.value)}`;
    case 'related':
      return `${condition.relation.name}.${condition.quantifier}(${conditionText(condition.condition)})`;
    case 'not':
    case 'rule':
      return `${condition.kind}(${conditionText(condition.condition)})`;
    default:
      return `${condition.kind}(${condition.conditions.map(conditionText).join(', ')})`;
  }
}
