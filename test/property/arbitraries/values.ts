import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import type { Field } from '../../../lib/resource/field.js';

const LETTERS = Array.from('aAbBzZéÉñÑåÅßøØжЖλΛ日🙂 %_\\*?[]^-"\'`;:$|,.0');
/** In this order on every engine, whatever its collation. */
const PLAIN_LETTERS = Array.from('0189abcxyz');
const INSTANTS = [
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2024-01-31T12:00:00.000Z',
  '2024-01-31T12:00:00.001Z',
  '2024-01-31T12:00:01.000Z',
  '2024-02-29T23:59:59.999Z',
  '9999-12-31T23:59:59.999Z',
];
const DAYS = ['1000-01-01', '1815-12-10', '1969-12-31', '1970-01-01', '2024-02-29', '2024-03-01', '9999-12-31'];
const TIMES = ['00:00:00', '08:30:00', '08:30:01', '12:00:00', '23:59:59'];
const BIGINTS = ['-9223372036854775808', '-1', '0', '1', '9007199254740992', '9007199254740993', '9223372036854775807'];
const INTEGERS = [-2147483648, -1, 0, 1, 2, 3, 5, 100, 2147483647];
const FLOATS = [-1e21, -2.5, 0, 1e-7, 0.1, 0.5, 3, 1e21];
const MARKS = ['red', 'Red', 're', 'green', 'x y', 'é', '%', "it's", '0'];

/** Text with all that means something to a pattern, to SQL or to a collation. */
export const anyText: Arbitrary<string> = fc.oneof(
  fc.constantFrom('', 'sea', 'Sea', 'SEA', 'sea ', 'the sea', 'Éclair', 'éclair', 'eclair', '100%', 'a_b', 'back\\'),
  fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 6 }),
);

/** Text that every engine puts in one order. */
export const plainText: Arbitrary<string> = fc.string({
  unit: fc.constantFrom(...PLAIN_LETTERS),
  minLength: 1,
  maxLength: 3,
});

/** A LIKE pattern; every character of it may be a wildcard or be taken for itself. */
export const anyPattern: Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom('%', '_', '\\%', '\\_', '\\\\', '%sea%'), anyText), { maxLength: 4 })
  .map((pieces) => pieces.join(''));

/** Plain digits, as a parser hands them over: no zeros that do not count. */
function anyDecimal({ precision = 8, scale = 2 }: Field): Arbitrary<string> {
  const largest = 10 ** Math.min(precision - scale, 9);
  const unit = fc.constantFrom(...Array.from({ length: scale + 1 }, (_, digits) => digits));
  return fc
    .tuple(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1 - largest, max: largest - 1 })), unit)
    .map(([whole, digits]) => (whole / 10 ** digits).toFixed(digits))
    .map((text) => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text))
    .map((text) => (text === '-0' ? '0' : text));
}

/** One value that the field can hold: of a list, one item. */
export function anyValue(field: Field, isOrdered: boolean): Arbitrary<unknown> {
  switch (field.type) {
    case 'int':
      return fc.constantFrom(...INTEGERS);
    case 'float':
      return fc.constantFrom(...FLOATS);
    case 'bigint':
      return fc.constantFrom(...BIGINTS);
    case 'decimal':
      return anyDecimal(field);
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...field.enumValues!);
    case 'datetime':
      return fc.constantFrom(...INSTANTS).map((text) => new Date(text));
    case 'date':
      return fc.constantFrom(...DAYS);
    case 'time':
      return fc.constantFrom(...TIMES);
    case 'uuid':
      return fc.integer({ min: 1, max: 9 }).map((number) => `0a000000-0000-4000-8000-00000000000${number}`);
    default:
      return field.isArray ? fc.constantFrom(...MARKS) : isOrdered ? plainText : anyText;
  }
}
