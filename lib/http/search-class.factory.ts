import type { Type } from '@nestjs/common';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { weaklyOf } from '../common/weakly.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { FilterParameter } from '../query/parameter.js';
import { vocabularyOf, type Vocabulary } from '../query/vocabulary.js';
import { conditionSchema, describeParameter, wordSchema, type JsonSchema } from './openapi-parameters.js';

/** The class that documents the body of a search: `BookSearch`. Made when somebody asks for a document. */
export const searchClassOf = weaklyOf(createSearchClass);

/** A search as a form may send it; one of all members would ask for what does not go together. */
export function searchExample({ parameters }: ParameterTable): object {
  const example: Record<string, unknown> = {};
  for (const parameter of parameters) {
    if (parameter.kind === 'tree') example[parameter.name] = {};
    if (parameter.kind === 'ordering' || parameter.kind === 'page_size') {
      example[parameter.name] = wordSchema(parameter)['default'];
    }
  }
  return example;
}

function createSearchClass(table: ParameterTable): Type<object> {
  const { name } = table.resource;
  const search = namedClass(`${name}Search`, `A question about a list of ${name}; every member may be left out.`);
  for (const parameter of table.parameters) {
    if (parameter.kind === 'filter' || parameter.kind === 'page') continue;
    const description = describeParameter(parameter);
    const schema =
      parameter.kind === 'tree'
        ? { type: () => filterClassOf(table.vocabulary) }
        : { ...wordSchema(parameter), description };
    addProperty(search, parameter.name, schema);
  }
  return search;
}

/** The class that documents the tree of a filter: `BookFilter`, which refers to itself and to those of related resources. */
const filterClassOf = weaklyOf((vocabulary: Vocabulary): Type<object> => {
  const filter = namedClass(`${vocabulary.resource.name}Filter`, describeFilter(vocabulary));
  addConditions(filter, vocabulary);
  return filter;
});

function describeFilter({ resource, filterable }: Vocabulary): string {
  const { maxFilterDepth, maxFilterNodes } = resource.limits;
  const paths =
    filterable.size === 0 ? '' : ` A path such as \`${[...filterable.keys()][0]}.…\` stands for a field, too.`;
  return (
    `A condition on a ${resource.name}. Members of one object must all hold. ` +
    `At most ${maxFilterDepth} levels and ${maxFilterNodes} nodes.${paths}`
  );
}

function addConditions(filter: Type<object>, vocabulary: Vocabulary): void {
  const { resource, conditions, filterable } = vocabulary;
  const operators = new Map<string, FilterParameter[]>();
  for (const condition of conditions) {
    const { name } = condition.field;
    operators.set(name, [...(operators.get(name) ?? []), condition]);
  }
  for (const [name, allowed] of operators) {
    const properties = Object.fromEntries(
      allowed.map((condition) => [condition.operator, conditionSchema(condition, resource.limits.maxListItems)]),
    );
    addProperty(filter, name, { type: 'object', properties, additionalProperties: false });
  }
  for (const [name, { target }] of filterable) {
    addProperty(filter, name, { type: () => quantifierClassOf(vocabularyOf(target)) });
  }
  const list = { type: () => [filter] };
  addProperty(filter, 'and', { ...list, description: 'All of them hold.' });
  addProperty(filter, 'or', { ...list, description: 'At least one of them holds.' });
  addProperty(filter, 'not', { type: () => filter, description: 'It does not hold.' });
}

/** What may be asked of related rows: `AuthorRelation`. */
const quantifierClassOf = weaklyOf((vocabulary: Vocabulary): Type<object> => {
  const { name } = vocabulary.resource;
  const quantifier = namedClass(`${name}RelationFilter`, `A condition on related rows of ${name}.`);
  const words = { some: 'Holds for at least one.', none: 'Holds for none.', every: 'Holds for all that there are.' };
  for (const [word, description] of Object.entries(words)) {
    addProperty(quantifier, word, { type: () => filterClassOf(vocabulary), description });
  }
  return quantifier;
});

function namedClass(name: string, description: string): Type<object> {
  const made = { [name]: class {} }[name]!;
  ApiSchema({ name, description })(made);
  return made;
}

function addProperty(target: Type<object>, name: string, schema: JsonSchema): void {
  const options = { required: false, ...schema } as NonNullable<Parameters<typeof ApiProperty>[0]>;
  ApiProperty(options)(target.prototype as object, name);
}
