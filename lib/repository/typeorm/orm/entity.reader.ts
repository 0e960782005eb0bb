import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { DeletedRows, ItemQuestion } from '../../../query/question.js';
import { appendCondition } from '../compiled/filter.builder.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { SqlDraft } from '../compiled/sql-draft.js';
import type { EntityLoader, EntityQuery, LoadedEntity } from './entity.loader.js';
import { keyDraft } from './key-condition.js';
import { nameParameters } from './named-parameters.js';

/** Reads one entity by its key. */
export interface EntityReader {
  findItem(manager: EntityManager, query: ItemQuestion): Promise<LoadedEntity | undefined>;
  /** The bare entity, locked against other writers until the transaction ends where the engine has row locks. */
  lockItem(manager: EntityManager, query: ItemQuestion): Promise<ObjectLiteral | undefined>;
}

export function createEntityReader(table: LinkedTable, loader: EntityLoader, hasRowLocks: boolean): EntityReader {
  const { metadata, dialect } = table;
  const select = async (manager: EntityManager, question: ItemQuestion): Promise<EntityQuery> => {
    if (question.filter !== undefined || question.visibility.size > 0) await dialect.ready?.();
    const query = loader.begin(manager);
    whereKey(query, table, question);
    return query;
  };
  return {
    async findItem(manager, question) {
      return (await loader.load(manager, await select(manager, question), question.fields))[0];
    },
    async lockItem(manager, question) {
      const query = await select(manager, question);
      for (const column of [metadata.versionColumn, metadata.updateDateColumn]) {
        if (column?.isSelect === false) query.addSelect(`${metadata.tableName}.${column.propertyPath}`);
      }
      if (hasRowLocks) query.setLock('pessimistic_write');
      return (await query.getOne()) ?? undefined;
    },
  };
}

function whereKey(query: EntityQuery, table: LinkedTable, question: ItemQuestion): void {
  const { key, keyFields, deleted } = question;
  const condition = nameParameters(keyDraft(table, key, keyFields), 'key');
  query.where(condition.text, condition.parameters);
  andWhereDeleted(query, table, deleted);
  andWhere(query, table, question);
}

/** TypeORM leaves softly deleted rows out by itself. */
function andWhereDeleted(query: EntityQuery, { isDeleted }: LinkedTable, deleted: DeletedRows): void {
  if (deleted === 'without') return;
  query.withDeleted();
  if (deleted === 'only') query.andWhere(isDeleted ?? '1 = 0');
}

function andWhere(query: EntityQuery, table: LinkedTable, { filter, visibility }: ItemQuestion): void {
  if (filter === undefined) return;
  const draft = new SqlDraft();
  appendCondition(draft, filter, table, { visibility, isWrite: false });
  const condition = nameParameters(draft, 'filter');
  query.andWhere(`(${condition.text})`, condition.parameters);
}
