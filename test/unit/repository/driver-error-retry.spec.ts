import { describe, expect, it } from 'vitest';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { retryOnWriteConflict } from '../../../lib/repository/typeorm/retry-on-write-conflict.js';

const deadlock = (): Error => Object.assign(new Error('deadlock detected'), { code: '40P01' });

describe('retryOnWriteConflict', () => {
  it('tries a deadlock again until it succeeds', async () => {
    let attempts = 0;
    const work = async (): Promise<string> => {
      if (++attempts < 4) throw deadlock();
      return 'done';
    };
    await expect(retryOnWriteConflict(work)).resolves.toBe('done');
    expect(attempts).toBe(4);
  });

  it('gives up after three retries with the last error', async () => {
    let attempts = 0;
    const work = async (): Promise<never> => {
      attempts++;
      throw deadlock();
    };
    await expect(retryOnWriteConflict(work)).rejects.toThrow('deadlock detected');
    expect(attempts).toBe(4);
  });

  it('recognizes a conflict that is mapped already', async () => {
    let attempts = 0;
    const work = async (): Promise<number> => {
      if (++attempts === 1) throw new LightApiError('LA412', 'Given up.', { cause: deadlock() });
      return attempts;
    };
    await expect(retryOnWriteConflict(work)).resolves.toBe(2);
  });

  it.each([
    ['another error', new Error('broken')],
    ['a lost connection', Object.assign(new Error('lost'), { code: 'ECONNRESET' })],
    ['a write that got no turn', new LightApiError('LA412', 'Busy.')],
  ])('does not repeat %s', async (_what, error) => {
    let attempts = 0;
    const work = async (): Promise<never> => {
      attempts++;
      throw error;
    };
    await expect(retryOnWriteConflict(work)).rejects.toBe(error);
    expect(attempts).toBe(1);
  });
});
