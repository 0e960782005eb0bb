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
  const condition = filter === undefined ? '' : writeConditionText(filter);
  return `${JSON.stringify([name, deleted, above ?? null, sort.map(sortNames)])}${condition}`;
}

/** A key of a sort as a text. */
export function writeSortText(key: SortKey): string {
  return JSON.stringify(sortNames(key));
}

function sortNames({ field, direction, via = [] }: SortKey): readonly string[] {
  return [direction, ...via.map(({ name }) => name), field.name];
}

/** A condition as a text, the same for those that differ only in the order of their parts. */
export function writeConditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'comparison':
      return JSON.stringify([condition.field.name, condition.operator, condition.value]);
    case 'related':
      return `${JSON.stringify(condition.relation.name)}${condition.quantifier}(${writeConditionText(condition.condition)})`;
    case 'not':
    case 'rule':
      return `${condition.kind}(${writeConditionText(condition.condition)})`;
    default:
      return `${condition.kind}(${condition.conditions.map(writeConditionText).sort().join()})`;
  }
}
