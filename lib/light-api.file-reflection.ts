import { Logger } from '@nestjs/common';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { nearestName } from './common/nearest-name.js';
import { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
import { reflectDatabase, type ReflectedTable, type Reflection } from './compiler/sources/reflection/reflect.js';
import type { FileDefinition, FileResource } from './config/file/file-definition.js';
import type { ReadFile } from './config/file/read-file.js';
import { isDeclared } from './config/file/rules/is-declared.js';
import { connectDatabase } from './light-api.connection.js';
import { declarationOf } from './light-api.file-resources.js';
import type { ResourceDeclaration } from './resource/resource.options.js';

/** A resource of a file, with the name that it has there. */
export interface FileEntity {
  readonly key: string;
  readonly declaration: ResourceDeclaration;
}

/** A table that becomes a resource. */
interface Wanted {
  readonly key: string;
  readonly resource: FileResource;
  readonly table: ReflectedTable;
}

const NO_TABLES_FIX = 'look at database.url and database.schema: are the tables somewhere else?';

/** Whether the database has to be asked what its tables are. */
export function needsReflection({ resources = {}, reflect = false }: FileDefinition): boolean {
  return reflect !== false || Object.values(resources).some((resource) => !isDeclared(resource));
}

/**
 * The resources of a file whose tables are there. Reads the catalogue of the database by a connection of its own.
 *
 * @throws LightApiBootError LA057 for tables that are not there or cannot be served, LA058 for a database that does not
 * answer
 */
export async function reflectedEntities(file: ReadFile, database: TypeOrmModuleOptions): Promise<FileEntity[]> {
  const logger = new Logger('LightApi');
  const reflection = await reflectionOf(database, keysOf(file.definition));
  const problems: BootProblem[] = [];
  const wanted = [...namedTables(file, reflection, problems), ...otherTables(file, reflection, problems)];
  if (problems.length > 0) throw new LightApiBootError(problems);
  for (const skipped of skippedOf(file.definition, reflection, wanted)) logger.log(describeSkipped(skipped));
  for (const { table } of wanted) {
    if (table.readOnlyReason !== undefined) logger.log(`Rows of ${table.table} are only read: ${table.readOnlyReason}`);
  }
  if (wanted.length === 0 && !hasDeclared(file.definition))
    throw new LightApiBootError([nothingToServe(file, reflection)]);
  return wanted.map(({ key, resource, table }) => ({
    key,
    declaration: declarationOf(nameOf(key, table), { ...knownOf(table, wanted), ...resource }, table.schema),
  }));
}

/** A resource that has the name of its table has the name of the table's entity: `books` is the resource `Book`. */
function nameOf(key: string, { table, schema }: ReflectedTable): string {
  return key === table ? schema.options.name : key;
}

/** What the database says of a table: its comment, and its foreign keys to tables that are resources as well, each of them one. */
function knownOf({ schema, relations, description }: ReflectedTable, wanted: readonly Wanted[]): FileResource {
  const open = relations.filter((name) => {
    const { target } = schema.options.relations![name]!;
    return wanted.filter(({ table }) => table.schema === (target as unknown)).length === 1;
  });
  return { ...(description !== undefined && { description }), ...(open.length > 0 && { relations: open }) };
}

function keysOf({ resources = {} }: FileDefinition): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(resources).flatMap(([name, { table = name, key }]) => (key === undefined ? [] : [[table, key]])),
  );
}

/** The tables of resources that the file names and does not declare. */
function namedTables({ definition, placeOf }: ReadFile, reflection: Reflection, problems: BootProblem[]): Wanted[] {
  return Object.entries(definition.resources ?? {}).flatMap(([key, resource]) => {
    if (isDeclared(resource)) return [];
    const table = tableOf(resource.table ?? key, resource.table === undefined, reflection);
    if (table !== undefined) return [{ key, resource, table }];
    const path = ['resources', key, ...(resource.table === undefined ? [] : ['table'])];
    problems.push({ ...missingTable(path.join('.'), resource.table ?? key, reflection), place: placeOf(path) });
    return [];
  });
}

/** The tables that are exposed without being named as resources. */
function otherTables({ definition, placeOf }: ReadFile, reflection: Reflection, problems: BootProblem[]): Wanted[] {
  const { reflect = false, resources = {} } = definition;
  if (reflect === false) return [];
  const { tables, except = [] } = reflect === true ? {} : reflect;
  const check = (names: readonly string[], list: string): void => {
    for (const [index, name] of names.entries()) {
      const isThere = reflection.skipped.some((skipped) => skipped.table === name && skipped.column === undefined);
      if (tableOf(name, false, reflection) !== undefined || (list === 'except' && isThere)) continue;
      const problem = missingTable(`reflect.${list}[${index}]`, name, reflection);
      problems.push({ ...problem, place: placeOf(['reflect', list, index]) });
    }
  };
  check(tables ?? [], 'tables');
  check(except, 'except');
  const named = new Set(
    Object.entries(resources).map(([key, { table }]) => tableOf(table ?? key, table === undefined, reflection)?.table),
  );
  return reflection.schemas
    .filter(({ table, isJunction }) => (tables === undefined ? !isJunction : tables.includes(table)))
    .filter(({ table }) => !except.includes(table) && !named.has(table))
    .map((table) => ({ key: table.table, resource: {}, table }));
}

function hasDeclared({ resources = {} }: FileDefinition): boolean {
  return Object.values(resources).some(isDeclared);
}

/** Often the address is misspelt: SQLite takes a file that is not there for an empty database. */
function nothingToServe({ placeOf }: ReadFile, { schemas, skipped }: Reflection): BootProblem {
  const hasTables = schemas.length + skipped.length > 0;
  return {
    code: 'LA057',
    place: placeOf(['reflect']),
    message: `reflect: the database has no table${hasTables ? ' that can be served' : ''}.`,
    fix: NO_TABLES_FIX,
  };
}

/** A table by its name, or by that of its entity. */
function tableOf(name: string, mayBeEntity: boolean, { schemas }: Reflection): ReflectedTable | undefined {
  return (
    schemas.find(({ table }) => table === name) ??
    (mayBeEntity ? schemas.find(({ schema }) => schema.options.name === name) : undefined)
  );
}

function missingTable(path: string, name: string, { schemas, skipped }: Reflection): Omit<BootProblem, 'place'> {
  const reason = skipped.find(({ table, column }) => table === name && column === undefined)?.reason;
  if (reason !== undefined) return { code: 'LA057', message: `${path}: the table "${name}" is left out: ${reason}.` };
  const tables = schemas.map(({ table }) => table);
  if (tables.length + skipped.length === 0) {
    return { code: 'LA057', message: `${path}: there is no table "${name}", nor any other one.`, fix: NO_TABLES_FIX };
  }
  const nearest = nearestName(name, tables);
  return {
    code: 'LA057',
    message: `${path}: there is no table "${name}".`,
    nearest,
    ...(nearest === undefined && tables.length > 0 && { allowed: tables }),
  };
}

/** What the boot report says of tables that would be resources, and of columns of those that are. */
function skippedOf({ reflect = false }: FileDefinition, { skipped }: Reflection, wanted: readonly Wanted[]) {
  const except = (typeof reflect === 'object' && reflect.except) || [];
  const isAll = reflect === true || (typeof reflect === 'object' && reflect.tables === undefined);
  const served = new Set(wanted.map(({ table }) => table.table));
  return skipped.filter(({ table, column }) =>
    column === undefined ? isAll && !except.includes(table) : served.has(table),
  );
}

function describeSkipped({ table, column, reason }: Reflection['skipped'][number]): string {
  return column === undefined ? `No resource of ${table}: ${reason}` : `No field of ${table}.${column}: ${reason}`;
}

/**
 * What a database holds, read by a connection of its own that alters nothing.
 *
 * @param keys columns that tell rows apart, by tables
 * @throws LightApiBootError LA034 and LA058 when it cannot be reached
 */
export async function reflectionOf(
  database: TypeOrmModuleOptions,
  keys: Readonly<Record<string, readonly string[]>> = {},
): Promise<Reflection> {
  const options = {
    ...database,
    entities: [],
    subscribers: [],
    migrations: [],
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
  } as DataSourceOptions;
  const source = await connectDatabase(options, database);
  try {
    return await reflectDatabase(source, { keys });
  } finally {
    await source.destroy();
  }
}
