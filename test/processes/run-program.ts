import { spawn } from 'node:child_process';

const DEADLINE_MS = 30_000;

/** A process that has ended. */
export interface EndedProcess {
  /** Exit status; `null` after a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a Node program to its end, however that is.
 *
 * @param words the program, and what it is given
 * @param environment further variables; those of this process are not handed on
 */
export function runProgram(
  words: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<EndedProcess> {
  const child = spawn(process.execPath, words, {
    cwd,
    env: { ...environment, PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => (text[name] += chunk));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...text }));
  });
}
