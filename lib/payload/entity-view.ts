import type { ReadBody } from './body-reader.js';
import type { ReadRelation } from './read-item.js';

/** What was sent, nested by the property names of the entity, as rules over several fields see it. */
export function entityView({ fields }: ReadBody, relations: readonly ReadRelation[]): Record<string, unknown> {
  const view: Record<string, unknown> = {};
  for (const { reader, value } of fields.values()) setProperty(view, reader.field.property, value);
  for (const related of relations) setProperty(view, related.relation.property, related.view());
  return view;
}

/** Sets a property by TypeORM's path: `author.id`. */
export function setProperty(view: Record<string, unknown>, path: string, value: unknown): void {
  const properties = path.split('.');
  let holder = view;
  for (const property of properties.slice(0, -1)) holder = (holder[property] ??= {}) as Record<string, unknown>;
  holder[properties.at(-1)!] = value;
}
