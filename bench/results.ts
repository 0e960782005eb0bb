import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { SelfFigure } from './against-itself.js';
import type { BootFigures } from './boot.js';
import type { Figures } from './figures.js';
import type { Effort } from './rounds.js';
import type { Memory } from './server.process.js';

/** What a run has measured: all of it, or a part. */
export interface Measured {
  readonly figures?: Figures;
  /** By label: what each server had in memory after the figures were taken. */
  readonly memory?: Readonly<Record<string, Memory>>;
  /** The same on SQLite. */
  readonly sqlite?: Figures;
  readonly itself?: readonly SelfFigure[];
  readonly boots?: readonly BootFigures[];
}

/** When and how something was measured. */
export interface Run {
  readonly date: string | null;
  readonly node: string;
  readonly mode: 'quick' | 'full';
  readonly effort: Effort;
}

/** What is known of all runs. */
export interface Results extends Measured {
  /** The run that each operation, `memory`, `sqlite`, `itself` and `boots` are of. */
  readonly runs: Readonly<Record<string, Run>>;
}

/** What is known once a run is done: what it has not measured stays as it was. */
export function withMeasured(known: Results, measured: Measured, run: Run): Results {
  const { figures, ...parts } = measured;
  const present = Object.entries(parts).filter(([, value]) => value !== undefined);
  const names = [...Object.keys(figures ?? {}), ...present.map(([name]) => name)];
  return {
    ...known,
    ...Object.fromEntries(present),
    runs: { ...known.runs, ...Object.fromEntries(names.map((name) => [name, run])) },
    figures: { ...known.figures, ...figures },
  };
}

/** Adds what a run has measured to a file, which need not be there yet. */
export function writeResults(path: string, measured: Measured, run: Run): void {
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : { runs: {} };
  writeFileSync(path, `${JSON.stringify(withMeasured(known, measured, run), null, 2)}\n`);
}
