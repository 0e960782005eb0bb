import { existsSync } from 'node:fs';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { LightApiBootError } from '../compiler/boot.error.js';
import { readFileDefinition } from '../config/file/read-file.js';
import { databaseOf } from '../light-api.file.js';

/**
 * The database of a file, to be looked at and left as it is: no table is made or altered, and no SQLite file is made.
 *
 * @throws LightApiBootError with what is wrong with the file
 */
export async function inspectedDatabase(path: string): Promise<TypeOrmModuleOptions> {
  const file = await readFileDefinition(path);
  if (file.problems.length > 0) throw new LightApiBootError(file.problems);
  const database = databaseOf(file);
  const isMissing = database.type === 'better-sqlite3' && !existsSync(database.database!);
  return {
    ...database,
    ...(isMissing && { database: ':memory:' }),
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
  } as TypeOrmModuleOptions;
}
