import type { DataSource, EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Condition, ItemQuestion, ListQuestion } from '../../../query/question.js';
import type { Field } from '../../../resource/field.js';
import type { ColumnValues } from '../../../serializer/entity.serializer.js';
import { appendCondition, appendSearch } from '../compiled/filter.builder.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { SqlDraft } from '../compiled/sql-draft.js';
import { createColumnSelection, type ColumnSelection } from './column-selection.js';
import { isMysqlFamily } from './dialect.factory.js';
import { loadEagerEntities } from './eager-entities.loader.js';
import { keyDraft } from './key-condition.js';
import { nameParameters } from './named-parameters.js';

type Query = SelectQueryBuilder<ObjectLiteral>;

/** An entity instance with the values of columns that it does not hold itself. */
export interface LoadedEntity {
  readonly entity: object;
  readonly columns: ColumnValues;
}

/** Reads entities through TypeORM's query builder: listeners, subscribers, inheritance and soft deletion are its own. */
export interface EntityReader {
  findItem(manager: EntityManager, query: ItemQuestion): Promise<LoadedEntity | undefined>;
  /** The bare entity, locked against other writers until the transaction ends where the engine has row locks. */
  lockItem(manager: EntityManager, query: ItemQuestion): Promise<ObjectLiteral | undefined>;
  /** `limit` rows from the page's beginning on. */
  findPage(manager: EntityManager, query: ListQuestion, limit: number): Promise<LoadedEntity[]>;
  count(manager: EntityManager, query: ListQuestion): Promise<number>;
}

export function createEntityReader(table: LinkedTable, dataSource: DataSource, hasRowLocks: boolean): EntityReader {
  const { metadata } = table;
  const isMysql = isMysqlFamily(dataSource);
  const { read, list, computed, view } = table.resource.representation;
  const needsEager =
    metadata.eagerRelations.length > 0 &&
    (computed.length > 0 || view !== undefined || metadata.afterLoadListeners.length > 0);
  const selections = new Map([read, list].map((fields) => [fields, createColumnSelection(fields, table, dataSource)]));
  const selectionOf = (fields: readonly Field[]): ColumnSelection =>
    selections.get(fields) ?? createColumnSelection(fields, table, dataSource);
  const begin = (manager: EntityManager): Query =>
    manager.createQueryBuilder<ObjectLiteral>(metadata.target, metadata.tableName);

  const load = async (manager: EntityManager, query: Query, fields: readonly Field[]): Promise<LoadedEntity[]> => {
    const selection = selectionOf(fields);
    selection.apply(query);
    const { raw, entities } = await query.getRawAndEntities<ObjectLiteral>();
    const columns = entities.map((entity, index) => selection.read(raw[index]!, entity));
    const complete = needsEager ? await loadEagerEntities(manager, metadata, entities) : entities;
    return complete.map((entity, index) => ({ entity, columns: columns[index]! }));
  };

  return {
    async findItem(manager, question) {
      const query = begin(manager);
      whereKey(query, table, question);
      return (await load(manager, query, question.fields))[0];
    },
    async lockItem(manager, question) {
      const query = begin(manager);
      whereKey(query, table, question);
      if (hasRowLocks) query.setLock('pessimistic_write');
      return (await query.getOne()) ?? undefined;
    },
    findPage(manager, question, limit) {
      const query = begin(manager);
      whereList(query, table, question);
      order(query, table, question, isMysql);
      query.limit(limit).offset((question.page - 1) * question.pageSize);
      return load(manager, query, question.fields);
    },
    count(manager, question) {
      const query = begin(manager);
      whereList(query, table, question);
      return query.getCount();
    },
  };
}

function whereKey(query: Query, table: LinkedTable, { key, filter }: ItemQuestion): void {
  const condition = nameParameters(keyDraft(table, key), 'key');
  query.where(condition.text, condition.parameters);
  andWhere(query, table, filter);
}

function whereList(query: Query, table: LinkedTable, { filter, search }: ListQuestion): void {
  andWhere(query, table, filter);
  if (search.length === 0) return;
  const draft = new SqlDraft();
  appendSearch(draft, search, table);
  const condition = nameParameters(draft, 'search');
  query.andWhere(`(${condition.text})`, condition.parameters);
}

function andWhere(query: Query, table: LinkedTable, filter: Condition | undefined): void {
  if (filter === undefined) return;
  const draft = new SqlDraft();
  appendCondition(draft, filter, table);
  const condition = nameParameters(draft, 'filter');
  query.andWhere(`(${condition.text})`, condition.parameters);
}

/** NULLs last on every engine: MySQL has no words for it. */
function order(query: Query, table: LinkedTable, { sort }: ListQuestion, isMysql: boolean): void {
  for (const { field, direction } of sort) {
    const { reference, nullable } = table.columnOf(field);
    const upper = direction === 'asc' ? 'ASC' : 'DESC';
    if (nullable && isMysql) query.addOrderBy(`${reference} IS NULL`, 'ASC');
    query.addOrderBy(reference, upper, nullable && !isMysql ? 'NULLS LAST' : undefined);
  }
}
