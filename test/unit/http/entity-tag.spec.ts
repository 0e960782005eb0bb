import { describe, expect, it } from 'vitest';
import { entityTag, readIfMatch } from '../../../lib/http/entity-tag.js';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { compileLibrary } from './fixtures/library.js';

const [writer, novel] = compileLibrary() as [
  ReturnType<typeof compileLibrary>[0],
  ReturnType<typeof compileLibrary>[0],
];

function versionsOf(field: string, resource = novel): unknown {
  return readIfMatch(field, resource).versions;
}

describe('entityTag', () => {
  it('is strong', () => {
    expect(entityTag('7')).toBe('"7"');
  });
});

describe('readIfMatch', () => {
  it('reads one tag, a list, and any', () => {
    expect(readIfMatch('"3"', novel)).toEqual({ source: 'header', versions: ['3'] });
    expect(versionsOf('"3", "4"')).toEqual(['3', '4']);
    expect(versionsOf(' * ')).toBe('*');
  });

  it('takes white space and empty members, as RFC 9110 §5.6.1 has it', () => {
    expect(versionsOf(',"3" ,\t, "4",')).toEqual(['3', '4']);
    expect(versionsOf('"3","3"')).toEqual(['3']);
  });

  it('compares strongly, so that weak tags match nothing', () => {
    expect(versionsOf('W/"3"')).toEqual([]);
    expect(versionsOf('W/"3", "4"')).toEqual(['4']);
  });

  it('knows its own tags only', () => {
    for (const tag of ['""', '"03"', '"+3"', '"3.0"', '"abc"', '"99999999999999999999"', '"9999999999"', '"a,b"']) {
      expect([tag, versionsOf(tag)]).toEqual([tag, []]);
    }
  });

  it('matches nothing but any where no versions are kept', () => {
    expect(versionsOf('"3"', writer)).toEqual([]);
    expect(versionsOf('*', writer)).toBe('*');
    expect(versionsOf('"3"', compileLibrary({ locking: 'none' })[1])).toEqual([]);
  });

  it.each(['', '3', 'w/"3"', '"3', '"3" "4"', '"3"x', 'x"3"', '*, "3"', '"3", *', ',', '"a b"'])(
    'refuses %j with the name of the header',
    (field) => {
      expect(() => readIfMatch(field, novel)).toThrow(LightApiError);
      try {
        readIfMatch(field, novel);
      } catch (error) {
        expect(error).toMatchObject({ code: 'LA505', status: 400, errors: [{ header: 'If-Match', code: 'LA505' }] });
      }
    },
  );
});
