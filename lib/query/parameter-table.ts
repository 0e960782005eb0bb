import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';
import type { Resource } from '../resource/resource.js';
import { OPERATOR_TABLE } from './operator-table.js';
import { RESERVED_NAMES, type FilterParameter, type Parameter } from './parameter.js';
import type { ListQuestion } from './question.js';
import { itemParameters, listParameters } from './reserved-parameters.js';
import { compileSelection, type Selection } from './selection.js';
import { MAX_VALUE_CHARACTERS } from './text-limit.js';
import { withTieBreak } from './tie-break.js';

/** The parameters of one route. */
export interface ParameterScope {
  /** As the docs list them. */
  readonly parameters: readonly Parameter[];
  /** The same by every name they answer to: `price` is also `price__eq`. */
  readonly byName: ReadonlyMap<string, Parameter>;
  /** Names to suggest for a mistyped one: fields that can be filtered, and reserved words. */
  readonly suggestions: readonly string[];
  /** Fields that the caller may know of, by name; empty where filters are not understood at all. */
  readonly visibleFields: ReadonlyMap<string, Field>;
}

/** Everything the query parser knows of a resource: the closed world of its parameters. */
export interface ParameterTable extends ParameterScope {
  readonly resource: Resource;
  /** The parameters of routes that answer one item. */
  readonly item: ParameterScope;
  readonly sortable: ReadonlyMap<string, Field>;
  readonly listSelection: Selection;
  readonly itemSelection: Selection;
  /** What a list is asked without any parameter; frozen, one for all requests. */
  readonly defaultQuestion: ListQuestion;
}

/** Compiles the table; at boot, once per resource. Fields that are not readable have no place in it. */
export function compileParameterTable(resource: Resource): ParameterTable {
  const visible = resource.fields.filter((field) => field.readable);
  const sortable = visible.filter((field) => field.sortable);
  const listSelection = compileSelection(resource.representation.list);
  const itemSelection = compileSelection(resource.representation.read);
  const reserved = listParameters(resource, sortable, listSelection);
  const filters = filterParameters(visible);
  const filtered = visible.filter((field) => field.operators.length > 0).map((field) => field.name);
  const forItem = itemParameters(resource, itemSelection);
  return Object.freeze({
    resource,
    ...scope([...filters, ...reserved], [...filtered, ...reserved.map(({ name }) => name)], visible),
    item: scope(
      forItem,
      forItem.map(({ name }) => name),
      [],
    ),
    sortable: byName(sortable),
    listSelection,
    itemSelection,
    defaultQuestion: defaultQuestion(resource),
  });
}

function scope(
  parameters: readonly Parameter[],
  suggestions: readonly string[],
  visible: readonly Field[],
): ParameterScope {
  const names = new Map<string, Parameter>();
  for (const parameter of parameters) names.set(parameter.name, parameter);
  for (const parameter of parameters) {
    if (parameter.kind !== 'filter') continue;
    const longName = `${parameter.field.name}__${parameter.operator}`;
    if (!names.has(longName)) names.set(longName, parameter);
  }
  return Object.freeze({
    parameters: Object.freeze(parameters),
    byName: names,
    suggestions,
    visibleFields: byName(visible),
  });
}

function filterParameters(fields: readonly Field[]): readonly FilterParameter[] {
  const parameters = fields.flatMap((field) => field.operators.map((operator) => filterParameter(field, operator)));
  // A field called `price__gte` keeps its name, and `price` goes without that operator.
  const fieldNames = new Set(fields.map((field) => field.name));
  return parameters.filter(({ name, field }) => name === field.name || !fieldNames.has(name));
}

function filterParameter(field: Field, operator: Operator): FilterParameter {
  const { shape, description } = OPERATOR_TABLE[operator];
  const isReserved = (RESERVED_NAMES as readonly string[]).includes(field.name);
  const name = operator === 'eq' && !isReserved ? field.name : `${field.name}__${operator}`;
  const text = `\`${field.name}\` ${description}.`;
  return Object.freeze({
    kind: 'filter',
    name,
    field,
    operator,
    shape,
    operand: operand(field, operator),
    description: text,
  });
}

function operand(field: Field, operator: Operator): Field {
  const { shape, isPattern } = OPERATOR_TABLE[operator];
  if (shape === 'boolean') return Object.freeze({ ...field, type: 'boolean', isArray: false });
  if (field.type !== 'string') return field.isArray ? Object.freeze({ ...field, isArray: false }) : field;
  const length = isPattern
    ? MAX_VALUE_CHARACTERS
    : Math.min(field.length ?? MAX_VALUE_CHARACTERS, MAX_VALUE_CHARACTERS);
  return Object.freeze({ ...field, isArray: false, length });
}

function byName(fields: readonly Field[]): ReadonlyMap<string, Field> {
  return new Map(fields.map((field) => [field.name, field]));
}

function defaultQuestion(resource: Resource): ListQuestion {
  return Object.freeze({
    kind: 'list',
    filter: undefined,
    search: Object.freeze([]),
    sort: Object.freeze(withTieBreak(resource.defaultSort, resource.key)),
    page: 1,
    pageSize: resource.limits.pageSize,
    count: resource.count,
    fields: resource.representation.list,
    parameters: Object.freeze([]),
  });
}
