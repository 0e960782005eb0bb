import { request } from 'node:http';
import { beforeAll, expect, it } from 'vitest';
import { FUZZED_APP } from './fuzz/fuzzed-app.js';
import { RawClient } from './fuzz/raw-client.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { longestPause } from './harness/longest-pause.js';

/** What is sent to a path, and how it has to be answered. */
type Case = readonly [what: string, path: string, body: string, status: number];

/** How long nothing else may happen because of one body. */
const LONGEST_PAUSE_MS = 50;

const SEARCH = '/novels/search';
const TICKETS = '/tickets/bulk';
const ORDERS = '/orders';

const list = (amount: number, part: (index: number) => string): string =>
  Array.from({ length: amount }, (_, index) => part(index)).join(',');
const nested = (levels: number, open: string, close: string): string => open.repeat(levels) + close.repeat(levels);
const keys = (amount: number): string => `{${list(amount, (index) => `"k${index}":1`)}}`;
const uuid = (index: number): string => `"00000000-0000-4000-8000-${String(index).padStart(12, '0')}"`;
const conditions = (amount: number): string =>
  list(amount, (node) => `{"year":{"nin":[${list(200, (item) => `${node + 1}${item}`)}]}}`);
const related = '{"critiques":{"some":{"stars":{"gt":3}}}}';
const wrongPath = (index: number): string => `"sequels.sequels.critiques.stras${index}"`;

const SEARCHES: readonly Case[] = [
  ['the fullest tree that there may be', SEARCH, `{"filter":{"or":[${conditions(63)}]}}`, 200],
  ['as many relations as there may be', SEARCH, `{"filter":{"or":[${list(31, () => related)}]}}`, 200],
  ['30,000 empty parts', SEARCH, `{"filter":{"and":[${list(30_000, () => '{}')}]}}`, 400],
  ['30,000 parts of no kind', SEARCH, `{"filter":{"and":[${list(30_000, () => '1')}]}}`, 400],
  ['a list of 45,000 items', SEARCH, `{"filter":{"year":{"in":[${list(45_000, () => '1')}]}}}`, 400],
  ['18 levels', SEARCH, `{"filter":${nested(18, '{"not":{', '}}')}}`, 400],
  ['7,000 levels', SEARCH, `{"filter":${nested(7000, '{"not":{', '}}')}}`, 400],
  ['40,000 levels of lists', SEARCH, `{"filter":${nested(40_000, '[', ']')}}`, 400],
  ['8,000 unknown members', SEARCH, keys(8000), 400],
  ['900 unknown members', SEARCH, `{${list(900, (index) => `"sequels.critiquez.novel${index}":1`)}}`, 400],
  ['900 unknown names', SEARCH, `{"filter":{${list(900, (index) => `"sequels.critiquez.novel${index}":1`)}}}`, 400],
  ['200 wrong fields', SEARCH, `{"include":["sequels.sequels.critiques"],"fields":[${list(200, wrongPath)}]}`, 400],
  ['10,000 fields', SEARCH, `{"fields":[${list(10_000, () => '"title"')}]}`, 400],
  ['10,000 includes', SEARCH, `{"include":[${list(10_000, () => '"writer"')}]}`, 400],
  ['30,000 words', SEARCH, `{"search":"${'ab '.repeat(30_000)}"}`, 400],
  ['a long cursor', SEARCH, `{"cursor":"${'A'.repeat(95_000)}"}`, 400],
  ['a path of 10,000 relations', SEARCH, `{"filter":{"${'sequels.'.repeat(10_000)}id":{"eq":1}}}`, 400],
  ['an include of 10,000 relations', SEARCH, `{"include":["${'sequels.'.repeat(10_000)}writer"]}`, 400],
];

const WRITES: readonly Case[] = [
  ['1,000 new rows', TICKETS, `{"create":[${list(1000, () => '{"subject":"s"}')}]}`, 200],
  ['1,000 rows to change', TICKETS, `{"update":[${list(1000, (index) => `{"id":${uuid(index)}}`)}]}`, 409],
  ['1,000 rows to remove', TICKETS, `{"remove":[${list(1000, (index) => `{"id":${uuid(index)}}`)}]}`, 409],
  ['1,000 wrong rows', TICKETS, `{"create":[${list(1000, () => '{"subject":1,"sibject":2,"id":3}')}]}`, 400],
  ['70,000 unknown keys', TICKETS, keys(70_000), 400],
  ['70,000 unknown keys in an item', TICKETS, `{"create":[${keys(70_000)}]}`, 400],
  ['400,000 items', TICKETS, `{"create":[${list(400_000, () => '1')}]}`, 400],
  ['500,000 levels', TICKETS, `{"create":${nested(500_000, '[', ']')}}`, 400],
  ['500,000 levels of no JSON', TICKETS, '['.repeat(500_000), 400],
  ['120,000 levels of objects', TICKETS, `{"create":${nested(120_000, '{"a":[', ']}')}}`, 400],
  [
    '300 rows to link that are not there',
    ORDERS,
    `{"title":"t","labels":[${list(300, (id) => `{"id":${id + 1}}`)}]}`,
    409,
  ],
  ['8,000 unknown keys in a row to bring', ORDERS, `{"title":"t","lines":[${keys(8000)}]}`, 400],
  ['20,000 rows of no kind to bring', ORDERS, `{"title":"t","lines":[${list(20_000, () => '1')}]}`, 400],
  ['40,000 levels of rows to bring', ORDERS, `{"title":"t","lines":${nested(40_000, '[', ']')}}`, 400],
];

describeApi('a body that asks for much', FUZZED_APP, (api) => {
  beforeAll(async () => {
    for (const title of ['one', 'two', 'three'])
      await api.agent.post('/novels').send({ title, year: 2000 }).expect(201);
  });

  it.each([...SEARCHES, ...WRITES])('with %s keeps nobody waiting', async (_what, path, body, status) => {
    const client = new RawClient(api.url);
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'the-same' };
    const sent = { method: 'POST', path, headers, body: Buffer.from(body) };
    const { result, pauseMs } = await longestPause(LONGEST_PAUSE_MS, () => client.send(sent));
    client.close();
    expect([result.status, result.text.slice(0, 200)]).toEqual([status, expect.any(String)]);
    if (status >= 400) expect((JSON.parse(result.text) as { code: string }).code).toMatch(/^LA[1-4]\d\d$/);
    expect(pauseMs).toBeLessThan(LONGEST_PAUSE_MS);
  });

  it('of many items is read in whatever pieces it comes', async () => {
    const body = Buffer.from('{"create":[{"subject":"a{[:\\"é漢😀"}]}');
    expect(await sendInPieces(api, TICKETS, body)).toMatchObject({ created: [{ subject: 'a{[:"é漢😀' }] });
  });
});

function sendInPieces(api: Api, path: string, body: Buffer): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const sent = request(api.url + path, { method: 'POST', headers });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve(JSON.parse(text)));
    });
    for (const byte of body) sent.write(Buffer.of(byte));
    sent.end();
  });
}
