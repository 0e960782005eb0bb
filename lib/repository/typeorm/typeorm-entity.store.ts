import {
  QueryFailedError,
  type DataSource,
  type EntityManager,
  type EntityMetadata,
  type FindOptionsWhere,
  type ObjectLiteral,
} from 'typeorm';
import type { Resource } from '../../resource/resource.js';
import type { EntityStore } from '../entity-store.js';
import { mapDriverError } from './driver-error.mapper.js';
import { runOnPrimary, runWithManager } from './run-transaction.js';
import { sharesOneConnection } from './write-lock.js';

/** The entities of one resource. */
export class TypeormEntityStore implements EntityStore {
  private readonly metadata: EntityMetadata;
  private readonly canLock: boolean;

  constructor(
    private readonly resource: Resource,
    private readonly dataSource: DataSource,
  ) {
    this.metadata = dataSource.getMetadata(resource.entity as never);
    // Where there is one connection a transaction has it for itself.
    this.canLock = !sharesOneConnection(dataSource) && this.metadata.tableType !== 'view';
  }

  find(key: readonly unknown[], isLocked: boolean): Promise<object | undefined> {
    const { metadata } = this;
    const where = this.conditionOf(key);
    return runOnPrimary(this.dataSource, async (manager) => {
      const found = (lock: boolean, loadEagerRelations: boolean): Promise<ObjectLiteral | null> =>
        manager.findOne<ObjectLiteral>(metadata.target, {
          where,
          loadEagerRelations,
          ...(lock && { lock: { mode: 'pessimistic_write' } }),
        });
      const lock = isLocked && this.canLock;
      // What is joined cannot be locked together with the row on every engine.
      if (lock && metadata.eagerRelations.length > 0 && (await found(true, false)) === null) return undefined;
      return (await found(lock && metadata.eagerRelations.length === 0, true)) ?? undefined;
    });
  }

  save<Stored extends object>(entity: Stored): Promise<Stored> {
    return this.withTarget(entity, (manager, target) =>
      target === undefined ? manager.save(entity) : manager.save(target, entity),
    ) as Promise<Stored>;
  }

  async remove(entity: object): Promise<void> {
    await this.withTarget(entity, (manager, target) =>
      target === undefined ? manager.remove(entity) : manager.remove(target, entity),
    );
  }

  keyOf(entity: unknown): readonly unknown[] | undefined {
    if (typeof entity !== 'object' || entity === null) return undefined;
    const key = this.metadata.primaryColumns.map((column) => column.getEntityValue(entity) as unknown);
    return key.some((value) => value === undefined || value === null) ? undefined : key;
  }

  async guard<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof QueryFailedError ? mapDriverError(error, this.resource, this.metadata) : error;
    }
  }

  /** Rows of an EntitySchema are plain objects, which do not say themselves what they are. */
  private withTarget<Result>(
    entity: object,
    work: (manager: EntityManager, target: EntityMetadata['target'] | undefined) => Promise<Result>,
  ): Promise<Result> {
    const isPlain = entity.constructor === Object;
    return runWithManager(this.dataSource, (manager) => work(manager, isPlain ? this.metadata.target : undefined));
  }

  private conditionOf(key: readonly unknown[]): FindOptionsWhere<ObjectLiteral> {
    const where: ObjectLiteral = {};
    for (const [index, { path }] of this.resource.key.entries()) {
      let holder = where;
      for (const segment of path.slice(0, -1)) holder = (holder[segment] ??= {}) as ObjectLiteral;
      holder[path.at(-1)!] = key[index];
    }
    return where;
  }
}
