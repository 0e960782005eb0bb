import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const BOOT_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 10_000;

/** A Node program that serves HTTP, in a process of its own. */
export interface RunningProcess {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Its working directory. */
  readonly cwd: string;
  /** What it has written so far, both streams. */
  output(): string;
  /** Sends SIGTERM, or another signal, and waits for the end; answers with the exit status, and rejects after ten seconds. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts a program on a free port, given as LIGHTAPI_PORT, and waits until it answers there with any status.
 *
 * @param entry the program, and what it is given
 * @param environment further variables; those of this process are not handed on
 */
export async function startNodeProcess(
  entry: string | readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [entry].flat(), {
    cwd,
    env: {
      ...environment,
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LIGHTAPI_PORT: String(port),
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const running = { url, cwd, output: () => chunks.join(''), stop: (signal?: NodeJS.Signals) => stop(child, signal) };
  try {
    await answered(child, running);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return running;
}

async function answered(child: ChildProcess, { url, output }: RunningProcess): Promise<void> {
  const deadline = Date.now() + BOOT_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (hasEnded(child)) throw new Error(`The process ended before it listened:\n${output()}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer) return;
    await delay(100);
  }
  throw new Error(`Nobody answered at ${url} in ${BOOT_DEADLINE_MS} ms:\n${output()}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode;
  const ended = new Promise<true>((resolve) => child.once('exit', () => resolve(true)));
  child.kill(signal);
  if (await Promise.race([ended, delay(STOP_DEADLINE_MS, false)])) return child.exitCode;
  child.kill('SIGKILL');
  throw new Error(`The process did not end within ${STOP_DEADLINE_MS} ms of ${signal}`);
}

/** A port on which nobody listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve((address as { port: number }).port));
    });
  });
}
