import { createHash } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerStorageService, type ThrottlerLimitDetail } from '@nestjs/throttler';
import type { PrincipalSource } from '../auth/principal-source.js';
import type { RequestCounter } from '../auth/request-counter.js';
import { addressOf, type PrincipalRequest } from '../auth/request-principal.js';
import type { ThrottleOptions } from '../auth/throttle.options.js';
import { LightApiError } from '../common/light-api.error.js';

export const THROTTLE_WINDOW_MS = 60_000;

/** Counts in memory, for this process alone. */
export function createMemoryCounter(): RequestCounter {
  return new ThrottlerStorageService();
}

/**
 * The guard of `@nestjs/throttler` with one count for everything that a caller asks of the application, and answers of
 * ours. `@SkipThrottle()` and `@Throttle()` work as they always do.
 */
export class ThrottleGuard extends ThrottlerGuard {
  protected override headerPrefix = 'RateLimit';

  constructor(
    { limit, windowMs = THROTTLE_WINDOW_MS }: ThrottleOptions,
    counter: RequestCounter,
    reflector: Reflector,
    private readonly principals: PrincipalSource,
  ) {
    super({ throttlers: [{ limit, ttl: windowMs }] }, counter, reflector);
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(context.getType() !== 'http');
  }

  /** Whoever has no valid credentials is counted by address. */
  protected override async getTracker(request: PrincipalRequest): Promise<string> {
    const id = await this.callerOf(request);
    return id === undefined ? `address:${await super.getTracker({ ip: addressOf(request) })}` : `principal:${id}`;
  }

  protected override generateKey(_context: ExecutionContext, tracker: string, name: string): string {
    return createHash('sha256').update(`${name}:${tracker}`).digest('hex');
  }

  protected override throwThrottlingException(_context: ExecutionContext, detail: ThrottlerLimitDetail): Promise<void> {
    const seconds = String(Math.max(1, detail.timeToBlockExpire));
    throw new LightApiError('LA603', 'Too many requests.', {
      hint: 'Wait as long as Retry-After says.',
      headers: {
        'Retry-After': seconds,
        'RateLimit-Limit': String(detail.limit),
        'RateLimit-Remaining': '0',
        'RateLimit-Reset': seconds,
      },
    });
  }

  private async callerOf(request: PrincipalRequest): Promise<string | undefined> {
    try {
      return (await this.principals.principalFor(request)).id;
    } catch {
      // The guard behind this one says so.
      return undefined;
    }
  }
}
