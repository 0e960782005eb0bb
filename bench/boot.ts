import { fork } from 'node:child_process';
import { join } from 'node:path';
import { reply } from './server.process.js';

/** What one process took to boot; all times are CPU time in milliseconds. */
export interface BootSample {
  /** From the start of the process until its modules are loaded. */
  readonly importMs: number;
  /** From there until it listens: classes, routes, tables of TypeORM and of LightAPI. */
  readonly bootMs: number;
  /** The first answer of `/openapi.json`. */
  readonly documentMs: number;
  /** Heap in use once it listens, after garbage collection, in megabytes. */
  readonly heapMb: number;
  /** The same once the document has been served. */
  readonly documentHeapMb: number;
  /** Size of the document. */
  readonly documentKb: number;
}

/** Boots of one application, smallest first. */
export interface BootFigures {
  readonly resources: number;
  /** LightAPI on these entities. */
  readonly ours: BootSample;
  /** The same entities, Nest and TypeORM without LightAPI. */
  readonly orm: BootSample;
}

const SIZES = [100, 200, 300];

/** Boots applications of growing size, each in processes of its own; the best of `repeats` by boot time. */
export async function measureBoots(repeats: number, progress: (text: string) => void): Promise<BootFigures[]> {
  const figures: BootFigures[] = [];
  for (const resources of SIZES) {
    progress(`boot: ${resources} resources`);
    figures.push({
      resources,
      ours: await best('ours', resources, repeats),
      orm: await best('orm', resources, repeats),
    });
  }
  return figures;
}

async function best(kind: 'ours' | 'orm', resources: number, repeats: number): Promise<BootSample> {
  const samples: BootSample[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const child = fork(join(import.meta.dirname, 'boot.child.js'), [kind, String(resources)], {
      execArgv: ['--expose-gc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    samples.push(await reply<BootSample>(child));
  }
  return samples.reduce((quickest, sample) => (sample.bootMs < quickest.bootMs ? sample : quickest));
}

/** What the third hundred of resources cost beside the second: about 1 where the growth is linear. */
export function growth(figures: readonly BootFigures[], of: (sample: BootSample) => number): number {
  const [first, second, third] = figures.map(({ ours }) => of(ours));
  return (third! - second!) / (second! - first!);
}
