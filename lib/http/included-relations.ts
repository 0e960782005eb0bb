import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Relation, Resource } from '../resource/resource.js';

/**
 * Documents on the classes of a resource's answers what `include` adds to them. The classes of related rows are looked up
 * when the document is made: relations go in circles.
 *
 * @param rowsOf the class of a row of another resource
 */
export function documentIncludes(
  resource: Resource,
  answers: Iterable<Type<object>>,
  rowsOf: (resource: Resource) => Type<object>,
): void {
  const includable = [...resource.relations.values()].filter((relation) => relation.includable);
  for (const answer of new Set(answers)) {
    for (const relation of includable) addProperty(answer, relation, rowsOf);
  }
}

function addProperty(answer: Type<object>, relation: Relation, rowsOf: (resource: Resource) => Type<object>): void {
  const { name, kind, description = '' } = relation;
  const when = `Only with \`include=${name}\`.`;
  ApiProperty({
    type: () => (kind === 'many' ? [rowsOf(relation.target)] : rowsOf(relation.target)),
    required: false,
    readOnly: true,
    // Also where a row has to have one: it may be one that the caller cannot see.
    ...(kind === 'one' && { nullable: true }),
    description: description === '' ? when : `${description} ${when}`,
  })(answer.prototype as object, name);
}
