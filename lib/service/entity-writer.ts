import { JsonText } from '../common/json-text.js';
import { ANONYMOUS } from '../common/principal.js';
import { columnFields } from '../query/column-fields.js';
import type { Field } from '../resource/field.js';
import type { Include } from '../query/question.js';
import type { Representation, Resource } from '../resource/resource.js';
import { createEntitySerializer } from '../serializer/entity.serializer.js';
import { writeJsonString } from '../serializer/json-string.js';

/**
 * Writes entities of the application's own code as they stand in answers: by the output list of the question and by
 * nothing else, so that what code puts into an entity beside it stays where it is.
 */
export function writeEntity(
  resource: Resource,
  entity: object,
  fields: readonly Field[],
  includes: readonly Include[],
): JsonText {
  const isForCode = fields === columnFields(resource) || fields === columnFields(resource, ANONYMOUS);
  const representation = isForCode ? { ...resource.representation, ...PLAIN } : resource.representation;
  return new JsonText(textOf(representation, entity, fields, includes));
}

/** Code gets the columns as they are, and not what clients are shown of them. */
const PLAIN = { computed: [], view: undefined } as const;

function textOf(
  representation: Representation,
  entity: object,
  fields: readonly Field[],
  includes: readonly Include[],
): string {
  let text = createEntitySerializer(fields, representation).write(entity).text;
  for (const { relation, fields: inner, includes: below } of includes) {
    const related = (entity as Record<string, unknown>)[relation.property];
    const write = (row: unknown): string =>
      typeof row === 'object' && row !== null ? textOf(relation.target.representation, row, inner, below) : 'null';
    const value =
      relation.kind === 'many' ? `[${(Array.isArray(related) ? related : []).map(write).join(',')}]` : write(related);
    text = `${text.slice(0, -1)}${text === '{}' ? '' : ','}${writeJsonString(relation.name)}:${value}}`;
  }
  return text;
}
