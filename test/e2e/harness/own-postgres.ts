import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../processes/node-process.js';
import { probePostgres } from '../../services/probe.mjs';

/** Where Debian has the programs of each version. */
const VERSIONS = '/usr/lib/postgresql';
const START_DEADLINE_MS = 20_000;

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** A PostgreSQL of a suite's own, to be stopped, frozen and killed. */
export class OwnPostgres {
  private server: ChildProcess | undefined;

  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    private readonly port: number,
    private readonly user: User | undefined,
  ) {}

  /** @throws where the programs of a server are not installed */
  static async create(): Promise<OwnPostgres> {
    const programs = findPrograms();
    const folder = mkdtempSync(join(tmpdir(), 'lightapi-postgres-'));
    // A server refuses to run as root.
    const user = process.getuid?.() === 0 ? userNamed('postgres') : undefined;
    if (user !== undefined) chownSync(folder, user.uid, user.gid);
    const data = join(folder, 'data');
    execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], {
      ...user,
      cwd: folder,
      stdio: 'pipe',
    });
    const own = new OwnPostgres(programs, folder, await freePort(), user);
    await own.start();
    return own;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** Until it answers. */
  async start(): Promise<void> {
    const options = ['-D', join(this.folder, 'data'), '-p', String(this.port), '-h', '127.0.0.1', '-k', this.folder];
    const server = spawn(join(this.programs, 'postgres'), options, { ...this.user, cwd: this.folder, stdio: 'ignore' });
    this.server = server;
    const deadline = performance.now() + START_DEADLINE_MS;
    while (!(await answers(probePostgres(this.url)))) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with status ${server.exitCode}`);
      if (performance.now() > deadline) throw new Error('PostgreSQL does not answer');
      await sleep(10);
    }
  }

  /** As an administrator does: sessions are ended, and what is stored is written. */
  stop(): Promise<void> {
    return this.end(() => this.server?.kill('SIGINT'));
  }

  /** As a crash does: nothing is told to anybody. */
  kill(): Promise<void> {
    return this.end(() => this.signal('SIGKILL'));
  }

  /** All of it stands still; the system still takes connections for it. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(tell: () => void): Promise<void> {
    const { server } = this;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const children = childrenOf(server.pid!);
    const ended = new Promise((resolve) => server.once('exit', resolve));
    tell();
    await ended;
    while (children.some(isRunning)) await sleep(5);
  }

  /** Each backend is a process of its own. */
  private signal(signal: NodeJS.Signals): void {
    const pid = this.server?.pid;
    if (pid === undefined) return;
    process.kill(pid, signal);
    for (const child of childrenOf(pid)) {
      try {
        process.kill(child, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}

function findPrograms(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const found = versions
    .toSorted((left, right) => Number(right) - Number(left))
    .map((version) => join(VERSIONS, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
  if (found === undefined) throw new Error(`There is no initdb below ${VERSIONS}: install postgresql`);
  return found;
}

function userNamed(name: string): User {
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

/** The fourth field of `/proc/[pid]/stat`, behind a name in brackets. */
function parentOf(pid: number): number | undefined {
  const status = statusOf(pid);
  return status === undefined ? undefined : Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
}

function isRunning(pid: number): boolean {
  return statusOf(pid) !== undefined;
}

function statusOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}

export async function answers(probe: Promise<unknown>): Promise<boolean> {
  return probe.then(
    () => true,
    () => false,
  );
}
