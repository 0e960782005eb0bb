import { Logger } from '@nestjs/common';
import type { RequestCount, RequestCounter } from './request-counter.js';

/** Time in which a storage has to answer, in milliseconds: what a request may lose by an outage of it. */
const ANSWER_MS = 100;
/** Time without failures after which the next one is a new outage, in milliseconds. */
const OUTAGE_GAP_MS = 60_000;

/**
 * Counts in a storage, and in the memory of this process while that fails or is slow. Nobody is turned away whom the
 * storage would let in, since this process sees no more requests than all of them; and tries of passwords stay limited.
 */
export class FallbackCounter implements RequestCounter {
  private readonly logger = new Logger('LightApi');
  private lastFailure = -Infinity;

  constructor(
    private readonly storage: RequestCounter,
    private readonly memory: RequestCounter,
  ) {}

  async increment(...asked: Parameters<RequestCounter['increment']>): Promise<RequestCount> {
    try {
      return await this.answered(asked);
    } catch (error) {
      this.note(error);
      return this.memory.increment(...asked);
    }
  }

  private async answered(asked: Parameters<RequestCounter['increment']>): Promise<RequestCount> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`No answer within ${ANSWER_MS} ms.`)), ANSWER_MS);
    });
    try {
      return await Promise.race([this.storage.increment(...asked), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Once for each outage. */
  private note(error: unknown): void {
    const now = performance.now();
    if (now - this.lastFailure > OUTAGE_GAP_MS) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Requests are counted in this process alone, because throttle.storage failed: ${reason}`);
    }
    this.lastFailure = now;
  }
}
