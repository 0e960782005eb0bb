import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerOf, startContestant, VARIANTS } from './contestant.js';
import type { BenchDatabase } from './database.js';
import { COLUMNS, operationOf } from './operations.js';
import { HOUSE } from './dialects/house.js';
import { preparePeer } from './peer-packages.js';
import { type Effort, measure } from './rounds.js';

interface ProfileNode {
  readonly id: number;
  readonly children?: readonly number[];
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  readonly startTime: number;
}

const LINES = 45;

/** Where the CPU time of one operation goes: time per request, by package and by function. */
export async function profile(database: BenchDatabase, variant: string, name: string, effort: Effort): Promise<string> {
  const column = COLUMNS.find((candidate) => candidate.name === name && candidate.manner === undefined);
  const chosen = VARIANTS.find((candidate) => candidate.variant === variant);
  const operation = column && chosen && operationOf(column, chosen.dialect ?? HOUSE);
  if (!operation) {
    const variants = VARIANTS.map((candidate) => candidate.variant).join(' | ');
    throw new Error(`--profile <${variants}>/<${COLUMNS.map((candidate) => candidate.name).join(' | ')}>`);
  }
  const peer = peerOf(chosen);
  if (peer !== undefined) preparePeer(peer, console.error);
  const directory = mkdtempSync(join(tmpdir(), 'lightapi-bench-'));
  try {
    const execArgv = ['--cpu-prof', `--cpu-prof-dir=${directory}`, '--cpu-prof-interval=200'];
    const contestant = await startContestant({ ...chosen, kept: undefined }, 0, database, execArgv);
    await measure(contestant, operation, database, effort.warmUp * 2, 0);
    const bootedUs = Number(process.hrtime.bigint() / 1000n);
    const count = effort.requests * 10;
    const { cpuUs } = await measure(contestant, operation, database, count, effort.warmUp * 2);
    const endedUs = Number(process.hrtime.bigint() / 1000n);
    await contestant.server.stop();
    const [file] = readdirSync(directory).filter((entry) => entry.endsWith('.cpuprofile'));
    const recorded = JSON.parse(readFileSync(join(directory, file!), 'utf8')) as CpuProfile;
    const times = selfTimes(recorded, bootedUs, endedUs);
    return [
      `${variant} ${name}: ${cpuUs.toFixed(0)} µs of CPU a request, profiler included`,
      listing('self time by package', group(times, packageOf), count),
      listing('self time by function', group(times, functionOf), count),
      listing('functions of the library with all that they call', inclusive(recorded, times), count),
    ].join('\n\n');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Self time per node between two moments of the monotonic clock, in microseconds. */
function selfTimes(recorded: CpuProfile, fromUs: number, toUs: number): Map<ProfileNode, number> {
  const nodes = new Map(recorded.nodes.map((node) => [node.id, node]));
  const times = new Map<ProfileNode, number>();
  let now = recorded.startTime;
  for (const [index, id] of recorded.samples.entries()) {
    now += recorded.timeDeltas[index]!;
    if (now < fromUs || now > toUs) continue;
    const node = nodes.get(id)!;
    times.set(node, (times.get(node) ?? 0) + (recorded.timeDeltas[index + 1] ?? 0));
  }
  return times;
}

function group(times: ReadonlyMap<ProfileNode, number>, by: (node: ProfileNode) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [node, time] of times) {
    const name = by(node);
    if (name !== '(idle)') sums.set(name, (sums.get(name) ?? 0) + time);
  }
  return sums;
}

/** Time of each function of the library and of what it calls, each sample counted once per function. */
function inclusive(recorded: CpuProfile, times: ReadonlyMap<ProfileNode, number>): Map<string, number> {
  const parents = new Map(
    recorded.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)),
  );
  const sums = new Map<string, number>();
  for (const [node, time] of times) {
    const names = new Set<string>();
    for (let caller: ProfileNode | undefined = node; caller !== undefined; caller = parents.get(caller.id))
      names.add(functionOf(caller));
    for (const name of names) {
      if (name.includes(' lib/')) sums.set(name, (sums.get(name) ?? 0) + time);
    }
  }
  return sums;
}

function packageOf({ callFrame }: ProfileNode): string {
  const { url, functionName } = callFrame;
  if (functionName === '(idle)') return '(idle)';
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (inPackage) return inPackage[1]!;
  const inLib = /dist\/(lib\/[^/]+|bench)/.exec(url);
  if (inLib) return inLib[1]!;
  if (url.startsWith('node:')) return url.split('/')[0]!;
  return url === '' ? functionName || '(native)' : url;
}

function functionOf(node: ProfileNode): string {
  const { functionName, url, lineNumber } = node.callFrame;
  if (url === '') return functionName || '(native)';
  const file = url.replace(/.*node_modules\//, '').replace(/.*dist\/(?=lib|bench)/, '');
  return `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`;
}

function listing(title: string, sums: ReadonlyMap<string, number>, count: number): string {
  const sorted = [...sums].sort(([, left], [, right]) => right - left).slice(0, LINES);
  const lines = sorted.map(([name, time]) => `${(time / count).toFixed(2).padStart(8)} µs  ${name}`);
  return [title, ...lines].join('\n');
}
