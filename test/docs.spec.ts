import { describe, expect, it } from 'vitest';
import { codeBlocksOf, docsPages } from './docs/code-blocks.js';
import { typeErrorsOf } from './docs/typed-blocks.js';

const blocks = docsPages().flatMap((page) => codeBlocksOf(page));

describe('the code in the docs', () => {
  it('in TypeScript compiles', () => {
    const typed = blocks.filter(({ language }) => language === 'ts');
    expect(typed.length).toBeGreaterThan(40);
    expect(typeErrorsOf(typed)).toEqual([]);
  }, 60_000);
});
