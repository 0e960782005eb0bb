import type { EntityManager } from 'typeorm';
import { JsonText } from '../../../common/json-text.js';
import type { ItemQuestion, ListQuestion, RelatedQuestion } from '../../../query/question.js';
import type { Field } from '../../../resource/field.js';
import type { Resource } from '../../../resource/resource.js';
import { createEntitySerializer, type EntitySerializer } from '../../../serializer/entity.serializer.js';
import { ANONYMOUS } from '../../../common/principal.js';
import { columnFields } from '../../../query/column-fields.js';
import type { FoundItem, ListResult, RelatedRows } from '../../resource-repository.js';
import type { Engine } from '../compiled/engine.factory.js';
import { createFieldLists, writeRow, type FieldList } from '../compiled/field-list.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { ListOperation } from '../compiled/list.operation.js';
import { ReadOperation } from '../compiled/read.operation.js';
import type { LoadedRelations } from '../compiled/relations/nested-list.factory.js';
import { groupTexts, RelatedOperation } from '../compiled/relations/related.operation.js';
import type { SqlResult } from '../compiled/sql-runner.js';
import type { RepositoryLookup } from '../repository-lookup.js';
import { keyText, type EntityLoader } from './entity.loader.js';
import type { EntityReader } from './entity.reader.js';
import { versionOf } from './entity.writer.js';

/** The side of the repository that reads, on a connection of the caller. */
export interface OrmReads {
  list(manager: EntityManager, query: ListQuestion): Promise<ListResult>;
  read(manager: EntityManager, query: ItemQuestion): Promise<FoundItem | undefined>;
  related(manager: EntityManager, query: RelatedQuestion): Promise<RelatedRows>;
}

/** Rows that a statement found, by keys alone, with the rows of relations that come with them. */
interface KeyedRows {
  readonly list: FieldList;
  /** Says how the values of all rows are to be read. */
  readonly result: SqlResult;
  readonly rows: readonly (readonly unknown[])[];
  readonly loaded: LoadedRelations;
}

/** The text of a row; `undefined` when it is gone by now. */
type TextOf = (row: readonly unknown[]) => string | undefined;

/**
 * Reads in two steps. Which rows, in which order and with which related ones, is found by the statements that compiled
 * resources use, so that every question has one answer; then TypeORM loads the entities that they are.
 */
export function createOrmReads(
  table: LinkedTable,
  engine: Engine,
  repositoryOf: RepositoryLookup,
  entities: { readonly loader: EntityLoader; readonly reader: EntityReader },
): OrmReads {
  const { resource, metadata } = table;
  const serializerOf = createSerializers(resource);
  // The fields are a matter of the entities, for the statements they are none.
  const lists = createFieldLists(table, { repositoryOf, withKey: true });
  const listOf: typeof lists = (_fields, includes) => lists(NO_FIELDS, includes);
  const pages = new ListOperation(table, engine, repositoryOf, listOf);
  const relations = new RelatedOperation(table, engine, repositoryOf, listOf);
  const items = new ReadOperation(table, engine, repositoryOf);

  const loadTexts = async (manager: EntityManager, found: KeyedRows, fields: readonly Field[]): Promise<TextOf> => {
    const { list, result, rows, loaded } = found;
    const valuesOf = (row: readonly unknown[]): unknown[] => list.keyIndexes.map((index) => row[index]);
    const textOf = (row: readonly unknown[]): string => keyText(table, valuesOf(row), result.parsed);
    const keys = new Map(rows.map((row) => [textOf(row), valuesOf(row)]));
    const rowKeys = [...keys].map(([text, values]) => ({ text, values }));
    const byKey = await entities.loader.loadRows(manager, rowKeys, fields);
    const serializer = serializerOf(fields);
    return (row) => {
      const entity = byKey.get(textOf(row));
      if (entity === undefined) return undefined;
      return joinMembers(serializer.write(entity.entity, entity.columns).text, writeRow(list, result, row, loaded));
    };
  };

  return {
    async list(manager, query) {
      const { list, page, loaded, hasMore, total } = await pages.find(query);
      const textOf = await loadTexts(manager, { list, ...page, loaded }, query.fields);
      const texts = page.rows.map(textOf).filter((text) => text !== undefined);
      return { rows: new JsonText(`[${texts.join(',')}]`), length: texts.length, hasMore, total, edges: page.edges };
    },
    async read(manager, query) {
      const found = await entities.reader.findItem(manager, query);
      if (found === undefined) return undefined;
      const row = serializerOf(query.fields).write(found.entity, found.columns);
      const version = versionOf(metadata, found.entity);
      if (query.includes.length === 0) return { row, version };
      const members = await items.read({ ...query, fields: NO_FIELDS });
      return members && { row: new JsonText(joinMembers(row.text, members.row.text)), version };
    },
    async related(manager, query) {
      const { list, result, rows, loaded } = await relations.find(query);
      const found = { list, result, rows: rows.map(({ row }) => row), loaded };
      return groupTexts(rows, await loadTexts(manager, found, query.include.fields));
    },
  };
}

const NO_FIELDS: readonly Field[] = Object.freeze([]);

/** One JSON object of two, neither of which has a member of the other. */
function joinMembers(first: string, second: string): string {
  if (second === '{}') return first;
  return first === '{}' ? second : `${first.slice(0, -1)},${second.slice(1)}`;
}

function createSerializers(resource: Resource): (fields: readonly Field[]) => EntitySerializer {
  const { representation } = resource;
  const { read, list } = representation;
  const ready = new Map([read, list].map((fields) => [fields, createEntitySerializer(fields, representation)]));
  // The application gets the columns as they are, and not what clients are shown of them.
  for (const columns of [columnFields(resource), columnFields(resource, ANONYMOUS)])
    ready.set(columns, createEntitySerializer(columns, { ...representation, computed: [], view: undefined }));
  return (fields) => ready.get(fields) ?? createEntitySerializer(fields, representation);
}
