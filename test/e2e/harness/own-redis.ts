import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../processes/node-process.js';
import { probeRedis } from '../../services/probe.mjs';
import { answers } from './own-postgres.js';

const START_DEADLINE_MS = 10_000;

/** A Redis of a suite's own, in memory alone, to be frozen and killed. */
export class OwnRedis {
  private server: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  /** @throws where `redis-server` is not installed */
  static async create(): Promise<OwnRedis> {
    const own = new OwnRedis(await freePort());
    await own.start();
    return own;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Until it answers, with nothing in it. */
  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const server = spawn('redis-server', options, { stdio: 'ignore' });
    this.server = server;
    let failure: Error | undefined;
    server.once('error', (error) => (failure = error));
    const deadline = performance.now() + START_DEADLINE_MS;
    while (!(await answers(probeRedis(this.url)))) {
      if (failure !== undefined) throw failure;
      if (performance.now() > deadline) throw new Error('Redis does not answer');
      await sleep(10);
    }
  }

  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const { server } = this;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }
}
