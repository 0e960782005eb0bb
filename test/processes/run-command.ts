import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a command to its end and returns its standard output; rejects with both streams when it fails. */
export async function runCommand(command: string, parameters: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await run(command, parameters, { cwd, maxBuffer: 32 * 1024 * 1024, timeout: 240_000 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${parameters.join(' ')} failed\n${stdout}\n${stderr}`, { cause: error });
  }
}
