import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { PayloadClasses } from '../payload/payload-class.factory.js';
import type { Relation, Resource } from '../resource/resource.js';
import type { SchemasLookup } from './resource-schemas.js';

/** Classes of the answers of a resource: of an item, and of a row of a list. */
export type AnswerClasses = Pick<PayloadClasses, 'read' | 'list'>;

const complete = new WeakSet<Type<object>>();

/**
 * The classes of a resource's answers, with what `include` adds to them. Those of related rows are looked up when the
 * document is made: relations go in circles.
 */
export function answerClassesOf(resource: Resource, schemasOf: SchemasLookup): AnswerClasses {
  const { read, list } = schemasOf(resource).classes;
  for (const answer of new Set([read, list])) {
    if (complete.has(answer)) continue;
    complete.add(answer);
    documentIncludes(resource, answer, (target) => answerClassesOf(target, schemasOf).list);
  }
  return { read, list };
}

function documentIncludes(
  { relations }: Resource,
  answer: Type<object>,
  rowsOf: (resource: Resource) => Type<object>,
): void {
  for (const relation of relations.values()) {
    if (relation.includable) addProperty(answer, relation, rowsOf);
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
