import { describe, expect, it } from 'vitest';
import { patternText } from '../../../lib/testing/factories/pattern-text.js';

const PATTERNS: readonly RegExp[] = [
  /^[A-Z]{3}-\d{4}$/,
  /^\+?[1-9]\d{1,14}$/,
  /^(red|green|blue)-(?:light|dark)$/,
  /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  /^(?<year>\d{4})\/[^/\s]{2,}$/,
  /^\p{Lu}\p{L}*$/u,
  /^[\w.-]+@[\w-]+\.[a-z]{2,}$/,
  /^\S\D\W\t?$/,
  /^[^a-z]{2}x{0,2}y*?$/,
  /foo\.bar|baz/,
  /^[\]\-a]+b\b$/,
];

describe('patternText', () => {
  it.each(PATTERNS.map((pattern) => [pattern]))('makes texts that match %s', (pattern) => {
    for (let n = 0; n < 50; n++) expect(patternText(pattern, n)).toMatch(pattern);
  });

  it('makes another text for each number while there are any', () => {
    const texts = Array.from({ length: 1000 }, (_, n) => patternText(/^[A-C]\d{3}$/, n));
    expect(new Set(texts).size).toBe(1000);
  });

  it.each([[/^(?=.*\d)[a-z\d]+$/], [/^(a)\1$/], [/^\p{Script=Han}$/u], [/^[^\w\W]$/]])(
    'makes nothing of %s, which has a part that it cannot read',
    (pattern) => expect(patternText(pattern, 1)).toBeUndefined(),
  );
});
