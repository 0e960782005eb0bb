import type { Field } from '../resource/field.js';
import { OPERATORS } from '../resource/operator.js';
import type { ParameterScope } from './parameter-table.js';
import type { QueryProblems } from './query-problems.js';

/**
 * Tells why a name is no parameter. A field that the caller may see gets the operators it takes; a hidden field and one
 * that does not exist get the same text.
 */
export function reportUnknownParameter(scope: ParameterScope, name: string, problems: QueryProblems): void {
  const cut = name.lastIndexOf('__');
  const base = cut === -1 ? name : name.slice(0, cut);
  const operator = cut === -1 ? '' : name.slice(cut + 2);
  const bareField = scope.visibleFields.get(name);
  if (bareField !== undefined) return reportOperator(scope, bareField, '', name, problems);
  const field = scope.visibleFields.get(base);
  if (field !== undefined) return reportOperator(scope, field, operator, name, problems);
  const nearest = problems.nearest(isOperator(operator) ? base : name, scope.suggestions);
  const withOperator = `${nearest}__${operator}`;
  const meant = scope.byName.has(withOperator) ? withOperator : nearest;
  problems.add('LA101', name, `No such parameter.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`);
}

function reportOperator(
  scope: ParameterScope,
  field: Field,
  operator: string,
  name: string,
  problems: QueryProblems,
): void {
  if (field.operators.length === 0) return problems.add('LA102', name, 'This field cannot be used in a filter.');
  const shortName = scope.byName.get(`${field.name}__eq`)?.name;
  if (operator === '' && shortName !== undefined) {
    return problems.add('LA101', name, `No such parameter. Did you mean "${shortName}"?`);
  }
  const nearest = operator === '' ? '' : problems.suggestion(operator, field.operators);
  problems.add('LA102', name, `This field takes other operators.${nearest}`, field.operators);
}

function isOperator(text: string): boolean {
  return (OPERATORS as readonly string[]).includes(text);
}
