import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';

/**
 * The same entities with their eager relations, in the same order: query builders leave those out, and listeners and
 * getters that were written against `find()` rely on them. One query for all.
 */
export async function loadEagerEntities(
  manager: EntityManager,
  metadata: EntityMetadata,
  entities: readonly ObjectLiteral[],
): Promise<readonly ObjectLiteral[]> {
  if (entities.length === 0) return entities;
  const keys = entities.map((entity) => metadata.getEntityIdMap(entity)!);
  const complete = await manager.find<ObjectLiteral>(metadata.target, { where: keys });
  const byKey = new Map(complete.map((entity) => [textOf(metadata.getEntityIdMap(entity)), entity]));
  return entities.map((entity, index) => byKey.get(textOf(keys[index])) ?? entity);
}

function textOf(key: unknown): string {
  return JSON.stringify(key);
}
