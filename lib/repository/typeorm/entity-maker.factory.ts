import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Include } from '../../query/question.js';
import type { Field } from '../../resource/field.js';
import type { Resource } from '../../resource/resource.js';
import type { EntityMaker } from '../entity-maker.js';
import { fromJson } from './relation-writes/item-values.js';

type Row = Readonly<Record<string, unknown>>;

interface MadeColumn {
  readonly field: Field;
  readonly column: ColumnMetadata;
}

/** Makes entities as TypeORM makes those that it loads: without their constructors, embedded objects of their classes. */
export function createEntityMaker(
  resource: Resource,
  dataSource: DataSource,
  makerOf: (resource: Resource) => EntityMaker,
): EntityMaker {
  const metadata = dataSource.getMetadata(resource.entity as never);
  const columns = resource.columns.flatMap(({ field }): MadeColumn[] => {
    const column = metadata.findColumnWithPropertyPath(field.property);
    return column === undefined ? [] : [{ field, column }];
  });
  return {
    make(json, includes = []) {
      const entity = metadata.create(undefined, { fromDeserializer: true }) as object;
      // TypeORM would mix what is included into what stands there already.
      const included = new Set(includes.map(({ relation }) => relation.property));
      for (const { field, column } of columns) {
        if (column.isVirtual && included.has(column.relationMetadata?.propertyPath ?? '')) continue;
        const value = memberOf(json, field.path);
        if (value !== undefined) setColumn(entity, column, valueOf(field, value));
      }
      for (const include of includes) setRelated(entity, metadata, include, json[include.relation.name], makerOf);
      return entity;
    },
  };
}

function memberOf(json: Row, path: readonly string[]): unknown {
  let value: unknown = json;
  for (const segment of path) value = (value as Row | null | undefined)?.[segment];
  return value;
}

function valueOf(field: Field, json: unknown): unknown {
  return field.isArray && Array.isArray(json) ? json.map((item) => fromJson(field, item)) : fromJson(field, json);
}

/** A join column without a property of its own stands in the entity as the row that it refers to, of which only this is known. */
function setColumn(entity: object, column: ColumnMetadata, value: unknown): void {
  const relation = column.isVirtual ? column.relationMetadata : undefined;
  if (relation === undefined) column.setEntityValue(entity, value);
  else if (relation.isLazy) return;
  else if (value === null) relation.setEntityValue(entity, null);
  else {
    const known = relation.getEntityValue(entity) as ObjectLiteral | undefined;
    const referred = known ?? (relation.inverseEntityMetadata.create(undefined, { fromDeserializer: true }) as object);
    column.referencedColumn!.setEntityValue(referred, value);
    relation.setEntityValue(entity, referred);
  }
}

function setRelated(
  entity: object,
  metadata: EntityMetadata,
  { relation: { property, target }, includes }: Include,
  json: unknown,
  makerOf: (resource: Resource) => EntityMaker,
): void {
  const relation = metadata.findRelationWithPropertyPath(property);
  if (relation === undefined || json === undefined) return;
  const maker = makerOf(target);
  const make = (row: unknown): object => maker.make(row as Row, includes);
  const related = Array.isArray(json) ? json.map(make) : json === null ? null : make(json);
  if (relation.isLazy) Object.defineProperty(entity, relation.propertyName, lazily(related));
  else relation.setEntityValue(entity, related);
}

/** A lazy relation holds a promise of what it leads to. */
function lazily(related: unknown): PropertyDescriptor {
  return { value: Promise.resolve(related), enumerable: true, configurable: true, writable: true };
}
