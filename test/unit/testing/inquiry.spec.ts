import { describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient, ApiRequest } from '../../../lib/testing/leaks/api-client.js';
import { ECHO, Inquiry, LeakLog } from '../../../lib/testing/leaks/inquiry.js';
import type { Leak } from '../../../lib/testing/leaks/leak.js';

const CANARY = { text: 'the \\"key\\"', place: 'Diary.secret of 7' };
const LIST: ApiRequest = { method: 'GET', path: '/diaries' };

/** What is found in one answer. */
async function leaksIn(answer: Partial<ApiAnswer>, request = LIST): Promise<readonly Leak[]> {
  const complete: ApiAnswer = { status: 200, headers: new Map(), text: '', json: undefined, ...answer };
  const client = { send: () => Promise.resolve(complete) } as Partial<ApiClient> as ApiClient;
  const log = new LeakLog();
  await new Inquiry(client, { name: 'ann' }, 'Diary', [CANARY], log).ask(request);
  return log.leaks;
}

const found = [
  {
    kind: 'value',
    principal: 'ann',
    resource: 'Diary',
    request: 'GET /diaries',
    detail: 'The answer has Diary.secret of 7.',
  },
];

describe('an inquiry', () => {
  it('finds nothing in an answer that has nothing', async () => {
    expect(await leaksIn({ text: '{"results":[{"title":"the key"}]}' })).toEqual([]);
  });

  it('finds a value in a body, as JSON writes it', async () => {
    expect(await leaksIn({ text: JSON.stringify([{ any: 'with the "key" inside' }]) })).toEqual(found);
  });

  it('finds a value in a header field, percent-encoded', async () => {
    const headers = new Map([['link', '</diaries?x=the%20%5C%22key%5C%22>']]);
    expect(await leaksIn({ headers })).toEqual(found);
  });

  it('finds a value in the payload of a cursor', async () => {
    const payload = Buffer.from(JSON.stringify(['after', 'the "key"'])).toString('base64url');
    expect(await leaksIn({ text: `{"next":"/diaries?cursor=${payload}.c2lnbmVk"}` })).toEqual(found);
  });

  it('lets links repeat what was asked for', async () => {
    const path = `/diaries?title=${encodeURIComponent(CANARY.text)}`;
    expect(await leaksIn({ text: `{"next":"${CANARY.text}"}` }, { method: 'GET', path })).toEqual([]);
  });

  it.each([
    [{ status: 400, text: `{"detail":"${ECHO} is no number."}` }, 'text', 'The error repeats a value that was sent.'],
    [{ status: 500 }, 'fault', 'The answer is 500.'],
    [{ status: 409, text: 'insert into "a" SELECT b FROM c' }, 'fault', 'The answer speaks of SQL or of source code.'],
    [{ status: 404, text: 'at read (lib/service.ts:12:3)' }, 'fault', 'The answer speaks of SQL or of source code.'],
  ] as const)('finds what no error may say: %j', async (answer, kind, detail) => {
    expect(await leaksIn(answer)).toEqual([{ ...found[0], kind, detail }]);
  });

  it('lets rows speak of SQL, and repeat what was asked for', async () => {
    expect(await leaksIn({ text: `{"title":"SELECT all FROM here","next":"${ECHO}"}` })).toEqual([]);
  });

  it('tells each leak once', () => {
    const log = new LeakLog();
    const leak = found[0] as Leak;
    log.add(leak);
    log.add({ ...leak });
    expect(log.leaks).toEqual([leak]);
  });
});
