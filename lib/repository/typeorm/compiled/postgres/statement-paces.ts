import { BoundedMap } from '../bounded-map.js';

/** Texts that are remembered. */
const MAX_TEXTS = 1_000;
/** A statement that was answered within this time may have others behind it, in milliseconds. */
const QUICK_MS = 2;
/** One that took this long made them wait, in milliseconds. */
const SLOW_MS = 10;
/**
 * Quick runs that make up for a slow one. A busy machine makes any statement slow now and then, so one is forgiven; with
 * the next it has nothing behind it, until no more than one is left. With three or four behind it on average, fewer than
 * one in a hundred waits for a slow one.
 */
const RUNS_FOR_SLOW = 500;

interface Pace {
  /** Quick runs that are still to come before all is made up for. */
  debt: number;
}

/**
 * How quick statements are, by their texts: what may take long must not stand before others on a connection. Times are
 * those of `performance.now()`.
 */
export class StatementPaces {
  private readonly paces = new BoundedMap<string, Pace>(MAX_TEXTS);
  private turnedAt = 0;

  /** Whether others may stand behind a statement that is about to run. */
  isQuick(text: string): boolean {
    const pace = this.paces.get(text);
    if (pace === undefined) return false;
    if (pace.debt > 0) pace.debt--;
    return pace.debt <= RUNS_FOR_SLOW;
  }

  /** Tells that the event loop has turned, since what was only heard of late is no slow statement. */
  turn(now: number): void {
    this.turnedAt = now;
  }

  /** @param since when the server could begin with the statement, which has just been answered, or has failed */
  note(text: string, since: number, now: number, hasFailed: boolean): void {
    const elapsed = now - since;
    const pace = this.paces.get(text);
    if (elapsed >= SLOW_MS) {
      const isHeardLate = now - this.turnedAt >= SLOW_MS / 2;
      if (pace !== undefined && !isHeardLate) pace.debt = Math.min(pace.debt + RUNS_FOR_SLOW, 2 * RUNS_FOR_SLOW);
    } else if (pace === undefined && elapsed < QUICK_MS && !hasFailed) this.paces.set(text, { debt: 0 });
  }
}
