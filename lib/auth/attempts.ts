import { createHash } from 'node:crypto';
import { LightApiError } from '../common/light-api.error.js';
import type { RequestCounter } from './request-counter.js';

/** How often passwords may be tried, complete. */
export interface AttemptLimits {
  readonly limit: number;
  readonly addressLimit: number;
  readonly windowMs: number;
}

/**
 * Counts tries of passwords by account and by address, each on its own: neither many addresses for one account nor many
 * accounts from one address get further.
 */
export class Attempts {
  constructor(
    private readonly counter: RequestCounter,
    private readonly limits: AttemptLimits,
  ) {}

  /** @throws LightApiError LA603 (429) with `Retry-After` */
  async count(username: string, address: string): Promise<void> {
    const { limit, addressLimit } = this.limits;
    // What is over the limit of its address does not lock an account.
    await this.countOne('address', address, addressLimit);
    await this.countOne('account', username.normalize('NFKC').trim().toLowerCase(), limit);
  }

  private async countOne(kind: string, value: string, limit: number): Promise<void> {
    const { windowMs } = this.limits;
    const key = createHash('sha256').update(`login:${kind}:${value}`).digest('hex');
    const count = await this.counter.increment(key, windowMs, limit, windowMs, `login-${kind}`);
    if (!count.isBlocked) return;
    throw new LightApiError('LA603', 'Too many tries.', {
      hint: 'Wait as long as Retry-After says.',
      headers: { 'Retry-After': String(Math.max(1, count.timeToBlockExpire)) },
    });
  }
}
