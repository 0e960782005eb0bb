import { BoundedMap } from '../bounded-map.js';

/** Texts that are remembered. */
const MAX_TEXTS = 1_000;
/** A statement that was answered within this time may have others behind it, in milliseconds. */
const QUICK_MS = 2;
/** One that took this long has none behind it for a while, in milliseconds. */
const SLOW_MS = 10;
/** Runs for which it has none: so less than one in a hundred waits behind a slow one. */
const RUNS_ALONE = 1_000;

interface Pace {
  /** How often it is still to run with nothing behind it. */
  runsAlone: number;
}

/** How quick statements are, in milliseconds of `performance.now()`, by their texts: what may take long must not stand before others on a connection. */
export class StatementPaces {
  private readonly paces = new BoundedMap<string, Pace>(MAX_TEXTS);
  private turnedAt = 0;

  /** Whether others may stand behind a statement that is about to run. */
  isQuick(text: string): boolean {
    const pace = this.paces.get(text);
    if (pace === undefined) return false;
    if (pace.runsAlone === 0) return true;
    pace.runsAlone--;
    return false;
  }

  /** Tells that the event loop has turned, since what was only heard of late is no slow statement. */
  turn(now: number): void {
    this.turnedAt = now;
  }

  /** @param since when the server could begin with the statement, which has just been answered, or has failed */
  note(text: string, since: number, now: number, hasFailed: boolean): void {
    const elapsed = now - since;
    if (elapsed >= SLOW_MS) {
      if (now - this.turnedAt < SLOW_MS / 2) this.paces.set(text, { runsAlone: RUNS_ALONE });
    } else if (elapsed < QUICK_MS && !hasFailed && this.paces.get(text) === undefined) {
      this.paces.set(text, { runsAlone: 0 });
    }
  }
}
