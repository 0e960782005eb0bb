import { listenAddress } from '../../light-api.application.js';
import { prepareApi } from '../api.js';
import { apiFileOf } from '../api-file.js';
import type { CommandInput } from '../command.js';
import { inspectedDatabase } from '../inspected-database.js';
import { printLine } from '../streams.js';

/** Starts the API of a file as far as that goes without listening, and without altering a table. */
export async function check(input: CommandInput): Promise<number> {
  const file = apiFileOf(input);
  listenAddress({});
  const api = await prepareApi(file, printLine, { database: await inspectedDatabase(file) });
  await api.close();
  printLine(`${file}: no problems.`);
  return 0;
}
