import { describe, expect, it } from 'vitest';
import { LinkIndex } from '../../../lib/repository/typeorm/compiled/relations/link-index.js';

describe('the index of links', () => {
  it('finds a link by the same values, whatever their type', () => {
    const index = new LinkIndex([[1], ['9007199254740993'], [Buffer.from([0, 255])]]);
    expect(index.keyOf(['1'])).toBe('1');
    expect(index.keyOf(['9007199254740993'])).toBe('9007199254740993');
    expect(index.keyOf([new Uint8Array([0, 255])])).toBe(String.raw`\x00ff`);
    expect(index.keyOf([2])).toBeUndefined();
  });

  it('tells values of several columns apart', () => {
    const index = new LinkIndex([
      ['a', 'b,c'],
      ['a,b', 'c'],
    ]);
    expect(index.keyOf(['a,b', 'c'])).toBe('["a,b","c"]');
    expect(index.keyOf(['a', 'b'])).toBeUndefined();
  });

  it('prefers the strictest likeness', () => {
    const index = new LinkIndex([['Ab'], ['äb '], ['ab']]);
    expect(index.keyOf(['ab'])).toBe('ab');
    expect(index.keyOf(['Ab  '])).toBe('Ab');
    expect(index.keyOf(['ÄB'])).toBe('äb ');
    expect(new LinkIndex([['Ab']]).keyOf(['äB'])).toBe('Ab');
  });
});
