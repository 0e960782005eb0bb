import { DataSource, getMetadataArgsStorage, type EntityMetadata } from 'typeorm';
import { EntitySchemaTransformer } from 'typeorm/entity-schema/EntitySchemaTransformer.js';
import { EntityMetadataBuilder } from 'typeorm/metadata-builder/EntityMetadataBuilder.js';
import type { EntitySchema } from 'typeorm';
import type { EntityTarget } from '../../resource/entity-target.js';
import { isEntitySchema } from '../../resource/entity-target.js';
import { withRelatedEntities, withRelatedSchemas } from './related-entities.js';

/**
 * TypeORM's own metadata of the given entities, built before any connection exists and without a database driver.
 * Controllers and DTOs have to be known when Nest scans its modules, which is earlier than any data source.
 *
 * @throws what TypeORM throws for a relation to something that is not an entity
 */
export function loadEntityMetadata(targets: readonly EntityTarget[]): Map<EntityTarget, EntityMetadata> {
  const offline = offlineDataSource();
  const schemas = withRelatedSchemas(targets.filter(isEntitySchema));
  const classes = targets.filter((target) => typeof target === 'function');
  const metadatas = [
    ...(classes.length > 0
      ? new EntityMetadataBuilder(offline, getMetadataArgsStorage()).build(withRelatedEntities(classes))
      : []),
    ...(schemas.length > 0
      ? new EntityMetadataBuilder(
          offline,
          new EntitySchemaTransformer().transform(schemas as unknown as EntitySchema[]),
        ).build()
      : []),
  ];
  const found = new Map<EntityTarget, EntityMetadata>();
  for (const target of targets) {
    const metadata = metadatas.find((candidate) => describes(candidate, target));
    if (metadata) found.set(target, metadata);
  }
  return found;
}

function describes(metadata: EntityMetadata, target: EntityTarget): boolean {
  if (!isEntitySchema(target)) return metadata.target === target;
  return metadata.target === (target.options.target ?? target.options.name);
}

/** A data source that is never connected; its driver class stands in for a native module that may not be installed. */
function offlineDataSource(): DataSource {
  return new DataSource({ type: 'better-sqlite3', database: ':memory:', driver: class OfflineDriver {} });
}
