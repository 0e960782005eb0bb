import type { ListenOptions } from '../../light-api.application.js';
import { apiFileOf } from '../api-file.js';
import type { CommandInput } from '../command.js';
import { UsageError } from '../command.error.js';
import { envFileOf, loadEnvFile } from '../env-file.js';
import { describeFailure } from '../failure.text.js';
import { FileWatch } from '../file-watch.js';
import { ServedApi } from '../served-api.js';
import { printLine, printProblem } from '../streams.js';
import { check } from './check.command.js';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;
type StopSignal = (typeof STOP_SIGNALS)[number];

/** Serves the API of a file until the process is told to end. */
export async function serve(input: CommandInput): Promise<number> {
  if (input.values['check'] === true) return check(input);
  const given = givenAddress(input);
  const file = apiFileOf(input);
  const isStopped = stopSignal();
  const served = new ServedApi(file, given);
  if (input.values['watch'] === true) await serveChanges(served, file, input, isStopped);
  else {
    await Promise.race([served.start(), isStopped]);
  }
  await served.close(await isStopped);
  return 0;
}

/** Starts again with every change; what cannot start is told, and nothing else happens. */
async function serveChanges(
  served: ServedApi,
  file: string,
  input: CommandInput,
  isStopped: Promise<StopSignal>,
): Promise<void> {
  const changes = new FileWatch([file, envFileOf(input)]);
  const start = async (): Promise<void> => {
    try {
      await loadEnvFile(input);
      await served.start();
    } catch (error) {
      printProblem(await describeFailure(error));
      printLine(served.isRunning ? 'The API goes on as it was.' : `Waiting until ${file} changes.`);
    }
  };
  do await Promise.race([start(), isStopped]);
  while ((await Promise.race([changes.next(), isStopped])) === undefined);
  changes.close();
}

function stopSignal(): Promise<StopSignal> {
  return new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) process.on(signal, () => resolve(signal));
  });
}

function givenAddress({ values: { host, port } }: CommandInput): ListenOptions {
  const isPort = port === undefined || (/^\d{1,5}$/.test(String(port)) && Number(port) <= 65535);
  if (!isPort) throw new UsageError(`--port ${String(port)} is not a number from 0 to 65535.`);
  return {
    ...(host !== undefined && { host: String(host) }),
    ...(port !== undefined && { port: Number(port) }),
  };
}
