import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { CommittedRow } from '../resource/resource-hooks.js';

/** Hears of a change once it is stored. */
export type CommitListener = (change: CommittedRow) => unknown;

/** Work behind commits: begun when they are stored, awaited when the application shuts down. */
export class CommitFeed {
  private readonly logger = new Logger('LightApi');
  private readonly running = new Set<Promise<void>>();
  private readonly listeners: CommitListener[] = [];

  /** Whether anybody wants to know of changes of every resource. */
  get isHeard(): boolean {
    return this.listeners.length > 0;
  }

  listen(listener: CommitListener): void {
    this.listeners.push(listener);
  }

  /** Tells one change to who hears of this resource alone, in their order, and then to who hears of all. Never rejects. */
  tell(change: CommittedRow, own: readonly CommitListener[]): Promise<void> {
    const work = this.tellAll(change, [...own, ...this.listeners]);
    this.running.add(work);
    return work.finally(() => this.running.delete(work));
  }

  /**
   * Waits for what is still running.
   *
   * @param limitMs after which the shutdown goes on
   */
  async drain(limitMs: number): Promise<void> {
    const end = Date.now() + limitMs;
    while (this.running.size > 0 && Date.now() < end) {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, end - Date.now())));
      await Promise.race([Promise.all(this.running), limit]);
      clearTimeout(timer);
      // The rows of a commit are told one after the other: the next one begins when the one before is done.
      await nextTurn();
    }
    if (this.running.size > 0) this.logger.error(`Gave up ${this.running.size} afterCommit that took too long.`);
  }

  private async tellAll(change: CommittedRow, listeners: readonly CommitListener[]): Promise<void> {
    for (const listener of listeners) {
      try {
        await listener(change);
      } catch (error) {
        const { resource, operation, requestId = 'no request' } = change;
        const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        const line = `afterCommit of ${resource} ${operation} failed (${requestId}): ${reason}`;
        this.logger.error(line, error instanceof Error ? error.stack : undefined);
      }
    }
  }
}
