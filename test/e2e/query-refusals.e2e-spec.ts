import { request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Observation } from '../entities/observation.js';
import { Specimen } from '../entities/specimen.js';
import { created, listed } from './fixtures/rows.js';
import { describeApi, type Api } from './harness/describe-api.js';

interface Problem {
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
  readonly allowed?: readonly unknown[];
}

/** Texts that would do harm as SQL, as a prototype, as a path or as a template. */
const INJECTIONS = [
  "'",
  '"',
  '`',
  '\\',
  ';',
  '--',
  "' OR '1'='1",
  "') OR ('1'='1",
  "'; DROP TABLE specimen; --",
  "' UNION SELECT secretValue FROM specimen --",
  '(SELECT pg_sleep(9))',
  "'||(SELECT SLEEP(9))||'",
  '1; SELECT randomblob(1000000000)',
  '${7*7}',
  '{{7*7}}',
  '$1',
  '?',
  ':name',
  ':...name',
  '%',
  '_',
  '\u0001\u001f',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '[object Object]',
  '{"$ne":null}',
  '__proto__',
  'NULL',
  'true',
  'a\u2028\u2029b',
  '＇ OR 1=1',
];

describeApi(
  'a question that is refused',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Specimen, search: ['textValue', 'varcharValue'] },
          { entity: Observation, fields: { amount: 'hidden' } },
        ],
      }),
    ],
  },
  (api) => {
    beforeAll(async () => {
      await created(api, '/specimens', { intValue: 1, varcharValue: 'one', textValue: 'one', secretValue: 'geheim' });
      await created(api, '/observations', { place: 1, password: 'geheim-1' });
    });

    const problemsOf = (query: string, path = '/specimens') => refused(api, `${path}?${query}`);

    describe('for an unknown name', () => {
      it.each([
        ['intvalue=1', 'intvalue', 'Did you mean "intValue"?'],
        ['intValu__gte=1', 'intValu__gte', 'Did you mean "intValue__gte"?'],
        ['dimensions.withMm=1', 'dimensions.withMm', 'Did you mean "dimensions.widthMm"?'],
        ['dimensions__widthMm=1', 'dimensions__widthMm', 'Did you mean "dimensions.widthMm"?'],
        ['pagesize=1', 'pagesize', 'Did you mean "page_size"?'],
        ['orderng=id', 'orderng', 'Did you mean "ordering"?'],
        ['Search=x', 'Search', 'Did you mean "search"?'],
        ['%69ntvalue=1', 'intvalue', 'Did you mean "intValue"?'],
        ['textValue__=a', 'textValue__', 'Did you mean "textValue"?'],
        ['textValue____proto__=a', 'textValue____proto__', 'No such parameter.'],
        ['textValue__eq__eq=a', 'textValue__eq__eq', 'No such parameter.'],
        ['xyzzy=1', 'xyzzy', 'No such parameter.'],
        ['=1', '', 'No such parameter.'],
      ])('%s says so', async (query, parameter, detail) => {
        const problems = await problemsOf(query);
        expect(problems).toMatchObject([{ parameter, code: 'LA101' }]);
        expect(problems[0]!.detail).toContain(detail);
      });

      it.each([
        ['intValue__contains=1', 'contains'],
        ['booleanValue__gt=true', 'gt'],
        ['state__lt=new', 'lt'],
        ['varcharValue__isnull=true', 'isnull'],
        ['intValue__isnull=true', 'isnull'],
        ['textValue__like=a', 'like'],
        ['textValue__regex=a', 'regex'],
        ['jsonValue=1', 'eq'],
        ['arrayValue__in=1', 'in'],
        ['arrayValue__has=1', 'has'],
      ])('%s names the operators of the field', async (query, operator) => {
        const [problem] = await problemsOf(query);
        expect(problem).toMatchObject({ code: 'LA102' });
        expect(problem!.allowed ?? []).not.toContain(operator);
      });

      it.each([
        'ordering=-intvalue',
        'ordering=xyzzy',
        'ordering=',
        'ordering=-',
        'ordering=--intValue',
        'ordering=%2BintValue',
        'ordering=intValue,',
        'ordering=intValue%20DESC',
        'ordering=intValue%2Cid',
        'ordering=jsonValue',
        'ordering=arrayValue',
        'ordering=dimensions',
        'ordering=1',
        'ordering=__proto__',
        'ordering=secretValue',
        'ordering=(SELECT%20pg_sleep(3))',
        'ordering=CASE%20WHEN%201=1%20THEN%20id%20END',
      ])('%s is refused', async (query) => {
        expect(await problemsOf(query)).toMatchObject([{ parameter: 'ordering', code: 'LA106' }]);
      });

      it('ordering by a field twice is refused', async () => {
        expect(await problemsOf('ordering=intValue,-intValue')).toMatchObject([
          { parameter: 'ordering', code: 'LA104' },
        ]);
      });

      it.each(['include=author', 'deleted=with', 'filter[__proto__][x]=1', 'intValue[gte]=1', 'intValue[]=1'])(
        '%s is one as long as nothing understands it',
        async (query) => {
          expect(await problemsOf(query)).toMatchObject([{ code: 'LA101' }]);
        },
      );

      it.each([
        '__proto__=1',
        '__proto__[x]=1',
        'constructor=1',
        'constructor.prototype.x=1',
        'prototype=1',
        'hasOwnProperty=1',
        'toString=1',
        'valueOf__eq=1',
        '__defineGetter__=1',
        'filter[__proto__][x]=1',
        'filter[constructor][prototype][x]=1',
        'dimensions.__proto__=1',
        'dimensions.constructor=1',
        'dimensions=1',
        'fields[__proto__]=id',
      ])('%s reaches no prototype', async (query) => {
        expect(await problemsOf(query)).toMatchObject([{ code: 'LA101' }]);
        expect(({} as Record<string, unknown>)['x']).toBeUndefined();
      });
    });

    describe('for a field that clients may not know', () => {
      /** Every way to ask about a field, with the name left open. */
      const WAYS = [
        '{}=geheim',
        '{}__ne=1',
        '{}__contains=g',
        '{}__isnull=false',
        '{}__gt=1',
        'ordering={}',
        'ordering=-{}',
        'fields={}',
        'fields=id,{}',
      ];

      it.each([
        ['/observations', 'zq', 'zx'],
        ['/observations', 'password', 'pxsswqrd'],
        ['/observations', 'amount', 'bmount'],
        ['/specimens', 'secretValue', 'sxcretVqlue'],
      ])('of %s, %s is answered exactly like %s, which does not exist', async (path, hidden, missing) => {
        for (const way of WAYS) {
          const answer = await api.agent.get(`${path}?${way.replace('{}', hidden)}`).expect(400);
          const other = await api.agent.get(`${path}?${way.replace('{}', missing)}`).expect(400);
          expect([way, JSON.parse(answer.text.replaceAll(hidden, missing))]).toEqual([way, other.body]);
          const item = await api.agent.get(`${path}/1?fields=${hidden}`);
          expect(item.status).toBe(400);
        }
      });

      it.each([
        ['/observations', 'zqq=1', 'zq'],
        ['/observations', 'passwrd=1', 'password'],
        ['/observations', 'amoun=1', 'amount'],
        ['/specimens', 'secretvalue=1', 'secretValue'],
        ['/specimens', 'ordering=secretvalue', 'secretValue'],
        ['/specimens', 'fields=secretvalue', 'secretValue'],
      ])('of %s, %s is not mended to it', async (path, query, hidden) => {
        const answer = await api.agent.get(`${path}?${query}`).expect(400);
        const problems = answer.body.errors as Problem[];
        for (const { detail, allowed = [] } of problems) expect(`${detail} ${allowed.join(' ')}`).not.toContain(hidden);
      });

      it('is in no answer, and no search looks into it', async () => {
        const answer = await api.agent.get('/specimens?search=geheim').expect(200);
        expect(answer.body.count).toBe(0);
        const rows = await api.agent.get('/specimens').expect(200);
        expect(rows.text).not.toMatch(/geheim|secret/i);
        const observations = await api.agent.get('/observations').expect(200);
        expect(observations.text).not.toMatch(/geheim|password|zq|amount/i);
      });
    });

    describe('for its form', () => {
      it.each([
        'intValue=%',
        'intValue=%2',
        'intValue=%zz',
        'textValue=%80',
        'textValue=%c3',
        'textValue=%ed%a0%80',
        'textValue=%f8%88%80%80%80',
        'textValue=%c0%ae',
        'textValue__in=a,%',
        'search=%ff',
        '%=1',
        '%ff=1',
        'intValue',
        'intValue&textValue=a',
      ])('%s is malformed', async (query) => {
        expect(await problemsOf(query)).toMatchObject([{ code: 'LA107' }]);
      });

      it.each([
        'intValue=1&intValue=1',
        'intValue=1&intValue__eq=1',
        'page=1&page=2',
        'search=a&search=b',
        'count=none&count=none',
        'textValue__contains=a&textValue__contains=b',
      ])('%s gives a name twice', async (query) => {
        expect(await problemsOf(query)).toMatchObject([{ code: 'LA104' }]);
      });

      it.each(['intValue__between=1', 'intValue__between=1,2,3', 'intValue__between=', 'intValue__between=1,'])(
        '%s is no pair',
        async (query) => {
          expect(await problemsOf(query)).toMatchObject([{ parameter: 'intValue__between', code: 'LA103' }]);
        },
      );

      it.each(['intValue__in=', 'intValue__in=1,,2', 'intValue__in=1,x', 'intValue__in=1,2%2C3', 'intValue__nin=,'])(
        '%s has an item that is none',
        async (query) => {
          const [problem] = await problemsOf(query);
          expect(problem).toMatchObject({ code: 'LA103' });
        },
      );

      it.each([
        'textValue__isnull=',
        'textValue__isnull=1',
        'textValue__isnull=TRUE',
        'textValue__isnull=null',
        'textValue__isnull=true,false',
      ])('%s is neither true nor false', async (query) => {
        expect(await problemsOf(query)).toMatchObject([
          { parameter: 'textValue__isnull', code: 'LA103', allowed: ['true', 'false'] },
        ]);
      });

      it('says that a plus sign in an offset is written %2B', async () => {
        const [problem] = await problemsOf('createdAt__gt=2024-01-01T00:00:00+02:00');
        expect(problem!.detail).toContain('%2B');
      });

      it('takes no bytes outside ASCII, on either platform', async () => {
        expect(await rawStatus(api, '/specimens?textValue=\u00e4')).toBe(400);
      });

      it('skips empty pairs', async () => {
        expect(await listed(api, '/specimens', 'intValue', '&&intValue=1&&')).toEqual([1]);
      });
    });

    it('lists every problem at once, to 20 of them', async () => {
      const problems = await problemsOf(
        'intValue=x&page=0&ordering=nope&fields=nope&xyzzy=1&count=maybe&dateValue=2024-02-30',
      );
      expect(new Set(problems.map(({ parameter }) => parameter))).toEqual(
        new Set(['count', 'dateValue', 'fields', 'intValue', 'ordering', 'page', 'xyzzy']),
      );
      const many = await problemsOf(Array.from({ length: 60 }, (_, index) => `x${index}=1`).join('&'));
      expect(many).toHaveLength(20);
    });

    it('is a problem document, and never repeats a value', async () => {
      const answer = await api.agent
        .get('/specimens?intValue=ztop-secret&xyzzy=ztop-secret&page=ztop-secret&state=ztop-secret')
        .expect(400);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({
        status: 400,
        code: 'LA100',
        type: 'urn:nestjs-lightapi:invalid-query',
        title: expect.any(String),
      });
      expect(answer.text).not.toContain('ztop');
    });

    describe('hostile texts', () => {
      it.each(INJECTIONS)('%j is data in every filter on text', async (text) => {
        const value = encodeURIComponent(text);
        for (const operator of ['eq', 'in', 'contains', 'icontains', 'startswith', 'iendswith']) {
          const answer = await api.agent.get(`/specimens?textValue__${operator}=${value}`);
          expect([operator, answer.status, answer.body.count]).toEqual([operator, 200, 0]);
        }
        expect((await api.agent.get(`/specimens?textValue__ne=${value}`).expect(200)).body.count).toBe(1);
        expect((await api.agent.get(`/specimens?search=${value}`).expect(200)).body.count).toBe(0);
        expect((await api.agent.get(`/specimens?textValue__between=${value},${value}`).expect(200)).body.count).toBe(0);
      });

      it.each(INJECTIONS.filter((text) => text !== 'true'))('%j is refused everywhere else', async (text) => {
        const value = encodeURIComponent(text);
        const names = [
          'intValue',
          'bigintValue',
          'decimalValue',
          'doubleValue',
          'id',
          'dateValue',
          'datetimeValue',
          'timeValue',
          'state',
          'page',
          'page_size',
          'ordering',
          'fields',
          'count',
          'textValue__isnull',
          'booleanValue',
          'intValue__in',
          'intValue__between',
        ];
        for (const name of names) {
          const [problem] = await problemsOf(`${name}=${value}`);
          expect(problem).toMatchObject({ parameter: name });
        }
        const [unknown] = await problemsOf(`${value}=1`);
        expect(unknown!.code).toBe('LA101');
        await api.agent.get(`/specimens/${value}`).expect(400);
      });

      it('leave the table as it was', async () => {
        expect(await listed(api, '/specimens', 'intValue', '')).toEqual([1]);
      });
    });

    describe('on other routes', () => {
      it('an item takes fields and nothing else', async () => {
        const [id] = await listed(api, '/specimens', 'id', '');
        for (const query of [
          'intValue=1',
          'page=1',
          'ordering=id',
          'count=none',
          'search=a',
          'xyzzy=1',
          '__proto__=1',
          'secretValue=1',
        ]) {
          const problems = await refused(api, `/specimens/${String(id)}?${query}`);
          expect([query, problems]).toMatchObject([query, [{ code: 'LA101' }]]);
        }
      });

      it('writes take no parameters', async () => {
        const [id] = await listed(api, '/specimens', 'id', '');
        const path = `/specimens/${String(id)}`;
        await api.agent.post('/specimens?fields=id').send({ intValue: 2, varcharValue: 'two' }).expect(400);
        await api.agent.patch(`${path}?intValue=1`).send({ intValue: 3 }).expect(400);
        await api.agent.put(`${path}?x=1`).send({ intValue: 3, varcharValue: 'x' }).expect(400);
        await api.agent.delete(`${path}?intValue=1`).expect(400);
        expect(await listed(api, '/specimens', 'intValue', '')).toEqual([1]);
      });
    });
  },
);

async function refused(api: Api, path: string): Promise<readonly Problem[]> {
  const answer = await api.agent.get(path);
  if (answer.status !== 400) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body.errors as readonly Problem[];
}

/** The status of a request whose path no client library would send as it is. */
function rawStatus(api: Api, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(api.url, { path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}
