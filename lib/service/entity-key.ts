import type { EntityKey } from '../resource/entity-question.js';
import type { Resource } from '../resource/resource.js';
import { jsonOf } from './entity-input.js';

/** The key of a question as code names it. */
export function entityKeyOf({ key }: Resource, values: readonly unknown[]): EntityKey {
  if (key.length === 1) return values[0] as EntityKey;
  return Object.fromEntries(key.map(({ property }, index) => [property, values[index] as number]));
}

/** The key of an entity as it stands in a path. */
export function keyTextsOf({ key }: Resource, entity: object): readonly string[] {
  return key.map((field) => String(jsonOf(field, (entity as Record<string, unknown>)[field.property]) as number));
}
