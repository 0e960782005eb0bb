import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { attachmentEntity } from '../entities/attachment.js';
import { Observation } from '../entities/observation.js';
import { Specimen } from '../entities/specimen.js';
import { created, nested, valueAt } from './fixtures/rows.js';
import { describeApi, type Api } from './harness/describe-api.js';

const LONGEST = '😀'.repeat(50);
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64');

/** One list of several, each short enough for a line. */
function joined<Item>(...lists: readonly (readonly Item[])[]): readonly Item[] {
  return lists.flat() as readonly Item[];
}

/** Values of a field that come back as they were sent, on every engine. */
const KEPT: Readonly<Record<string, readonly unknown[]>> = {
  intValue: [0, 1, -1, 2147483647, -2147483648],
  smallintValue: [0, 32767, -32768, null],
  bigintValue: ['0', '-1', '9007199254740993', '9223372036854775807', '-9223372036854775808', null],
  decimalValue: ['12.50', '0.00', '0.01', '-0.01', '9999999999.99', '-9999999999.99', '1000000000.10', null],
  doubleValue: joined(
    [0, 0.1, -0.1, 0.30000000000000004, 1e21, 1e-7, 123456789012345680000, 4.35, 1 / 3, 9007199254740991],
    [1.7976931348623157e308, -1.7976931348623157e308, 2.2250738585072014e-308, null],
  ),
  booleanValue: [true, false],
  state: ['new', 'in use', 'retired'],
  varcharValue: joined(
    ['', ' ', ' both ends ', 'x'.repeat(50), LONGEST, 'null', '0', 'true', '%_\\', "O'Brien", '"', '`', '\\', '\\\\'],
    ['ÄÖÜ ß', 'é', 'e\u0301', 'عربي', '漢字', '🏳️‍🌈', '\u{10ffff}', '\ufffd', '\uffff', '\u202e', '\ufeffBOM'],
    ['\u0001', '\u007f', '\t\r\n', '\u2028\u2029', '</script>', '{"a":1}', '[1]', '${x}', "');--", '$1 ? :a @b'],
  ),
  textValue: ['', 'x'.repeat(60_000), 'é'.repeat(20_000), '\n', null],
  renamedValue: ['', 'a b', null],
  defaultedValue: ['', 'it\'s "quoted"'],
  dateValue: ['0001-01-01', '0099-12-31', '1582-10-10', '1900-02-28', '2024-02-29', '9999-12-31', null],
  timeValue: ['00:00:00', '09:08:07', '23:59:59', null],
  datetimeValue: joined(
    ['0001-01-01T00:00:00.000Z', '0099-12-31T23:59:59.999Z', '1582-10-10T00:00:00.000Z', '1900-01-01T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z', '2024-02-29T12:34:56.789Z', '2024-03-31T02:30:00.000Z'],
    ['2024-10-26T01:30:00.000Z', '2038-01-19T03:14:08.000Z', '9999-12-31T23:59:59.999Z', null],
  ),
  jsonValue: joined<unknown>(
    [{}, [], 0, '', 'text', '5', 5, false, true, null, -0.5, 1e21, [null], [[], [{}]], { a: null }, 'null', 'true'],
    [{ b: 1, a: [1, 'two', { three: [3.25, null, false] }], 'ключ "k" \\': '😀 e\u0301 </script>', '': '' }],
    [{ 10: 'ten', 9: 'nine' }, '9223372036854775807', { deep: { deep: { deep: { deep: [[[['x']]]] } } } }],
  ),
  arrayValue: [[], ['a'], ['b', 'a', 'b'], [' x ', ''], ['', ''], ['ä', '😀', '"', "'", '\\', '{}', 'NULL'], null],
  dimensions: [
    { widthMm: 2147483647, heightMm: -2147483648 },
    { widthMm: null, heightMm: 0 },
    { widthMm: null, heightMm: null },
  ],
};

/** Values that come back in the one form that the field has. */
const TIDIED: readonly (readonly [field: string, json: string, answer: unknown])[] = [
  ['intValue', '1e3', 1000],
  ['intValue', '5.0', 5],
  ['intValue', '-0', 0],
  ['bigintValue', '42', '42'],
  ['bigintValue', '-9007199254740991', '-9007199254740991'],
  ['decimalValue', '"12.5"', '12.50'],
  ['decimalValue', '12.5', '12.50'],
  ['decimalValue', '"12.500000"', '12.50'],
  ['decimalValue', '7', '7.00'],
  ['decimalValue', '"007"', '7.00'],
  ['decimalValue', '"-0"', '0.00'],
  ['decimalValue', '-0.0', '0.00'],
  ['doubleValue', '-0', 0],
  ['doubleValue', '1E2', 100],
  ['timeValue', '"12:30:00.000"', '12:30:00'],
  ['datetimeValue', '"2024-01-01T00:00:00Z"', '2024-01-01T00:00:00.000Z'],
  ['datetimeValue', '"2024-01-01t00:00:00.5z"', '2024-01-01T00:00:00.500Z'],
  ['datetimeValue', '"2024-01-01T00:00:00.123999Z"', '2024-01-01T00:00:00.123Z'],
  ['datetimeValue', '"2024-01-01T00:00:00+05:30"', '2023-12-31T18:30:00.000Z'],
  ['datetimeValue', '"2023-12-31T23:30:00-00:30"', '2024-01-01T00:00:00.000Z'],
  ['jsonValue', '{"a":1.0,"b":1e2}', { a: 1, b: 100 }],
  ['varcharValue', '"\\u00e4\\ud83d\\ude00"', 'ä😀'],
  ['dimensions', '{"widthMm":3}', { widthMm: 3, heightMm: null }],
  ['dimensions', 'null', { widthMm: null, heightMm: null }],
];

/** JSON texts that are no values of a field. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  intValue: joined(
    ['"1"', '1.5', '2147483648', '-2147483649', '1e20', '99999999999999999999', '1e400', '-1e400', '"abc"', '""'],
    ['true', 'null', '[]', '[1]', '{}', '{"a":1}'],
  ),
  smallintValue: ['32768', '-32769', '1.5', '"5"', 'true', '[]', '{}'],
  'dimensions.widthMm': ['2147483648', '0.1', '"5"', 'false', '[]', '{}'],
  bigintValue: joined(
    ['"abc"', '"1.5"', '"1e3"', '" 1"', '"1 "', '"+1"', '"0x1"', '""', '"-"', '"١"', '"01"', '"-0"'],
    ['"9223372036854775808"', '"-9223372036854775809"', `"${'9'.repeat(500)}"`, '9007199254740992', '9007199254740993'],
    ['1e20', '1.5', '1e400', 'true', '[]', '["1"]', '{}'],
  ),
  decimalValue: joined(
    ['"12.345"', '"10000000000"', '"-10000000000.00"', `"${'9'.repeat(500)}"`, '"1e3"', '"NaN"', '"Infinity"'],
    ['"abc"', '""', '"."', '".5"', '"5."', '" 1"', '"1,5"', '"+1"', '"--1"', '"١"', '12.345', '10000000000', '1e400'],
    ['0.1234567890123456', 'true', '[]', '{}'],
  ),
  doubleValue: ['"1.5"', '"NaN"', '"Infinity"', '1e400', '-1e400', 'true', '[]', '{}', '""'],
  booleanValue: ['"true"', '"false"', '1', '0', 'null', '"yes"', '[]', '{}', '""'],
  varcharValue: joined(
    ['5', 'true', 'null', '[]', '["a"]', '{}', '{"a":1}', `"${'x'.repeat(51)}"`, `"${LONGEST}x"`],
    ['"a\\u0000b"', '"\\u0000"', '"\\ud800"', '"\\udc00x"', '"\\ude00\\ud83d"'],
  ),
  textValue: ['5', 'false', '[]', '["a"]', '{}', '{"$ne":null}', '"\\u0000"', '"x\\ud83d"'],
  renamedValue: [`"${'x'.repeat(21)}"`, '1', '{}'],
  state: ['"NEW"', '"new "', '"old"', '""', '0', 'null', 'true', '["new"]', '{}', '"new\\u0000"'],
  dateValue: joined(
    ['"2024-02-30"', '"2023-02-29"', '"1900-02-29"', '"2024-13-01"', '"2024-00-10"', '"2024-01-00"', '"0000-01-01"'],
    ['"0000-00-00"', '"10000-01-01"', '"-0001-01-01"', '"2024-W05"', '"2024-W05-1"', '"2024-060"', '"2024-1-1"'],
    ['"24-01-01"', '"20240101"', '"01/02/2024"', '"2024-01-01T00:00:00Z"', '" 2024-01-01"', '"2024-01-01\\n"'],
    ['"infinity"', '"-infinity"', '"now"', '"today"', '"epoch"', '""', '20240101', 'true', '[]', '{}'],
  ),
  timeValue: joined(
    ['"24:00:00"', '"12:60:00"', '"12:00:60"', '"12:00"', '"1:00:00"', '"12:00:00Z"', '"12:00:00+01"', '"-01:00:00"'],
    ['"838:59:59"', '"12:00:00.1234567"', '"noon"', '"allballs"', '""', '120000', '[]', '{}'],
  ),
  datetimeValue: joined(
    [
      '"2024-02-30T00:00:00Z"',
      '"2024-01-01"',
      '"2024-01-01T00:00:00"',
      '"2024-01-01 00:00:00Z"',
      '"2024-01-01T24:00:00Z"',
    ],
    ['"2024-01-01T00:60:00Z"', '"2016-12-31T23:59:60Z"', '"2024-01-01T00:00Z"', '"2024-01-01T00:00:00+25:00"'],
    [
      '"2024-01-01T00:00:00+0100"',
      '"0000-12-31T23:59:59Z"',
      '"0001-01-01T00:00:00+00:01"',
      '"9999-12-31T23:59:59-00:01"',
    ],
    [
      '"+010000-01-01T00:00:00Z"',
      '"10000-01-01T00:00:00Z"',
      '"infinity"',
      '"-infinity"',
      '"now"',
      '""',
      '1704067200000',
    ],
    ['"Mon, 01 Jan 2024 00:00:00 GMT"', '"2024-01-01T00:00:00Z[UTC]"', 'true', '[]', '{}'],
  ),
  jsonValue: ['"a\\u0000"', '{"k\\u0000":1}', '["\\ud800"]', '{"a":{"b":["\\udfff"]}}', '1e400', '{"a":[-1e999]}'],
  arrayValue: [
    '"a"',
    '5',
    '{}',
    '[1]',
    '[null]',
    '[true]',
    '[["a"]]',
    '[{}]',
    '["a,b"]',
    '["a\\u0000"]',
    '["\\ud800"]',
    '[""]',
  ],
  dimensions: ['5', '"x"', '[]', '[{}]', 'true', '{"depthMm":1}'],
};

const REFUSED_OBSERVATIONS: Readonly<Record<string, readonly string[]>> = {
  verified: ['"true"', '1', '[]'],
  reference: joined(
    ['"abc"', '""', '1', '"0190a4b27c3d7e4f8a5b6c7d8e9fa0b1"', '"{0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1}"', '{}'],
    ['"0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b"', '"0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0bg"', '[]', 'true'],
  ),
  level: ['"LOW"', '0', '""', '["low"]', '{}'],
};

/** Texts that are no values of a field where they stand in a question. */
const REFUSED_TEXTS: Readonly<Record<string, readonly string[]>> = {
  intValue: joined(
    ['', 'abc', '1.5', '1.0', '2147483648', '-2147483649', '99999999999999999999', '1e20', '1e2', 'NaN', 'Infinity'],
    ['0x1', '+1', '01', ' 1', '1 ', '-0', '--1', '١', 'null', 'true', '[1]', '{}', '1\0', '1;'],
  ),
  smallintValue: ['32768', '-32769', ''],
  bigintValue: [
    '',
    'abc',
    '1.5',
    '1e3',
    '9223372036854775808',
    '-9223372036854775809',
    '9'.repeat(500),
    '0x1',
    '1n',
    '\0',
  ],
  decimalValue: [
    '',
    'abc',
    '1e3',
    'NaN',
    'Infinity',
    '.5',
    '5.',
    '1,5',
    '12.345',
    '10000000000',
    '9'.repeat(500),
    '1_0',
  ],
  doubleValue: ['', 'abc', 'NaN', 'Infinity', '-inf', '1e400', '0x1', '.5', '1,5', '--1'],
  booleanValue: ['', '1', '0', 'TRUE', 'yes', 't', 'null'],
  state: ['', 'NEW', 'old', 'new ', '0', 'new\0'],
  id: ['', '1', 'abc', '0190a4b27c3d7e4f8a5b6c7d8e9fa0b1', '{0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1}', "'"],
  dateValue: [
    '',
    '2024-02-30',
    '2024-W05',
    'infinity',
    '0000-01-01',
    '10000-01-01',
    '2024-1-1',
    'now',
    '2024-01-01T00:00:00Z',
  ],
  timeValue: ['', '24:00:00', '12:00', 'noon', '12:00:00Z'],
  datetimeValue: ['', '2024-02-30T00:00:00Z', '2024-01-01', '2024-01-01T00:00:00', 'infinity', 'now', '1704067200000'],
  varcharValue: ['a\0b', '\0', 'x'.repeat(51), LONGEST + 'x'],
  textValue: ['a\0b', 'x'.repeat(1025)],
};

describeApi(
  'a value',
  {
    imports: (database) => {
      const entities = [Specimen, Observation, attachmentEntity(database.type)];
      // Nest would collect the attachments of every engine that this file is run on.
      return [LightApiModule.forRoot({ database: { ...database, autoLoadEntities: false, entities }, entities })];
    },
  },
  (api) => {
    beforeEach(() => api.reset());

    describe.each(Object.entries(KEPT))('of %s', (field, values) => {
      it.each(values.map((value) => [shown(value), value]))('is kept as %s', async (_, value) => {
        const body = { intValue: 1, varcharValue: 'one', [field]: value };
        const made = await api.agent.post('/specimens').send(body).expect(201);
        expect(made.body[field]).toEqual(value);
        expect(JSON.stringify(made.body[field])).toBe(JSON.stringify(value));
        const place = made.headers.location!;
        await api.agent.get(place).expect(200, made.body);
        await api.agent
          .get('/specimens')
          .expect(200)
          .expect((list) => expect(list.body.results).toEqual([made.body]));
        const blank = await api.agent.put(place).send({ intValue: 1, varcharValue: 'one' }).expect(200);
        const changed = await api.agent
          .patch(place)
          .send({ [field]: value })
          .expect(200);
        expect(changed.body[field]).toEqual(value);
        expect({ ...changed.body, [field]: 0, version: 0, updatedAt: '' }).toEqual({
          ...blank.body,
          [field]: 0,
          version: 0,
          updatedAt: '',
        });
        const again = await api.agent.put(place).send(body).expect(200);
        expect(again.body[field]).toEqual(value);
        await api.agent.get(place).expect(200, again.body);
      });
    });

    it.each(TIDIED)('of %s, sent as %s, is answered as %j', async (field, json, answer) => {
      const made = await send(api, 'post', '/specimens', bodyText({ [field]: json }));
      expect(made.status).toBe(201);
      expect(made.body[field]).toEqual(answer);
      await api.agent.get(made.headers.location!).expect(200, made.body);
    });

    it.each([
      ['verified', null],
      ['verified', true],
      ['level', null],
      ['level', 'high'],
      ['reference', null],
      ['reference', '00000000-0000-0000-0000-000000000000'],
      ['reference', '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1'],
    ])('of %s is kept as %j', async (field, value) => {
      const row = await created(api, '/observations', { place: 1, [field]: value });
      expect(row[field]).toBe(value);
      await api.agent.get(`/observations/${String(row['id'])}`).expect(200, row);
    });

    it('of a uuid is answered in lower case', async () => {
      const row = await created(api, '/observations', { place: 1, reference: '0190A4B2-7C3D-7E4F-8A5B-6C7D8E9FA0B1' });
      expect(row['reference']).toBe('0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1');
    });

    // A column without a time zone keeps local time, of which an hour comes twice where clocks are put back.
    it.each(['2024-10-27T00:30', '2024-10-27T01:30', '2024-11-03T05:30', '2024-11-03T06:30', '2024-04-06T16:30'])(
      'of a column that knows its time zone is kept as %s in UTC, wherever the server stands',
      async (text) => {
        const receivedAt = `${text}:00.123Z`;
        const row = await created(api, '/attachments', { title: 'x', receivedAt });
        expect(row['receivedAt']).toBe(receivedAt);
        const answer = await api.agent.get(`/attachments?receivedAt=${receivedAt}`).expect(200);
        expect(answer.body.results).toEqual([row]);
      },
    );

    it.each(['', 'AA==', 'AAH/', EVERY_BYTE, null])('of bytes is kept as the base64 text %j', async (bytes) => {
      const row = await created(api, '/attachments', { title: 'x', bytes });
      expect(row['bytes']).toBe(bytes);
      await api.agent.get(`/attachments/${String(row['id'])}`).expect(200, row);
      await api.agent
        .get(`/attachments?bytes__isnull=${bytes === null}`)
        .expect(({ body }) => expect(body.results).toEqual([row]));
      await api.agent
        .get(`/attachments?bytes__isnull=${bytes !== null}`)
        .expect(({ body }) => expect(body.count).toBe(0));
    });

    it.each([
      '"AAH"',
      '"AA=="AA',
      '"A"',
      '"AAH_"',
      '" AAH/"',
      '"AAH/\\n"',
      '5',
      '[]',
      '{"type":"Buffer","data":[1]}',
      '"é"',
    ])('of bytes is refused as %s', async (json) => {
      const answer = await send(api, 'post', '/attachments', `{"title":"x","bytes":${json}}`);
      expect(answer.status).toBe(400);
      await api.agent.get('/attachments').expect(({ body }) => expect(body.count).toBe(0));
    });

    describe.each(Object.entries(REFUSED))('of %s that is none', (field, texts) => {
      it.each(texts.map((json) => [json.slice(0, 60), json]))('is refused in every body as %s', async (_, json) => {
        const row = await created(api, '/specimens', { intValue: 1, varcharValue: 'one' });
        const place = `/specimens/${String(row['id'])}`;
        for (const [method, path] of [
          ['post', '/specimens'],
          ['put', place],
          ['patch', place],
        ] as const) {
          const answer = await send(api, method, path, bodyText({ [field]: json }));
          expect([method, answer.status]).toEqual([method, 400]);
          expectPointer(answer.body, field);
        }
        await api.agent
          .get('/specimens')
          .expect(200)
          .expect(({ body }) => expect(body.results).toEqual([row]));
      });
    });

    it.each(Object.entries(REFUSED_OBSERVATIONS))('of %s that is none is refused', async (field, texts) => {
      for (const json of texts) {
        const answer = await send(api, 'post', '/observations', `{"place":1,"${field}":${json}}`);
        expect([json, answer.status]).toEqual([json, 400]);
        expectPointer(answer.body, field);
      }
      await api.agent.get('/observations').expect(({ body }) => expect(body.count).toBe(0));
    });

    it.each(Object.entries(REFUSED_TEXTS))('of %s that is none is refused in a question', async (field, texts) => {
      for (const text of texts) {
        const value = encodeURIComponent(text);
        for (const name of [field, `${field}__ne`, `${field}__in`, `${field}__nin`]) {
          const answer = await api.agent.get(`/specimens?${name}=${value}`);
          expect([name, text, answer.status]).toEqual([name, text, 400]);
          expect(answer.body.errors[0]).toMatchObject({ parameter: name, code: 'LA103' });
        }
      }
    });

    it.each([
      'intValue',
      'bigintValue',
      'decimalValue',
      'doubleValue',
      'dateValue',
      'timeValue',
      'datetimeValue',
      'textValue',
    ])('of %s that is none is refused by every comparison', async (field) => {
      const text = encodeURIComponent(REFUSED_TEXTS[field]!.find((candidate) => candidate !== '')!);
      for (const operator of ['lt', 'lte', 'gt', 'gte']) {
        const answer = await api.agent.get(`/specimens?${field}__${operator}=${text}`).expect(400);
        expect(answer.body.errors).toMatchObject([{ parameter: `${field}__${operator}` }]);
      }
      const answer = await api.agent.get(`/specimens?${field}__between=${text},${text}`).expect(400);
      expect(answer.body.errors).toMatchObject([
        { parameter: `${field}__between` },
        { parameter: `${field}__between` },
      ]);
    });

    it.each(Object.keys(REFUSED))('of %s that is refused is not repeated', async (field) => {
      const wrong = ['varcharValue', 'textValue', 'renamedValue', 'jsonValue'].includes(field)
        ? '"kilroy\\u0000"'
        : '"kilroy"';
      const answer = await send(api, 'post', '/specimens', bodyText({ [field]: wrong }));
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain('kilroy');
      const asked = await api.agent.get(`/specimens?${field}=kilroy%00`).expect(400);
      expect(asked.text).not.toContain('kilroy');
    });

    it('of version belongs to the database and is refused where a row is created', async () => {
      const answer = await send(api, 'post', '/specimens', bodyText({ version: '1' }));
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toMatchObject([{ pointer: '/version', code: 'LA205' }]);
    });

    it.each([
      ['id', '"0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1"'],
      ['createdAt', '"2024-01-01T00:00:00Z"'],
      ['updatedAt', '"2024-01-01T00:00:00Z"'],
      ['createdAt', 'null'],
    ])('of %s belongs to the database and is refused', async (field, json) => {
      const row = await created(api, '/specimens', { intValue: 1, varcharValue: 'one' });
      const place = `/specimens/${String(row['id'])}`;
      for (const [method, path] of [
        ['post', '/specimens'],
        ['put', place],
        ['patch', place],
      ] as const) {
        const answer = await send(api, method, path, bodyText({ [field]: json }));
        expect([method, answer.status]).toEqual([method, 400]);
        expect(answer.body.errors).toMatchObject([{ pointer: `/${field}`, code: 'LA205' }]);
      }
      await api.agent.get('/specimens').expect(({ body }) => expect(body.results).toEqual([row]));
    });

    it.each([
      'intvalue',
      'renamed_in_table',
      'dimensionsWidthMm',
      'dimensions.widthMm',
      'nope',
      '',
      'hasOwnProperty',
      'toString',
      '0',
      '$where',
    ])('under the unknown name %j is refused', async (name) => {
      const answer = await send(
        api,
        'post',
        '/specimens',
        `{"intValue":1,"varcharValue":"a",${JSON.stringify(name)}:"kilroy"}`,
      );
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toMatchObject([{ code: 'LA201' }]);
      expect(answer.text).not.toContain('kilroy');
    });

    it.each([
      '{"intValue":1,"varcharValue":"a","__proto__":{"state":"retired"}}',
      '{"intValue":1,"varcharValue":"a","constructor":{"prototype":{"state":"retired"}}}',
      '{"intValue":1,"varcharValue":"a","jsonValue":{"__proto__":{"x":1}}}',
      '{"intValue":1,"varcharValue":"a","dimensions":{"__proto__":{"widthMm":1}}}',
      '{"intValue":1,"varcharValue":"a","jsonValue":[{"constructor":{"prototype":{}}}]}',
    ])('under a name that reaches a prototype is refused: %s', async (text) => {
      const answer = await send(api, 'post', '/specimens', text);
      expect(answer.status).toBe(400);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      await api.agent.get('/specimens').expect(({ body }) => expect(body.count).toBe(0));
    });

    it('for a hidden field is refused like one for a missing field', async () => {
      const hidden = await send(api, 'post', '/observations', '{"place":1,"zq":"x"}');
      const missing = await send(api, 'post', '/observations', '{"place":1,"zx":"x"}');
      expect([hidden.status, missing.status]).toEqual([400, 400]);
      expect(JSON.parse(hidden.text.replaceAll('zq', 'zx'))).toEqual(missing.body);
    });

    it('for a write-only field is stored and never comes back', async () => {
      const row = await created(api, '/specimens', { intValue: 1, varcharValue: 'one', secretValue: 'geheim' });
      const place = `/specimens/${String(row['id'])}`;
      const answers = [
        await api.agent.get(place),
        await api.agent.patch(place).send({ secretValue: 'geheim2' }),
        await api.agent.put(place).send({ intValue: 1, varcharValue: 'one', secretValue: 'geheim3' }),
        await api.agent.get('/specimens'),
      ];
      for (const { text } of answers) expect(text).not.toMatch(/geheim|secret/i);
      const [stored] = await api.dataSource.getRepository(Specimen).find({ select: { id: true, secretValue: true } });
      expect(stored!.secretValue).toBe('geheim3');
    });

    describe('in a body past its limits', () => {
      it.each([
        ['nested too deep', `{"intValue":1,"varcharValue":"a","jsonValue":${'['.repeat(20)}${']'.repeat(20)}}`],
        ['nested far too deep', `{"jsonValue":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`],
        [
          'with too many keys',
          JSON.stringify({ jsonValue: Object.fromEntries(Array.from({ length: 1000 }, (_, key) => [`k${key}`, 1])) }),
        ],
        [
          'with too many unknown keys',
          JSON.stringify(Object.fromEntries(Array.from({ length: 9000 }, (_, key) => [`k${key}`, 1]))),
        ],
      ])('is refused when %s', async (_, text) => {
        const answer = await send(api, 'post', '/specimens', text);
        expect(answer.status).toBe(400);
        expect(answer.body).toMatchObject({ code: 'LA209' });
      });

      it('is taken at the limits', async () => {
        const keys = Object.fromEntries(Array.from({ length: 997 }, (_, key) => [`k${key}`, key]));
        await created(api, '/specimens', { intValue: 1, varcharValue: 'a', jsonValue: keys });
        const text = `{"intValue":1,"varcharValue":"a","jsonValue":${'['.repeat(19)}${']'.repeat(19)}}`;
        expect((await send(api, 'post', '/specimens', text)).status).toBe(201);
      });

      it('is told 20 problems at most', async () => {
        const body = Object.fromEntries(Array.from({ length: 50 }, (_, key) => [`k${key}`, 1]));
        const answer = await api.agent.post('/specimens').send(body).expect(400);
        expect(answer.body.errors).toHaveLength(20);
      });
    });

    it('that only one engine can hold is never a server error', async () => {
      for (const text of ['x'.repeat(66_000), '😀'.repeat(17_000)]) {
        const answer = await api.agent.post('/specimens').send({ intValue: 1, varcharValue: 'a', textValue: text });
        expect([201, 400]).toContain(answer.status);
      }
    });

    it('that is taken answers 409, in whatever operation', async () => {
      await created(api, '/specimens', { intValue: 1, varcharValue: 'one', uniqueValue: 'kilroy' });
      const row = await created(api, '/specimens', { intValue: 2, varcharValue: 'two', uniqueValue: 'other' });
      const place = `/specimens/${String(row['id'])}`;
      const body = { intValue: 2, varcharValue: 'two', uniqueValue: 'kilroy' };
      for (const answer of [
        await api.agent.post('/specimens').send(body),
        await api.agent.put(place).send(body),
        await api.agent.patch(place).send({ uniqueValue: 'kilroy' }),
      ]) {
        expect(answer.status).toBe(409);
        expect(answer.body).toMatchObject({ code: 'LA401', errors: [{ pointer: '/uniqueValue' }] });
        expect(answer.text).not.toMatch(/kilroy|UQ_|UNIQUE|specimen\./);
      }
      await api.agent.get(place).expect(200, row);
      await created(api, '/specimens', { intValue: 3, varcharValue: 'x', uniqueValue: null });
      await created(api, '/specimens', { intValue: 4, varcharValue: 'x', uniqueValue: null });
    });
  },
);

/** A title for a value that may be long or unprintable. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 70 ? `${text.slice(0, 60)}… (${text.length})` : text;
}

/** A valid body in which fields have the JSON texts given. */
function bodyText(texts: Readonly<Record<string, string>>): string {
  const marks = Object.fromEntries(Object.keys(texts).map((name) => [name, `@@${name}@@`]));
  let text = JSON.stringify({ intValue: 1, varcharValue: 'one', ...nested(marks) });
  for (const [name, json] of Object.entries(texts)) text = text.replace(`"@@${name}@@"`, () => json);
  return text;
}

function send(api: Api, method: 'post' | 'put' | 'patch', path: string, text: string) {
  return api.agent[method](path).set('content-type', 'application/json').send(text);
}

/** The problems are all about the field or what is inside it. */
function expectPointer(problem: unknown, field: string): void {
  const pointers = (valueAt(problem, 'errors') as { pointer?: string }[]).map(({ pointer }) => pointer ?? 'none');
  const place = `/${field.replaceAll('.', '/')}`;
  expect(pointers.length).toBeGreaterThan(0);
  expect(pointers.filter((pointer) => pointer !== place && !pointer.startsWith(`${place}/`))).toEqual([]);
}
