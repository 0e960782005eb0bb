import { describe, expect, it } from 'vitest';
import { bodyFingerprint } from '../../../lib/http/body-fingerprint.js';
import { readIdempotencyKey } from '../../../lib/http/idempotency-key.js';

describe('readIdempotencyKey', () => {
  it.each(['a', '"8e03978e-40d5-43e8-bc93-6894a57f9324"', '~!', 'x'.repeat(255)])('takes %s', (key) => {
    expect(readIdempotencyKey(key)).toBe(key);
  });

  it.each(['', 'x'.repeat(256), 'a b', 'a, b', 'ä', 'a\u0000', 'a\n'])(
    'refuses %j with the name of the header',
    (key) => {
      expect(() => readIdempotencyKey(key)).toThrow(
        expect.objectContaining({
          code: 'LA505',
          errors: [expect.objectContaining({ header: 'Idempotency-Key' })],
        }) as Error,
      );
    },
  );
});

describe('bodyFingerprint', () => {
  const same = (left: unknown, right: unknown): boolean => bodyFingerprint(left) === bodyFingerprint(right);

  it('is the same whatever the order of members', () => {
    expect(
      same({ a: 1, b: { c: [1, { d: 2, e: 3 }], f: null } }, { b: { f: null, c: [1, { e: 3, d: 2 }] }, a: 1 }),
    ).toBe(true);
  });

  it('differs for another body', () => {
    expect(same({ a: 1 }, { a: '1' })).toBe(false);
    expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(same({ a: null }, {})).toBe(false);
    expect(same({}, [])).toBe(false);
    expect(same(undefined, {})).toBe(false);
  });
});
