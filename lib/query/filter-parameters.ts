import { once } from '../common/once.js';
import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';
import type { Relation } from '../resource/resource.js';
import { OPERATOR_TABLE } from './operator-table.js';
import { RESERVED_NAMES, type FilterParameter } from './parameter.js';
import { MAX_VALUE_CHARACTERS } from './text-limit.js';

const NO_RELATIONS: readonly Relation[] = Object.freeze([]);

/** Conditions on a resource's own fields, one for each operator of each. */
export function createFilterParameters(
  fields: readonly Field[],
  operatorsOf: (field: Field) => readonly Operator[],
): readonly FilterParameter[] {
  const parameters = fields.flatMap((field) => {
    const operandOf = operandsOf(field);
    return operatorsOf(field).map((operator) => createParameter(field, operator, operandOf(operator)));
  });
  // A field called `price__gte` keeps its name, and `price` goes without that operator.
  const fieldNames = new Set(fields.map((field) => field.name));
  return parameters.filter(({ name, field }) => name === field.name || !fieldNames.has(name));
}

/** The same condition on the row, or some row, that relations lead to. */
export function withPath(parameter: FilterParameter, via: readonly Relation[]): FilterParameter {
  if (via.length === 0) return parameter;
  const path = via.map(({ name }) => name).join('.');
  return Object.freeze({
    ...parameter,
    name: `${path}.${parameter.name}`,
    via,
    description: describe(`${path}.${parameter.field.name}`, parameter.operator),
  });
}

function createParameter(field: Field, operator: Operator, operand: Field): FilterParameter {
  const { shape } = OPERATOR_TABLE[operator];
  const isReserved = (RESERVED_NAMES as readonly string[]).includes(field.name);
  const name = operator === 'eq' && !isReserved ? field.name : `${field.name}__${operator}`;
  return Object.freeze({
    kind: 'filter',
    name,
    field,
    via: NO_RELATIONS,
    operator,
    shape,
    operand,
    description: describe(field.name, operator),
  });
}

function describe(path: string, operator: Operator): string {
  return `\`${path}\` ${OPERATOR_TABLE[operator].description}.`;
}

/** What the values of a field's operators are read as; the same object for operators that read the same. */
function operandsOf(field: Field): (operator: Operator) => Field {
  const isText = field.type === 'string';
  const flag = once(() => Object.freeze({ ...field, type: 'boolean', isArray: false } as const));
  const piece = once(() => Object.freeze({ ...field, isArray: false, length: MAX_VALUE_CHARACTERS }));
  const value = once(() => {
    const length = isText ? Math.min(field.length ?? MAX_VALUE_CHARACTERS, MAX_VALUE_CHARACTERS) : field.length;
    return field.isArray || length !== field.length ? Object.freeze({ ...field, isArray: false, length }) : field;
  });
  return (operator) => {
    const { shape, isPattern } = OPERATOR_TABLE[operator];
    if (shape === 'boolean') return flag();
    return isText && isPattern ? piece() : value();
  };
}
