import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { Logger } from '@nestjs/common';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { readEnvironment } from '../../config/environment.js';
import { databaseOptions, optionsOfUrl } from '../../light-api.database.js';
import { reflectionOf } from '../../light-api.file-reflection.js';
import type { CommandInput } from '../command.js';
import { CommandError, UsageError } from '../command.error.js';
import { PROGRAM } from '../program.js';
import { ReportLogger } from '../report.logger.js';
import { starterFile } from '../starter-file.js';
import { printLine } from '../streams.js';

const VARIABLE = 'LIGHTAPI_DATABASE_URL';
const SCHEMA_FILE = 'node_modules/nestjs-lightapi/dist/lightapi.schema.json';

/** Writes a file for the tables of a database that is there. Its address, which may hold a password, is not written. */
export async function init(input: CommandInput): Promise<number> {
  Logger.overrideLogger(new ReportLogger(printLine));
  const { out = 'lightapi.yaml', force } = input.values;
  const path = String(out);
  const url = databaseUrl(input);
  if (force !== true && existsSync(path)) throw alreadyThere(path);
  const schema = input.values['schema'] as string | undefined;
  const reflection = await reflectionOf(databaseToRead(url, schema));
  const { text, resources } = starterFile(reflection, {
    schemaPath: relative(dirname(resolve(path)), resolve(SCHEMA_FILE)).replaceAll(sep, '/'),
    url: writtenUrl(url),
    schema,
  });
  if (resources === 0) {
    const reasons = reflection.skipped.map(({ table, reason }) => `\n  ${table}: ${reason}`);
    throw new CommandError(`The database has no table that can be served.${reasons.join('')}`);
  }
  await write(path, text, force === true);
  printLine(`${path} is written: ${resources === 1 ? '1 resource' : `${resources} resources`}.`);
  const variable = url.startsWith('sqlite:') ? '' : ` with ${VARIABLE} set`;
  const name = path === 'lightapi.yaml' ? '' : ` ${path}`;
  printLine(`Look at it, then${variable}: ${PROGRAM} serve${name}`);
  return 0;
}

/** @throws UsageError where there is none, or none that can be used */
function databaseUrl({ values: { database, schema } }: CommandInput): string {
  const url = database ?? process.env[VARIABLE];
  if (typeof url !== 'string' || url === '')
    throw new UsageError(`--database URL is missing, and ${VARIABLE} is not set.`);
  const [problem] = readEnvironment({ [VARIABLE]: url }).problems;
  const name = database === undefined ? VARIABLE : '--database';
  if (problem !== undefined) throw new UsageError(`${name} ${problem.message} ${problem.fix}`);
  if (schema !== undefined && !url.startsWith('postgres')) throw new UsageError('--schema is for PostgreSQL alone.');
  return url;
}

function databaseToRead(url: string, schema: string | undefined): TypeOrmModuleOptions {
  const file = url.slice('sqlite:'.length);
  // SQLite would make it.
  if (url.startsWith('sqlite:') && !existsSync(file)) throw new CommandError(`There is no database ${file}.`);
  const options = databaseOptions(optionsOfUrl(url));
  return schema === undefined ? options : ({ ...options, schema } as TypeOrmModuleOptions);
}

/** The name of a file is no secret, and spares a variable; the address of a server has a password in it. */
function writtenUrl(url: string): string {
  const isPlain = /^sqlite:[\w./-]+$/.test(url);
  return isPlain ? `\${${VARIABLE}:-${url}}` : `\${${VARIABLE}}`;
}

async function write(path: string, text: string, mayReplace: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: mayReplace ? 'w' : 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? alreadyThere(path) : new CommandError(`${path} cannot be written (${String(code)}).`);
  }
}

function alreadyThere(path: string): CommandError {
  return new CommandError(`${path} is there already: --force writes over it, --out FILE writes another one.`);
}
