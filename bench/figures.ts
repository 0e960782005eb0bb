import type { Sample, Samples } from './rounds.js';

/** What one variant costs for one operation. */
export interface Figure {
  /** Least CPU time of the server per request over the rounds, in microseconds. */
  readonly minimumUs: number;
  /** Median of the same. */
  readonly medianUs: number;
  /** `minimumUs` ÷ the floor's. */
  readonly ratio: number;
  /** `medianUs` ÷ the floor's. */
  readonly medianRatio: number;
  /** CPU time of PostgreSQL per request, mean over the rounds; `null` where it cannot be read. */
  readonly postgresUs: number | null;
  /** Requests per second in the best round, with client, server and database on the same processors. */
  readonly perSecond: number;
  /** Half of the answers came within this time, in milliseconds; median of the rounds. */
  readonly p50Ms?: number;
  /** All but one of a hundred did. */
  readonly p99Ms?: number;
}

/** Figures by operation and then by label of the variant. */
export type Figures = Readonly<Record<string, Readonly<Record<string, Figure>>>>;

/** How far two measurements of the same server may be apart before a run says nothing. */
export const TOLERANCE = 0.15;

/** Whom every figure is divided by. */
export const FLOOR = 'floor';

/** Figures of a run. */
export function summarize(samples: Samples): Figures {
  const figures: Record<string, Record<string, Figure>> = {};
  for (const [operation, byLabel] of samples) {
    const floor = byLabel.get(FLOOR)!;
    const [floorMinimum, floorMedian] = [minimum(floor), median(floor)];
    figures[operation] = {};
    for (const [label, taken] of byLabel) {
      const [minimumUs, medianUs] = [minimum(taken), median(taken)];
      figures[operation][label] = {
        minimumUs: round(minimumUs, 1),
        medianUs: round(medianUs, 1),
        ratio: round(minimumUs / floorMinimum, 2),
        medianRatio: round(medianUs / floorMedian, 2),
        postgresUs: postgres(taken),
        p50Ms: round(
          median(taken, ({ p50Ms }) => p50Ms),
          2,
        ),
        p99Ms: round(
          median(taken, ({ p99Ms }) => p99Ms),
          2,
        ),
        perSecond: Math.round(1e6 / Math.min(...taken.map(({ wallUs }) => wallUs))),
      };
    }
  }
  return figures;
}

/** Operations whose two floors differ by more than the tolerance, with the difference. */
export function disagreements(
  figures: Figures,
  twin: string,
): readonly (readonly [operation: string, difference: number])[] {
  return Object.entries(figures)
    .map(([operation, byLabel]) => [operation, Math.abs(byLabel[twin]!.ratio - 1)] as const)
    .filter(([, difference]) => difference > TOLERANCE);
}

function minimum(samples: readonly Sample[]): number {
  return Math.min(...samples.map(({ cpuUs }) => cpuUs));
}

function median(samples: readonly Sample[], of: (sample: Sample) => number = ({ cpuUs }) => cpuUs): number {
  const sorted = samples.map(of).sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The mean, for the kernel's ticks are too coarse for a minimum. */
function postgres(samples: readonly Sample[]): number | null {
  const known = samples.flatMap(({ postgresUs }) => (postgresUs === undefined ? [] : [postgresUs]));
  return known.length === 0 ? null : round(known.reduce((sum, value) => sum + value, 0) / known.length, 0);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
