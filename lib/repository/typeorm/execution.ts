import type { DataSource, EntityMetadata } from 'typeorm';
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import { ChangeSubscriber } from './change.subscriber.js';
import type { Resource } from '../../resource/resource.js';

/** The executor of each side of a resource, decided once. What reads through the ORM writes through it too. */
export interface Execution {
  readonly reads: 'compiled' | 'orm';
  readonly writes: 'compiled' | 'orm';
  /** Why a side goes through the ORM, for the boot report; empty when neither does. */
  readonly reasons: readonly string[];
}

/**
 * Compiled statements serve an entity unless something of TypeORM has to see each row: then that side goes through
 * TypeORM itself, so that listeners, subscribers, inheritance and the like behave as they always do.
 */
export function chooseExecution(resource: Resource, metadata: EntityMetadata, dataSource: DataSource): Execution {
  const reads = [...structuralReasons(metadata), ...readReasons(resource, metadata, dataSource)];
  // A write answers with the row, so whatever has to see a row that is read has to see that one too.
  const writes = [...reads, ...writeReasons(metadata, dataSource)];
  return {
    reads: reads.length > 0 ? 'orm' : 'compiled',
    writes: writes.length > 0 ? 'orm' : 'compiled',
    reasons: [...new Set([...reads, ...writes])],
  };
}

function structuralReasons(metadata: EntityMetadata): string[] {
  const reasons: string[] = [];
  if (metadata.inheritancePattern === 'STI' || metadata.tableType === 'entity-child') {
    reasons.push('single-table inheritance');
  }
  if (metadata.treeType !== undefined) reasons.push('tree');
  return reasons;
}

function readReasons(resource: Resource, metadata: EntityMetadata, dataSource: DataSource): string[] {
  const { computed, view } = resource.representation;
  const reasons: string[] = [];
  if (metadata.afterLoadListeners.length > 0) reasons.push('@AfterLoad');
  if (listens(metadata, dataSource, 'afterLoad')) reasons.push('afterLoad subscriber');
  if (computed.length > 0) reasons.push('computed fields');
  if (view !== undefined) reasons.push('serializer class');
  return reasons;
}

function writeReasons(metadata: EntityMetadata, dataSource: DataSource): string[] {
  const listeners = [
    ...metadata.beforeInsertListeners,
    ...metadata.afterInsertListeners,
    ...metadata.beforeUpdateListeners,
    ...metadata.afterUpdateListeners,
    ...metadata.beforeRemoveListeners,
    ...metadata.afterRemoveListeners,
    ...metadata.beforeSoftRemoveListeners,
    ...metadata.afterSoftRemoveListeners,
    ...metadata.beforeRecoverListeners,
    ...metadata.afterRecoverListeners,
  ];
  const reasons = [
    ...new Set(
      listeners.map(
        ({ type }) =>
          `@${type.charAt(0).toUpperCase()}${type.slice(1).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}`,
      ),
    ),
  ];
  if (
    listens(
      metadata,
      dataSource,
      'beforeInsert',
      'afterInsert',
      'beforeUpdate',
      'afterUpdate',
      'beforeRemove',
      'afterRemove',
      'beforeSoftRemove',
      'afterSoftRemove',
      'beforeRecover',
      'afterRecover',
      'beforeTransactionCommit',
      'afterTransactionCommit',
    )
  ) {
    reasons.push('subscriber');
  }
  if (metadata.relations.some(takesRowsAlong)) reasons.push('cascading relation');
  return reasons;
}

/** Whether removing or restoring a row does the same to the rows that it is related to. */
function takesRowsAlong({ isCascadeRemove, isCascadeSoftRemove, isCascadeRecover }: RelationMetadata): boolean {
  return isCascadeRemove || isCascadeSoftRemove || isCascadeRecover;
}

type SubscriberMethod = keyof DataSource['subscribers'][number];

/** Whether a subscriber with one of these methods hears of the entity, judged as TypeORM's own broadcaster does. */
function listens(metadata: EntityMetadata, dataSource: DataSource, ...methods: SubscriberMethod[]): boolean {
  return dataSource.subscribers.some((subscriber) => {
    // Ours hears of compiled statements by other means.
    if (subscriber instanceof ChangeSubscriber) return false;
    if (!methods.some((method) => typeof subscriber[method] === 'function')) return false;
    const target: unknown = subscriber.listenTo?.();
    if (target === undefined || target === Object || target === metadata.target) return true;
    const isClass = typeof target === 'function' && typeof metadata.target === 'function';
    return isClass && Object.prototype.isPrototypeOf.call(target, metadata.target);
  });
}
