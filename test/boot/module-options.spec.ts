import { describe, expect, it } from 'vitest';
import { LightApiBootError } from '../../lib/compiler/boot.error.js';
import { checkFeatureKeys, checkRootKeys } from '../../lib/light-api.option-keys.js';

describe('options of the module', () => {
  it('are refused when forRoot does not know them, those of docs included', () => {
    const problems = checkRootKeys({ entites: [], docs: { titel: 'Books' } });
    expect(new LightApiBootError(problems).message).toBe(
      [
        'LightApi cannot start: 2 problems.',
        '  forRoot',
        '    LA010  entites is not an option.  Did you mean "entities"?',
        '    LA010  docs.titel is not an option.  Did you mean "docs.title"?',
      ].join('\n'),
    );
  });

  it('are refused when forFeature does not know them', () => {
    const problems = checkFeatureKeys({ prefix: 'shop', gaurds: [] });
    expect(new LightApiBootError(problems).message).toBe(
      [
        'LightApi cannot start: 1 problem.',
        '  forFeature',
        '    LA010  gaurds is not an option.  Did you mean "guards"?',
      ].join('\n'),
    );
  });

  it('are accepted when they are known', () => {
    expect(checkRootKeys({ entities: [], docs: false, database: false })).toEqual([]);
    expect(checkFeatureKeys({ prefix: 'shop', tags: ['Shop'], providers: [] })).toEqual([]);
  });
});
