import type { Resource, SortKey } from '../resource/resource.js';
import type { Condition, ListQuestion } from './question.js';

/**
 * Which rows a question is about and in which order, as a text: the same for questions that differ in nothing else, in
 * whatever order their filters were written. Says nothing of pages, fields and includes.
 */
export function writeRowsText(
  { name }: Pick<Resource, 'name'>,
  { filter, sort, deleted, parent }: Pick<ListQuestion, 'filter' | 'sort' | 'deleted' | 'parent'>,
): string {
  const above = parent && [parent.relation.source.name, parent.relation.name, ...parent.key];
  const condition = filter === undefined ? '' : writeCondition(filter);
  return `${JSON.stringify([name, deleted, above ?? null, sort.map(writeSortKey)])}${condition}`;
}

function writeSortKey({ field, direction, via = [] }: SortKey): readonly string[] {
  return [direction, ...via.map(({ name }) => name), field.name];
}

function writeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'comparison':
      return JSON.stringify([condition.field.name, condition.operator, condition.value]);
    case 'related':
      return `${JSON.stringify(condition.relation.name)}${condition.quantifier}(${writeCondition(condition.condition)})`;
    case 'not':
    case 'rule':
      return `${condition.kind}(${writeCondition(condition.condition)})`;
    default:
      return `${condition.kind}(${condition.conditions.map(writeCondition).sort().join()})`;
  }
}
