import type { DataSource, EntityManager, EntityMetadata, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { once } from '../../../common/once.js';
import type { Field } from '../../../resource/field.js';
import type { ColumnValues } from '../../../serializer/entity.serializer.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { SqlDraft } from '../compiled/sql-draft.js';
import { onServer, replicasOf } from '../replicas.js';
import { createColumnSelection, type ColumnSelection } from './column-selection.js';
import { loadEagerEntities } from './eager-entities.loader.js';
import { nameParameters } from './named-parameters.js';

/** Keys that one statement takes. */
const MAX_KEYS = 1_000;

/** A query for the entities of one table. */
export type EntityQuery = SelectQueryBuilder<ObjectLiteral>;

/** An entity instance with the values of columns that it does not hold itself. */
export interface LoadedEntity {
  readonly entity: object;
  readonly columns: ColumnValues;
}

interface LoadedRows {
  readonly raw: readonly ObjectLiteral[];
  readonly loaded: LoadedEntity[];
}

/** The key of a row that a statement found. */
export interface RowKey {
  /** Values of the key columns as the statement read them. */
  readonly values: readonly unknown[];
  /** The same as they stand in JSON, whatever driver they come from. */
  readonly text: string;
}

/** Makes rows into entities through TypeORM's query builder: listeners, subscribers and inheritance are its own. */
export interface EntityLoader {
  /** A query for entities, to be narrowed. */
  begin(manager: EntityManager): EntityQuery;
  /** The entities that a query is about. */
  load(manager: EntityManager, query: EntityQuery, fields: readonly Field[]): Promise<LoadedEntity[]>;
  /** The entities of rows, softly deleted or not, by the texts of their keys; without those that are gone by now. */
  loadRows(
    manager: EntityManager,
    keys: readonly RowKey[],
    fields: readonly Field[],
  ): Promise<ReadonlyMap<string, LoadedEntity>>;
}

export function createEntityLoader(table: LinkedTable, dataSource: DataSource): EntityLoader {
  const { metadata, key, dialect } = table;
  const { read, list, computed, view } = table.resource.representation;
  const replicas = replicasOf(dataSource);
  const needsEager =
    metadata.eagerRelations.length > 0 &&
    (computed.length > 0 || view !== undefined || metadata.afterLoadListeners.length > 0);
  const selections = new Map([read, list].map((fields) => [fields, createColumnSelection(fields, table, dataSource)]));
  const selectionOf = (fields: readonly Field[]): ColumnSelection =>
    selections.get(fields) ?? createColumnSelection(fields, table, dataSource);
  const begin = (manager: EntityManager): EntityQuery =>
    manager.createQueryBuilder<ObjectLiteral>(metadata.target, metadata.tableName);

  // Their statements are made by TypeORM, later.
  const eagerTables = once(() => (needsEager ? [...eagerTargets(metadata)].map(quotedTable).join() : ''));
  const quotedTable = ({ tableName }: EntityMetadata): string => dataSource.driver.escape(tableName);

  const loadWithRows = async (
    manager: EntityManager,
    query: EntityQuery,
    fields: readonly Field[],
  ): Promise<LoadedRows> => {
    const selection = selectionOf(fields);
    selection.apply(query);
    if (replicas === undefined || manager.queryRunner !== undefined) return loadOn(manager, query, selection);
    return replicas.read(query.getQuery() + eagerTables(), (server) =>
      onServer(dataSource, server, (queryRunner) =>
        loadOn(queryRunner.manager, query.clone().setQueryRunner(queryRunner), selection),
      ),
    );
  };
  const loadOn = async (
    manager: EntityManager,
    query: EntityQuery,
    selection: ColumnSelection,
  ): Promise<LoadedRows> => {
    const { raw, entities } = await query.getRawAndEntities<ObjectLiteral>();
    const columns = entities.map((entity, index) => selection.read(raw[index]!, entity));
    const complete = needsEager ? await loadEagerEntities(manager, metadata, entities) : entities;
    return { raw, loaded: complete.map((entity, index) => ({ entity, columns: columns[index]! })) };
  };
  /** `false` when TypeORM takes several rows for one: long integers are numbers on SQLite, and round. */
  const addRows = async (
    manager: EntityManager,
    keys: readonly RowKey[],
    fields: readonly Field[],
    byKey: Map<string, LoadedEntity>,
  ): Promise<boolean> => {
    const query = begin(manager).withDeleted();
    const draft = new SqlDraft();
    dialect.amongLinks(
      draft,
      key,
      keys.map(({ values }) => values),
    );
    const condition = nameParameters(draft, 'key');
    query.where(condition.text, condition.parameters);
    for (const [index, { select }] of key.entries()) query.addSelect(select, keyName(index));
    const { raw, loaded } = await loadWithRows(manager, query, fields);
    if (raw.length !== loaded.length) return false;
    for (const [index, entity] of loaded.entries()) {
      const values = key.map((_, position) => raw[index]![keyName(position)] as unknown);
      byKey.set(keyText(table, values, true), entity);
    }
    return true;
  };

  return {
    begin,
    load: async (manager, query, fields) => (await loadWithRows(manager, query, fields)).loaded,
    async loadRows(manager, keys, fields) {
      const byKey = new Map<string, LoadedEntity>();
      for (let first = 0; first < keys.length; first += MAX_KEYS) {
        const some = keys.slice(first, first + MAX_KEYS);
        if (await addRows(manager, some, fields, byKey)) continue;
        for (const one of some) await addRows(manager, [one], fields, byKey);
      }
      return byKey;
    },
  };
}

/** The key of a row as JSON writes its values. */
export function keyText({ key }: LinkedTable, values: readonly unknown[], isParsed: boolean): string {
  return key.map((column, index) => (isParsed ? column.writeParsed : column.writeRaw)(values[index])).join();
}

function keyName(index: number): string {
  return `lightapi_key_${index}`;
}

/** Entities that TypeORM loads along, by eager relations and those of their own. */
function eagerTargets(metadata: EntityMetadata): ReadonlySet<EntityMetadata> {
  const targets = new Set([metadata]);
  for (const { eagerRelations } of targets) {
    for (const { inverseEntityMetadata } of eagerRelations) targets.add(inverseEntityMetadata);
  }
  return targets;
}
