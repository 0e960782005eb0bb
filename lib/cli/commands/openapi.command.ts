import { writeFile } from 'node:fs/promises';
import { LightApiBootError } from '../../compiler/boot.error.js';
import { readFileDefinition } from '../../config/file/read-file.js';
import { completeDocsOptions } from '../../http/docs.options.js';
import { prepareApi } from '../api.js';
import { apiFileOf } from '../api-file.js';
import type { CommandInput } from '../command.js';
import { CommandError } from '../command.error.js';
import { inspectedDatabase } from '../inspected-database.js';
import { printLine, printProblem } from '../streams.js';

/** Prints the OpenAPI document of a file, also of one that serves no docs. */
export async function openapi(input: CommandInput): Promise<number> {
  const file = apiFileOf(input);
  const { definition, problems } = await readFileDefinition(file);
  if (problems.length > 0) throw new LightApiBootError(problems);
  const docs = definition.docs || {};
  const api = await prepareApi(file, () => undefined, { docs, database: await inspectedDatabase(file) });
  const { openapiPath } = completeDocsOptions(docs);
  const { statusCode, payload } = await api.app.inject({ method: 'GET', url: `/${openapiPath}` });
  await api.close();
  if (statusCode !== 200) throw new CommandError(`The document could not be made: ${payload}`);
  const text = JSON.stringify(JSON.parse(payload), null, 2);
  const { out } = input.values;
  if (out === undefined) printLine(text);
  else {
    await writeFile(String(out), `${text}\n`);
    printProblem(`${String(out)} is written.`);
  }
  return 0;
}
