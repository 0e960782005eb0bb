/** Stands in every value that is wrong: an answer that has it repeats what was sent. */
export const CANARY = 'kanari7';

/** Stands in every write-only value: no answer may have it. */
export const SECRET = 'geheim7';

const LONE_SURROGATE = '\ud800';

/** Texts that are no number, date, uuid or word of a list, and would do harm as SQL, path, template or prototype. */
export const HOSTILE_TEXTS: readonly string[] = [
  CANARY,
  `${CANARY}' OR '1'='1`,
  `'; DROP TABLE specimen; --${CANARY}`,
  `${CANARY}\\`,
  `%${CANARY}%`,
  `${CANARY}_%_`,
  `${CANARY}\0`,
  `\0${CANARY}`,
  `${CANARY}\u202e\ufeff\u0007`,
  `${CANARY}${'x'.repeat(1100)}`,
  `${CANARY}${'😀'.repeat(300)}`,
  `${CANARY}${'a\u0301'.repeat(100)}`,
  `{"$gt":"${CANARY}"}`,
  `[${CANARY}]`,
  `../../${CANARY}`,
  `\${jndi:ldap://${CANARY}}`,
  `{{${CANARY}}}`,
  `<script>${CANARY}</script>`,
  `(SELECT pg_sleep(9))${CANARY}`,
  `${CANARY}\r\nSet-Cookie: a=b`,
];

/** The same without a canary: they are values of some types, or too near to one. */
export const BORDERLINE_TEXTS: readonly string[] = [
  ['', ' ', '0', '-0', '+1', '1.0', '1e3', '1e400', '0x10', '١', 'NaN', 'Infinity', '-Infinity', 'null', 'undefined'],
  ['true', 'TRUE', 'false', '-1', '2147483647', '2147483648', '-2147483649', '9007199254740993', '1e21', '00', '.5'],
  ['9223372036854775807', '9223372036854775808', '-9223372036854775809', '9'.repeat(40), '9'.repeat(1000), '5.'],
  ['0.001', '99999999999.99', '1_000', '1,000', '2024-02-29', '2023-02-29', '2024-02-30', '0000-00-00', '2024-W05'],
  ['0000-01-01', '10000-01-01', '-0001-01-01', 'infinity', 'now', '24:00:00', '23:59:60', '12:00:00+01:00', '25:00'],
  ['2024-01-01T00:00:00', '2024-01-01T00:00:00+99:99', '2024-06-30T23:59:60Z', '0001-01-01T00:00:00+14:00'],
  ['9999-12-31T23:59:59.999-14:00', '2024-01-01T24:00:00Z', '2024-01-01 00:00:00Z', '1970-01-01T00:00:00.9999999Z'],
  ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['08b71bfa-6720-baf6-3608-00433731f773', '{00000000-0000-0000-0000-0}'],
  ['urn:uuid:00000000-0000-0000-0000-000000000000', '00000000000000000000000000000000', '..', '.', '*', '%', '_', '\\'],
  [
    'new',
    'NEW',
    'in use',
    'id',
    '-id',
    'constructor',
    '__proto__',
    'toString',
    ',',
    ',,',
    'a,b',
    '(',
    '[',
    '?',
    '\u0001',
  ],
].flat();

/** JSON texts of any type, for a place that wants another one. */
export const HOSTILE_JSON: readonly string[] = [
  ['null', 'true', 'false', '0', '-0', '1', '1.5', '-1', '1e400', '-1e400', '1e-400', '1e21', '5e-324', '1.0', '1e2'],
  ['2147483648', '-2147483649', '32768', '9007199254740993', '18446744073709551616', `1${'0'.repeat(400)}`, '0.1'],
  ['""', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udfff\\ud800"', '"\\uffff"', '" "', '"1"', '"true"', '"null"'],
  ['[]', '[null]', '[[]]', '[1]', '["a"]', '[{}]', '{}', '{"":null}', '{"a":1}', '{"$ne":null}', '{"toString":1}'],
  ['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"\\ud800":"\\udc00"}', '{"\\u0000":1}'],
  ['["\\u0000"]', '["a,b"]', '[","]', '["\\ud800"]', '{"then":1}', '{"toJSON":"x"}', '{"length":1e9}', '{"raw":"1"}'],
  ['"2024-02-30"', '"0000-00-00"', '"infinity"', '"NaN"', '"99999999999999999999"', '"1e5"', '"0x1"', '"-"', '"."'],
  `"${'x'.repeat(300)}"`,
  `"${'x'.repeat(70_000)}"`,
  `"${'😀'.repeat(20_000)}"`,
  `[${'0,'.repeat(5000)}0]`,
  `[${Array.from({ length: 500 }, () => '"item"').join(',')}]`,
  `${'['.repeat(15)}1${']'.repeat(15)}`,
  `${'['.repeat(21)}1${']'.repeat(21)}`,
  `${'{"a":'.repeat(4000)}1${'}'.repeat(4000)}`,
  JSON.stringify({ type: 'Buffer', data: [1, 2] }),
  JSON.stringify(`(SELECT 1)${LONE_SURROGATE}`),
  JSON.stringify(`'; DROP TABLE specimen; --${CANARY}`),
].flat();

/** Bodies that are no JSON text at all. */
export const MALFORMED_JSON: readonly (string | Buffer)[] = [
  [
    '{',
    '}',
    '{"a":',
    '{"a":1,}',
    "{'a':1}",
    '{a:1}',
    '[1',
    '{"a":1}}',
    '{} {}',
    '{"a" 1}',
    'undefined',
    'NaN',
    '{"a":NaN}',
  ],
  [
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1.}',
    '// x\n{}',
    '{/**/}',
    '"\n"',
    '"\\x41"',
    '{"a":"\\u12"}',
    '\0',
    '{}\0',
  ],
  '{"a":'.repeat(5000),
  '['.repeat(50_000),
  Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  Buffer.from([0x7b, 0x22, 0xc3, 0x28]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
].flat();

/** What may stand in a URL and does not decode, or decodes to what no text may hold. */
export const BROKEN_ESCAPES: readonly string[] = [
  ['%', '%%', '%2', '%zz', '%u0041', '%c3%28', '%ff', '%c0%af', '%ed%a0%80', '%f5%80%80%80', '%00', 'a%00b', '%e4'],
].flat();

/** Names that no field has; several of them do have a meaning to JavaScript, a query parser or another API. */
export const HOSTILE_NAMES: readonly string[] = [
  ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__', 'then'],
  ['filter[__proto__][x]', 'constructor.prototype.x', 'a[b][c]', 'a[]', '[]', 'where', '$where', '$ne', 'select'],
  ['', ' ', '.', '..', '__', '____', 'id__', '__eq', 'id__eq__eq', 'ID', 'Id', 'id ', 'id.id', 'dimensions', 'a.b.c.d'],
  [
    "id'--",
    'id"',
    'id`',
    'id;',
    '(SELECT 1)',
    '1=1',
    '*',
    'id\0',
    '\0',
    '\u202eid',
    '😀',
    'x'.repeat(200),
    'ıd',
    'ﬁelds',
  ],
  [
    'include',
    'cursor',
    'filter',
    'deleted',
    'limit',
    'offset',
    'sort',
    'join',
    'relations',
    'secretValue',
    'renamed_in_table',
  ],
].flat();
