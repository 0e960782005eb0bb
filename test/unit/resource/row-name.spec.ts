import { describe, expect, it } from 'vitest';
import { rowName } from '../../../lib/resource/row-name.js';
import { makeField } from '../query/resource.fixture.js';
import type { FieldType } from '../../../lib/resource/field.js';

function nameOf(types: readonly FieldType[], ...key: unknown[]): string | undefined {
  return rowName({ key: types.map((type) => makeField({ name: 'key', type })) }, key);
}

describe('the name of a row', () => {
  it('is one for all spellings of a number', () => {
    expect(nameOf(['int'], 7)).toBe('7');
    expect(nameOf(['int'], '7')).toBe('7');
    expect(nameOf(['bigint'], '007')).toBe('7');
    expect(nameOf(['bigint'], '-0')).toBe('0');
    expect(nameOf(['bigint'], '9007199254740993')).toBe('9007199254740993');
  });

  it('is one for all spellings of a uuid', () => {
    expect(nameOf(['uuid'], 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11')).toBe('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
  });

  it('joins the parts of a composite key', () => {
    expect(nameOf(['int', 'int'], 1, 23)).toBe('1/23');
    expect(nameOf(['int', 'int'], 12, 3)).toBe('12/3');
  });

  it.each(['string', 'decimal', 'float', 'date', 'datetime', 'time', 'binary', 'enum'] as const)(
    'is unknown for a key of type %s, which a database may find by other spellings',
    (type) => {
      expect(nameOf([type], '1')).toBeUndefined();
      expect(nameOf(['int', type], 1, '1')).toBeUndefined();
    },
  );
});
