import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { VariantSettings } from './variants/variant.js';

/** What a server has in memory, in megabytes. */
export interface Memory {
  readonly rssMb: number;
  /** Of JavaScript, after garbage collection. */
  readonly heapMb: number;
}

export type ServerQuestion = 'cpu' | 'memory' | 'stop';
export type ServerMessage =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'cpu'; readonly cpuUs: number }
  | { readonly kind: 'memory'; readonly memory: Memory };

/** A variant that serves in a process of its own. */
export class ServerProcess {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  static async start(variant: string, settings: VariantSettings, execArgv: string[] = []): Promise<ServerProcess> {
    const child = fork(join(import.meta.dirname, 'server.child.js'), [variant, JSON.stringify(settings)], {
      execArgv: ['--expose-gc', ...execArgv],
      env: { ...process.env, NODE_ENV: 'production', LIGHTAPI_BENCH_ENGINE: settings.engine },
    });
    const message = await reply(child);
    if (message.kind !== 'ready') throw new Error(`${variant} did not start`);
    return new ServerProcess(message.port, child);
  }

  /** CPU time of the process so far, in microseconds. */
  async cpuUs(): Promise<number> {
    this.child.send('cpu' satisfies ServerQuestion);
    const message = await reply(this.child);
    return message.kind === 'cpu' ? message.cpuUs : Number.NaN;
  }

  async memory(): Promise<Memory> {
    this.child.send('memory' satisfies ServerQuestion);
    const message = await reply(this.child);
    return message.kind === 'memory' ? message.memory : { rssMb: Number.NaN, heapMb: Number.NaN };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.send('stop' satisfies ServerQuestion);
    await once(this.child, 'exit');
  }
}

/** The next message of a forked process. */
export function reply<Message = ServerMessage>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => {
      reject(new Error(`the process ended with code ${code} before it answered`));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Message);
    });
  });
}
