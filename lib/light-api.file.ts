import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
import { compileResources } from './compiler/compile.js';
import type { ResourceSource } from './compiler/draft.js';
import { linkRelations } from './compiler/link.js';
import { checkUniqueResources } from './compiler/rules/unique-resources.rule.js';
import { withRelatedSchemas } from './compiler/sources/related-entities.js';
import type { FileDefinition } from './config/file/file-definition.js';
import { readFileDefinition, type ReadFile } from './config/file/read-file.js';
import { isDeclared } from './config/file/rules/is-declared.js';
import { databaseOptions, optionsOfUrl } from './light-api.database.js';
import { declaredEntity } from './light-api.file-entities.js';
import { needsReflection, reflectedEntities, type FileEntity } from './light-api.file-reflection.js';
import { declarationOf } from './light-api.file-resources.js';
import type { LightApiOptions } from './light-api.options.js';
import { isEntitySchema, type EntityTarget } from './resource/entity-target.js';

/** What a file stands for. */
export interface FileOptions {
  readonly options: LightApiOptions;
  /** Entities of the file that the options of the database name. */
  readonly placedEntities: readonly EntityTarget[];
  /** A problem of the start, with its place in the file where it is about what the file says. */
  readonly placedProblem: (problem: BootProblem) => BootProblem;
}

/**
 * The options of `forRoot` that a file stands for. What is given in code goes before what the file says.
 *
 * @throws LightApiBootError with everything that is wrong with the file, before anything is opened
 */
export async function optionsOfFile(path: string, code: LightApiOptions): Promise<FileOptions> {
  const file = await readFileDefinition(path);
  if (file.problems.length > 0) throw new LightApiBootError(file.problems);
  const { draft: _draft, database: _database, reflect: _reflect, resources: _resources, ...said } = file.definition;
  const database = code.database ?? databaseOf(file);
  const isReflecting = needsReflection(file.definition);
  if (isReflecting) checkReflectable(file, database);
  const entities = declaredEntities(file.definition, database === false ? 'any' : database.type!);
  if (isReflecting && database !== false) entities.push(...(await reflectedEntities(file, databaseOptions(database))));
  const options: LightApiOptions = {
    ...said,
    ...code,
    database,
    entities: [...entities.map(({ declaration }) => declaration), ...(code.entities ?? [])],
  };
  const placedProblem = (problem: BootProblem): BootProblem => placed(problem, path, file, entities);
  checkResources(file, entities, options, placedProblem);
  const targets = entities.map(({ declaration }) => declaration.entity);
  return database === false
    ? { options, placedEntities: [], placedProblem }
    : {
        options: { ...options, database: withEntities(database, withRelatedSchemas(targets.filter(isEntitySchema))) },
        placedEntities: targets,
        placedProblem,
      };
}

/** What in code would keep tables from being reflected, or alter them. */
function checkReflectable(file: ReadFile, database: TypeOrmModuleOptions | false): void {
  const problem = (message: string, fix: string): LightApiBootError =>
    new LightApiBootError([{ code: 'LA057', place: file.placeOf(['reflect']), message, fix }]);
  if (database === false) {
    throw problem(
      'tables cannot be reflected from a database of the application’s own.',
      'give the database to forFile, or declare the fields',
    );
  }
  const { synchronize = false, dropSchema = false } = database;
  if (synchronize || dropSchema) {
    throw problem(
      `database.${synchronize ? 'synchronize' : 'dropSchema'} could alter the tables that are reflected.`,
      'leave it out',
    );
  }
}

/**
 * The options of a database with more entities. `autoLoadEntities` is for classes: it keeps what it has been told for
 * every application of the process, and each reading of a file makes entities of its own.
 */
function withEntities(database: TypeOrmModuleOptions, targets: readonly EntityTarget[]): TypeOrmModuleOptions {
  const given = database.entities ?? [];
  const known: readonly unknown[] = Array.isArray(given) ? given : Object.values(given);
  return { ...database, entities: [...known, ...targets] } as TypeOrmModuleOptions;
}

function declaredEntities({ resources = {} }: FileDefinition, engine: string): FileEntity[] {
  return Object.entries(resources)
    .filter(([, resource]) => isDeclared(resource))
    .map(([key, resource]) => ({
      key,
      declaration: declarationOf(key, resource, declaredEntity(key, resource, engine)),
    }));
}

/**
 * The database that the file names, else that of the environment, with what the file says of it.
 *
 * @throws LightApiBootError LA057 where that could alter tables that are reflected
 */
export function databaseOf(file: ReadFile): TypeOrmModuleOptions {
  const { definition } = file;
  const { database = {} } = definition;
  const isReflecting = needsReflection(definition);
  const { url, ...said } = typeof database === 'string' ? { url: database } : database;
  const known = databaseOptions(url === undefined ? undefined : optionsOfUrl(url));
  // The database of who names none is made at boot: one whose tables are reflected is there.
  const options = { ...known, ...(isReflecting && { synchronize: false }), ...said } as TypeOrmModuleOptions;
  if (isReflecting) checkReflectable(file, options);
  return options;
}

/** Finds what is wrong with the resources while nothing is open yet, and tells where it stands in the file. */
function checkResources(
  file: ReadFile,
  entities: readonly FileEntity[],
  options: LightApiOptions,
  placedProblem: FileOptions['placedProblem'],
): void {
  const { prefix, defaults, tenancy } = options;
  const sources = options.entities as readonly ResourceSource[];
  const { resources, pending, problems } = compileResources(sources, { place: 'forRoot', prefix, defaults, tenancy });
  const placeOf = (name: string): string => {
    const entity = entities.find(({ declaration }) => declaration.name === name);
    return entity === undefined ? 'forRoot' : file.placeOf(['resources', entity.key]);
  };
  const placedResources = resources.map((resource) => ({ resource, place: placeOf(resource.name) }));
  const found = [...problems, ...checkUniqueResources(placedResources)];
  if (found.length === 0) found.push(...linkRelations(pending, resources));
  if (found.length > 0) throw new LightApiBootError(found.map(placedProblem));
}

const OPTION_PATH = /^[A-Za-z]\w*(?:\.\w+|\[\d+\])*/;

/** The problem with the place of the option that its message begins with, or of the resource that it is about. */
function placed(problem: BootProblem, path: string, file: ReadFile, entities: readonly FileEntity[]): BootProblem {
  const option = OPTION_PATH.exec(problem.message)?.[0] ?? '';
  const parts = option.split(/[.[\]]+/).filter((part) => part !== '');
  const [first = ''] = parts;
  if (problem.resource === undefined) {
    if (!problem.place.startsWith('forRoot')) return problem;
    // What the file does not say is said in code, or follows from all of it.
    return { ...problem, place: Object.hasOwn(file.definition, first) ? file.placeOf(parts) : path };
  }
  const entity = entities.find(({ declaration }) => declaration.name === problem.resource);
  // Another context may have taken the name.
  if (entity === undefined || problem.place.startsWith('forFeature')) return problem;
  return { ...problem, place: file.placeOf(['resources', entity.key, ...parts]) };
}
