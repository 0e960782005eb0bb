import type { Engine } from '../../e2e/harness/test-databases.js';
import { ENGINE_TYPES } from '../../contract/fixtures/engine-types.js';
import { ownColumn } from './entities.js';

type Values = Readonly<Record<string, readonly unknown[]>>;

const SHORT_TEXTS = ['', 'a', 'A', ' ', "it's", '"', '\\', '%', '🙂', 'e\u0301', 'é', 'שלום', '𝒳'];
const TEXTS = [
  ...SHORT_TEXTS,
  'x'.repeat(200),
  '👩‍👩‍👧🏽'.repeat(20),
  '\u0001\u0008\t\n\u000b\f\r\u001f\u007f\u0080\u009f',
  '\u2028\u2029\ufeff\ufffd\ud7ff\ue000\uffff',
  '\u202eright\u202c \u200f\u0627\u0644\u0639',
  `'"\`\\'"\`\\\\ \\u0041 \\n \\x00 \\0 %s $1 ? :x ;--/*`,
  '</script><![CDATA[',
  '𝟘𐍈\u{10ffff}',
  'null',
  '{"a":1}',
];
/** No texts that look like JSON themselves: on MariaDB TypeORM takes them for what they look like. */
const JSON_VALUES: readonly unknown[] = [
  null,
  '',
  'text',
  0,
  -0.5,
  true,
  [],
  {},
  [[]],
  { b: 1, a: [null, { ' ': '' }] },
  { 10: 1, 2: 2, z: 3 },
  { ['__proto__']: { x: 1 }, constructor: 2 },
  [1e21, 1e-7, 5e-324, 1.7976931348623157e308, 9007199254740992, 0.1],
  { '🙂': 'e\u0301 שלום 𝒳', '"': '\\', '\u0001': '\u2028\u007f\n' },
];
const FLOATS = [
  0,
  -0,
  0.1,
  -2.5,
  3,
  1e21,
  -1e21,
  123456789.125,
  1e-7,
  5e-324,
  2.2250738585072014e-308,
  1.797e308,
  1 / 3,
];
const BIGINTS = [
  '-9223372036854775808',
  '-9007199254740993',
  '-1',
  '0',
  '1',
  '9007199254740993',
  '9223372036854775807',
];
const DECIMALS = ['0', '0.0001', '-0.0001', '1.5', '-1.5001', '1000000000', '1234567890.1234', '9999999999.9999'];
const INTS = [-2147483648, -1, 0, 1, 7, 100, 2147483647];
const SMALLS = [-32768, -1, 0, 1, 32767];
const OLDEST: Readonly<Record<Engine, string>> = {
  sqlite: '0001-01-01T00:00:00.000Z',
  postgres: '0100-01-01T00:00:00.000Z',
  mariadb: '1000-01-01T00:00:00.000Z',
};

/** Values that each column of an exhibit may hold, by its name in the API; NULL is not among them. */
export function exhibitValues(engine: Engine): Values {
  const instants = [OLDEST[engine], '1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z', '2024-02-29T12:00:00.001Z']
    .concat('2024-03-31T01:30:00.120Z', '2024-10-27T02:30:00.000Z', '9999-12-31T23:59:59.999Z')
    .map((text) => new Date(text));
  return {
    text: TEXTS,
    label: SHORT_TEXTS,
    memo: ['', 'a\nb', 'é"\\\u0001🙂'.repeat(1_000)],
    count: INTS,
    small: SMALLS,
    big: BIGINTS,
    price: DECIMALS,
    ratio: FLOATS,
    flag: [true, false],
    local: instants,
    at: instants,
    day: [OLDEST[engine].slice(0, 10), '1969-12-31', '1970-01-01', '2024-02-29', '9999-12-31'],
    clock: ['00:00:00', '08:30:01', '12:00:00', '23:59:59'],
    uid: [0, 1, 9].map((digit) => `${digit}a000000-0000-4000-8000-00000000000${digit}`),
    mood: ['calm', 'wild', 'other'],
    level: [1, 2, 30],
    tags: [[], ['a'], ['red', 'green'], ['', ''], ['🙂', 'it\'s "\\'], ['e\u0301', ' ']],
    data: JSON_VALUES,
    doc: JSON_VALUES,
    bytes: [[], [0], [255, 0, 39, 92], Array.from({ length: 256 }, (_, byte) => byte)].map((all) => Buffer.from(all)),
    shout: ['LOUD', 'ÉCLAIR', 'it is'],
    secret: ['s'],
    state: SHORT_TEXTS,
    stock: INTS,
    'size.widthMm': INTS,
    'size.note': TEXTS,
    'size.weight': DECIMALS,
    wing: ['a', 'b', 'é'],
    number: BIGINTS,
    floor: SMALLS,
    ...ownValues(engine),
  };
}

/** Beside the one value of the fixture, what tells the type's limits. */
const OWN: Readonly<Record<Engine, Values>> = {
  postgres: {
    ints: [[], [2147483647, -2147483648, 0]],
    texts: [[], [''], [...TEXTS]],
    bigs: [[], BIGINTS],
    flags: [[]],
    prices: [[], ['-0.01', '99999999.99', '0.00']],
    moods: [[], ['sad']],
    small: SMALLS,
    real: [0, 1.5, 3.4e38, 1e-37, -0.3333333],
    free: ['0', '-0.000000001', '99999999999999999999999999999999999999', '1e3', '1.500'],
    plain: ['0100-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z'].map(
      (text) => new Date(text),
    ),
    doc: JSON_VALUES,
    nothing: JSON_VALUES,
    days: [[], ['0100-01-01', '9999-12-31']],
    padded: ['', 'abcd', 'é'],
    folded: ['mixed', 'MIXED', 'É'],
    ip: ['::1', '10.0.0.0/8'],
    parts: [[], ['']],
  },
  mariadb: {
    huge: ['0', '9223372036854775808'],
    unsigned: [0, 2147483648],
    tiny: [-128, 0, 127],
    medium: [8388607, 0],
    year: [1901, 2155],
    float: [0, 1.5, 0.1, -3.25, 1e10],
    moods: [[], ['sad', 'glad', 'mad']],
    seconds: ['1000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.000Z'].map((text) => new Date(text)),
    micros: ['1000-01-01T00:00:00.001Z', '9999-12-31T23:59:59.999Z'].map((text) => new Date(text)),
    stamp: ['1970-01-01T00:00:01.000Z', '2038-01-19T03:14:07.999Z'].map((text) => new Date(text)),
    long: ['', ...TEXTS],
    bytes: [Buffer.from([]), Buffer.from([0, 0, 0])],
    doc: JSON_VALUES,
    latin: ['', 'ÿ', "it's"],
    digits: ['0', '-0.0000000001', '99999999999999999999.9999999999'],
  },
  sqlite: {
    doc: JSON_VALUES,
    double: FLOATS,
    whole: FLOATS,
    big: BIGINTS,
    cents: ['0', '-0.01', '0.1', '999999999999.99'],
    clob: TEXTS,
  },
};

function ownValues(engine: Engine): Values {
  return Object.fromEntries(
    Object.entries(ENGINE_TYPES[engine]).map(([name, [, value]]) => [
      ownColumn(name),
      [value, ...(OWN[engine][name] ?? [])],
    ]),
  );
}
