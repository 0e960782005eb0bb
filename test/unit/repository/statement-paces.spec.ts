import { beforeEach, describe, expect, it } from 'vitest';
import { StatementPaces } from '../../../lib/repository/typeorm/compiled/postgres/statement-paces.js';

const TEXT = 'SELECT 1';

describe('statement paces', () => {
  let paces: StatementPaces;
  let now = 0;

  /** A statement that takes so long, while the event loop keeps turning. */
  const take = (ms: number, { hasFailed = false, lateMs = 0 } = {}): void => {
    const since = now;
    now += ms;
    paces.turn(now - lateMs);
    paces.note(TEXT, since, now, hasFailed);
  };

  beforeEach(() => {
    paces = new StatementPaces();
    now = 1_000;
  });

  it('takes nothing for quick that has not been seen', () => {
    expect(paces.isQuick(TEXT)).toBe(false);
  });

  it.each([
    { ms: 0.1, isQuick: true },
    { ms: 1.9, isQuick: true },
    { ms: 2, isQuick: false },
    { ms: 9, isQuick: false },
    { ms: 50, isQuick: false },
  ])('takes what was answered after $ms ms for quick: $isQuick', ({ ms, isQuick }) => {
    take(ms);
    expect(paces.isQuick(TEXT)).toBe(isQuick);
  });

  it('learns nothing of how quickly a statement fails', () => {
    take(0.1, { hasFailed: true });
    expect(paces.isQuick(TEXT)).toBe(false);
  });

  it('forgives one slow run in five hundred', () => {
    take(0.1);
    for (let round = 0; round < 10; round++) {
      take(50);
      for (let run = 0; run < 500; run++) {
        expect(paces.isQuick(TEXT)).toBe(true);
        take(0.1);
      }
    }
  });

  it('keeps what was slow twice apart until one of them is made up for', () => {
    take(0.1);
    take(50);
    take(50);
    for (let run = 0; run < 499; run++) {
      expect(paces.isQuick(TEXT)).toBe(false);
      take(0.1);
    }
    expect(paces.isQuick(TEXT)).toBe(true);
  });

  it('takes no longer to make up for many', () => {
    take(0.1);
    for (let run = 0; run < 100; run++) take(50);
    for (let run = 0; run < 499; run++) expect(paces.isQuick(TEXT)).toBe(false);
    expect(paces.isQuick(TEXT)).toBe(true);
  });

  it('keeps what fails slowly apart as well', () => {
    take(0.1);
    for (let run = 0; run < 2; run++) take(4_000, { hasFailed: true });
    expect(paces.isQuick(TEXT)).toBe(false);
  });

  it('blames no statement for an event loop that stood still', () => {
    take(0.1);
    for (let run = 0; run < 10; run++) take(200, { lateMs: 199 });
    expect(paces.isQuick(TEXT)).toBe(true);
  });

  it('remembers no more than a thousand texts', () => {
    take(0.1);
    for (let index = 0; index < 1_000; index++) paces.note(`SELECT ${index} + 1`, now, now, false);
    expect(paces.isQuick(TEXT)).toBe(false);
  });
});
