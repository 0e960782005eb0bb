import type { RunDetails } from 'fast-check';

/** Characters around the first that differs. */
const AROUND = 80;

/** Where two answers part, short enough to be read. */
export function difference(compiled: unknown, orm: unknown): { readonly compiled: string; readonly orm: string } {
  const [left, right] = [JSON.stringify(compiled), JSON.stringify(orm)];
  let index = 0;
  while (index < left.length && left[index] === right[index]) index++;
  const around = (text: string): string => text.slice(Math.max(0, index - AROUND), index + AROUND);
  return { compiled: around(left), orm: around(right) };
}

/** Names the seed, and what differed. Everything that was asked beside it would only hide it. */
export function reportFailure({ failed, seed, numRuns, errorInstance, interrupted }: RunDetails<unknown>): void {
  if (!failed) return;
  const reason = interrupted ? 'The time was up' : 'Failed';
  const detail = errorInstance instanceof Error ? errorInstance.message : '';
  throw new Error(`${reason} in run ${numRuns} of LIGHTAPI_FUZZ_SEED=${seed}. ${detail}`, { cause: errorInstance });
}
