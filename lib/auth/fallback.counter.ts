import { Logger } from '@nestjs/common';
import { inTime, LATE } from '../common/in-time.js';
import type { RequestCount, RequestCounter } from './request-counter.js';

/** What a storage is called, and how long it is waited for. */
export interface FallbackOptions {
  readonly name: string;
  /** Time in which it has to answer, in milliseconds: what a request may lose by an outage of it. */
  readonly answerMs: number;
}

/** How a storage of the application's own is waited for. */
export const OWN_STORAGE: FallbackOptions = { name: 'throttle.storage', answerMs: 100 };

/** Time between two tries whether a storage answers in time again, in milliseconds. */
const PAUSE_MS = 1_000;
/** Time without failures after which the next one is a new outage, in milliseconds. */
const OUTAGE_GAP_MS = 60_000;

/**
 * Counts in a storage, and in the memory of this process while that fails or is slow. Nobody is turned away whom the
 * storage would let in, since this process sees no more requests than all of them; and tries of passwords stay limited.
 */
export class FallbackCounter implements RequestCounter {
  private readonly logger = new Logger('LightApi');
  private lastFailure = -Infinity;
  /** When a storage that was too slow is tried again; nobody waits for it until then, nor for the try. */
  private nextTry: number | undefined;

  constructor(
    private readonly storage: RequestCounter,
    private readonly memory: RequestCounter,
    private readonly options: FallbackOptions = OWN_STORAGE,
  ) {}

  async increment(...asked: Parameters<RequestCounter['increment']>): Promise<RequestCount> {
    if (this.nextTry !== undefined) {
      this.tryAgain(this.nextTry, asked);
      return this.memory.increment(...asked);
    }
    try {
      return await this.answered(asked);
    } catch (error) {
      if (error instanceof LateError) this.nextTry = performance.now() + PAUSE_MS;
      this.note(error);
      return this.memory.increment(...asked);
    }
  }

  private tryAgain(at: number, asked: Parameters<RequestCounter['increment']>): void {
    if (performance.now() < at) return;
    this.nextTry = performance.now() + PAUSE_MS;
    this.answered(asked).then(
      () => (this.nextTry = undefined),
      (error: unknown) => {
        // What fails at once keeps nobody waiting.
        if (!(error instanceof LateError)) this.nextTry = undefined;
        this.note(error);
      },
    );
  }

  private async answered(asked: Parameters<RequestCounter['increment']>): Promise<RequestCount> {
    const { answerMs } = this.options;
    const count = await inTime(this.storage.increment(...asked), answerMs);
    if (count === LATE) throw new LateError(`No answer within ${answerMs} ms.`);
    return count;
  }

  /** Once for each outage. */
  private note(error: unknown): void {
    const now = performance.now();
    if (now - this.lastFailure > OUTAGE_GAP_MS) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Requests are counted in this process alone, because ${this.options.name} failed: ${reason}`);
    }
    this.lastFailure = now;
  }
}

class LateError extends Error {}
