import { EntitySchema, type EntitySchemaOptions, type EntitySchemaRelationOptions } from 'typeorm';
import type { CatalogueColumn, CatalogueTable } from './catalogue/catalogue.js';
import { columnOptions } from './columns.js';
import type { TableKey } from './keys.js';
import { isTakenRelation, propertyNameFor, propertyRegister, type NameRegister } from './names.js';

type Row = Record<string, unknown>;

/** A table on its way to an entity: its columns have names, its relations are found when all tables have. */
export interface TableDraft {
  readonly table: CatalogueTable;
  readonly name: string;
  readonly key: readonly string[];
  readonly readOnlyReason: string | undefined;
  /** The property of each column that is carried. */
  readonly properties: ReadonlyMap<string, string>;
  readonly names: NameRegister;
  readonly relations: Record<string, EntitySchemaRelationOptions>;
  /** Shares `relations`, so that entities can point at each other. */
  readonly schema: EntitySchema<Row>;
}

/**
 * @param name of the entity
 * @param place schema or database, where it is not the connection's own
 */
export function draftTable(
  table: CatalogueTable,
  name: string,
  columns: readonly CatalogueColumn[],
  { columns: key, readOnlyReason }: TableKey,
  place: Pick<EntitySchemaOptions<Row>, 'schema' | 'database'>,
): TableDraft {
  const names = propertyRegister();
  const properties = new Map(columns.map((column) => [column.name, names.take(propertyNameFor(column.name))]));
  const propertiesOf = (wanted: readonly string[]): string[] => wanted.map((column) => properties.get(column)!);
  const isCarried = (wanted: readonly string[]): boolean => wanted.every((column) => properties.has(column));
  const uniques = table.uniques.filter((unique) => isCarried(unique.columns));
  const relations: Record<string, EntitySchemaRelationOptions> = {};
  const isView = table.kind === 'view' || readOnlyReason !== undefined;
  const options: EntitySchemaOptions<Row> = {
    name,
    tableName: table.name,
    ...place,
    // What is a view to TypeORM is only read by the API.
    ...(isView && { type: 'view' }),
    synchronize: false,
    columns: Object.fromEntries(
      columns.map((column) => [properties.get(column.name)!, columnOptions(column, key.includes(column.name))]),
    ),
    relations: relations as NonNullable<EntitySchemaOptions<Row>['relations']>,
    uniques: uniques
      .filter(({ where }) => where === undefined)
      .map((unique) => ({ name: unique.name, columns: propertiesOf(unique.columns) })),
    indices: uniques
      .filter(({ where }) => where !== undefined)
      .map((index) => ({
        name: index.name,
        columns: propertiesOf(index.columns),
        unique: true,
        synchronize: false,
        where: index.where!,
      })),
    checks: table.checks.map(({ name: check, expression }) => ({ name: check, expression })),
  };
  return { table, name, key, readOnlyReason, properties, names, relations, schema: new EntitySchema<Row>(options) };
}

/** The first of the wishes that is free among the entity's properties, and a word that a path can carry. */
export function takeRelation({ names }: TableDraft, ...wishes: readonly [string, ...string[]]): string {
  const speakable = wishes.filter((wish) => !isTakenRelation(wish));
  return names.take(...(speakable as [string, ...string[]]), `${wishes.at(-1)!}Relation`);
}
