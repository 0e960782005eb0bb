import { setImmediate } from 'node:timers/promises';

/** Time for which work goes on without a pause, in milliseconds. */
const LONGEST_TURN_MS = 8;

/** Cuts long work into turns, so that other requests have theirs in between. */
export class TurnTaker {
  private end = performance.now() + LONGEST_TURN_MS;

  /** Whether the turn has lasted long enough. */
  get isOver(): boolean {
    return performance.now() >= this.end;
  }

  /** Lets everything else that waits go first. */
  async pause(): Promise<void> {
    await setImmediate();
    this.end = performance.now() + LONGEST_TURN_MS;
  }
}
