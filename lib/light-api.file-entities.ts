import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaRelationOptions } from 'typeorm';
import type { FileField, FileRelation, FileResource } from './config/file/file-definition.js';
import { isColumn } from './config/file/rules/is-declared.js';
import { createRuledClass, type ValueRules } from './payload/ruled-class.factory.js';

type Row = Record<string, unknown>;
type ColumnType = EntitySchemaColumnOptions['type'];
type Role = NonNullable<FileField['role']>;

/** Types whose column has another name on each engine; without one of its own, that of SQLite. */
const TYPES: Readonly<Record<NonNullable<FileField['type']>, Readonly<Record<string, ColumnType>>>> = {
  int: { any: Number },
  float: { any: 'double precision' },
  bigint: { any: 'bigint' },
  decimal: { any: 'decimal' },
  boolean: { any: Boolean },
  string: { any: String },
  text: { any: 'text' },
  uuid: { any: 'uuid' },
  enum: { any: 'simple-enum' },
  date: { any: 'date' },
  time: { any: 'time' },
  datetime: { any: Date, postgres: 'timestamptz' },
  json: { any: 'simple-json', postgres: 'jsonb', mysql: 'json', mariadb: 'json' },
  binary: { any: 'blob', postgres: 'bytea' },
};

const ROLES: Readonly<Record<Role, Partial<EntitySchemaColumnOptions>>> = {
  version: { version: true },
  createDate: { createDate: true },
  updateDate: { updateDate: true },
  deleteDate: { deleteDate: true },
};

/** The entity of a resource whose fields the file declares, as somebody would have written it for TypeORM. */
export function declaredEntity(name: string, resource: FileResource, engine: string): EntitySchema<Row> {
  const columns = Object.entries(resource.fields ?? {}).flatMap(([field, said]) =>
    isColumn(said) ? [[field, said] as const] : [],
  );
  const rules = new Map<string, ValueRules>(columns.filter(([, column]) => hasRules(column)));
  return new EntitySchema<Row>({
    name,
    ...(rules.size > 0 && { target: createRuledClass(name, rules) }),
    ...(resource.table !== undefined && { tableName: resource.table }),
    columns: Object.fromEntries(columns.map(([field, column]) => [field, columnOptions(column, engine)])),
    relations: relationsOf(resource),
  });
}

function hasRules({ min, max, minLength, pattern, format }: FileField): boolean {
  return [min, max, minLength, pattern, format].some((rule) => rule !== undefined);
}

function columnOptions(field: FileField, engine: string): EntitySchemaColumnOptions {
  const types = TYPES[field.role === undefined ? field.type! : field.role === 'version' ? 'int' : 'datetime'];
  const { primary, nullable, unique, length, precision, scale } = field;
  return withoutUndefined({
    type: types[engine] ?? types['any']!,
    name: field.column,
    comment: field.description,
    ...(field.role !== undefined && ROLES[field.role]),
    primary,
    nullable,
    unique,
    length,
    precision,
    scale,
    default: field.default,
    enum: field.values && [...field.values],
    generated: field.generated === true ? (field.type === 'uuid' ? 'uuid' : 'increment') : undefined,
  });
}

function relationsOf({ relations = {} }: FileResource): Record<string, EntitySchemaRelationOptions> {
  if (Array.isArray(relations)) return {};
  return Object.fromEntries(
    Object.entries(relations as Readonly<Record<string, FileRelation>>).map(([name, relation]) => [
      name,
      relationOptions(relation),
    ]),
  );
}

function relationOptions(relation: FileRelation): EntitySchemaRelationOptions {
  const { kind, to, inverse, column, table, nullable = false, onDelete, write } = relation;
  const ownsKey = kind === 'many-to-one' || (kind === 'one-to-one' && (inverse === undefined || column !== undefined));
  const ownsTable = kind === 'many-to-many' && (inverse === undefined || table !== undefined);
  return withoutUndefined({
    type: kind!,
    target: to!,
    inverseSide: inverse,
    ...(ownsKey && { joinColumn: column === undefined ? true : { name: column }, nullable }),
    ...(ownsKey && onDelete !== undefined && { onDelete: DELETIONS[onDelete] }),
    ...(ownsTable && { joinTable: table === undefined ? true : { name: table } }),
    cascade: write === 'create' ? ['insert' as const] : undefined,
  });
}

const DELETIONS = { restrict: 'RESTRICT', cascade: 'CASCADE', 'set null': 'SET NULL' } as const;

/** TypeORM takes an option that is there for one that is said. */
function withoutUndefined<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
