import { beforeAll, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { OrderItem } from '../entities/order-item.js';
import { Specimen } from '../entities/specimen.js';
import { created, listed, nested } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';

/** Rows 1 and 2 are equal, row 3 is larger, row 4 has NULL. */
const ROWS = [
  {
    smallintValue: 5,
    bigintValue: '9007199254740992',
    decimalValue: '9.50',
    doubleValue: 0.5,
    renamedValue: 'a b',
    textValue: 'beta',
    dateValue: '2024-01-01',
    timeValue: '09:00:00',
    datetimeValue: '2024-01-01T00:00:00.001Z',
    'dimensions.widthMm': 9,
  },
  {
    smallintValue: 5,
    bigintValue: '9007199254740992',
    decimalValue: '9.50',
    doubleValue: 0.5,
    renamedValue: 'a b',
    textValue: 'beta',
    dateValue: '2024-01-01',
    timeValue: '09:00:00',
    datetimeValue: '2024-01-01T00:00:00.001Z',
    'dimensions.widthMm': 9,
  },
  {
    smallintValue: 10,
    bigintValue: '9007199254740993',
    decimalValue: '10.00',
    doubleValue: 1e10,
    renamedValue: 'b',
    textValue: 'gamma',
    dateValue: '2024-01-02',
    timeValue: '10:00:00',
    datetimeValue: '2024-01-01T00:00:00.002Z',
    'dimensions.widthMm': 10,
  },
  {},
];
const NULLABLE = Object.keys(ROWS[0]!);

describeApi(
  'a list',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          OrderItem,
          Specimen,
          {
            entity: Specimen,
            name: 'Sheet',
            path: 'sheets',
            ordering: ['-smallintValue', '-intValue'],
            pagination: { pageSize: 2, maxPageSize: 3, maxOffset: 4, count: 'none' },
            limits: { maxQueryBytes: 120, maxConditions: 2, maxListItems: 3, maxSortKeys: 2, maxErrors: 3 },
            serializer: { read: ['id', 'intValue', 'textValue'], list: ['intValue'] },
          },
        ],
      }),
    ],
  },
  (api) => {
    beforeAll(async () => {
      for (const [index, values] of ROWS.entries()) {
        await created(api, '/specimens', { intValue: index + 1, varcharValue: 'row', ...nested(values) });
      }
      for (const [orderId, productId] of [
        [2, '10'],
        [1, '9'],
        [2, '9'],
        [1, '10'],
      ] as const) {
        await created(api, '/order-items', { orderId, productId, quantity: 1 });
      }
    });

    /** 200, or the problems of a question to the resource with narrow limits. */
    const problemsOf = async (query: string): Promise<unknown> => {
      const answer = await api.agent.get(`/sheets?${query}`);
      return answer.status === 200 ? 200 : answer.body.errors;
    };

    const ordered = (ordering: string) => listed(api, '/specimens', 'intValue', `ordering=${ordering}`);

    describe('in order', () => {
      it.each(NULLABLE)('of %s puts the smallest first and NULL last', async (name) => {
        expect(await ordered(`${name},intValue`)).toEqual([1, 2, 3, 4]);
        expect(await ordered(`${name},-intValue`)).toEqual([2, 1, 3, 4]);
      });

      it.each(NULLABLE)('of -%s puts the largest first and NULL last', async (name) => {
        expect(await ordered(`-${name},intValue`)).toEqual([3, 1, 2, 4]);
        expect(await ordered(`-${name},-intValue`)).toEqual([3, 2, 1, 4]);
      });

      it('of a list of names, or of a name given again', async () => {
        expect(await ordered('-smallintValue&ordering=-intValue')).toEqual([3, 2, 1, 4]);
      });

      it('of equal rows goes by the key, the same on every page', async () => {
        const whole = await listed(api, '/specimens', 'id', 'ordering=varcharValue');
        const pages: unknown[] = [];
        for (const page of [1, 2, 3, 4]) {
          const answer = await api.agent
            .get(`/specimens?ordering=-state&page_size=1&fields=id&page=${page}`)
            .expect(200);
          pages.push(...(answer.body.results as { id: string }[]).map(({ id }) => id));
        }
        expect(pages).toEqual(whole);
      });

      it('goes by every part of a composite key', async () => {
        const answer = await api.agent.get('/order-items?ordering=quantity&fields=orderId,productId').expect(200);
        expect(answer.body.results).toEqual([
          { orderId: 1, productId: '9' },
          { orderId: 1, productId: '10' },
          { orderId: 2, productId: '9' },
          { orderId: 2, productId: '10' },
        ]);
        expect(await listed(api, '/order-items', 'orderId', 'ordering=-productId')).toEqual([1, 2, 1, 2]);
      });

      it('is the declared one until the client gives its own', async () => {
        const own = await api.agent.get('/sheets?page_size=3').expect(200);
        expect(own.body.results).toEqual([{ intValue: 3 }, { intValue: 2 }, { intValue: 1 }]);
        const asked = await api.agent.get('/sheets?ordering=intValue').expect(200);
        expect(asked.body.results).toEqual([{ intValue: 1 }, { intValue: 2 }]);
      });
    });

    describe('in pages', () => {
      it('is walked forwards and back by its links, whatever the question', async () => {
        const query = 'varcharValue__in=row,o%27%2C%26%25&ordering=-intValue&fields=intValue&page_size=3';
        const first = await api.agent.get(`/specimens?${query}`).expect(200);
        expect(first.body).toMatchObject({ count: 4, pages: 2, previous: null });
        expect(first.body.results).toEqual([{ intValue: 4 }, { intValue: 3 }, { intValue: 2 }]);
        const second = await api.agent.get(first.body.next as string).expect(200);
        expect(second.body).toMatchObject({ count: 4, pages: 2, next: null, results: [{ intValue: 1 }] });
        const back = await api.agent.get(second.body.previous as string).expect(200);
        expect(back.body.results).toEqual(first.body.results);
        expect(first.headers.link).toMatch(/<\/specimens\?[^>]+&page=2>; rel="next"/);
        expect(second.headers.link).toContain('rel="prev"');
      });

      it.each([
        ['page_size=1', 1],
        ['page_size=100', 4],
        ['page=1', 4],
        ['page=2', 0],
        ['page=101&page_size=100', 0],
        ['page=10001&page_size=1', 0],
      ])('takes %s', async (query, rows) => {
        const answer = await api.agent.get(`/specimens?${query}`).expect(200);
        expect(answer.body.results).toHaveLength(rows);
      });

      it.each(['page_size=3', 'page=3&page_size=2', 'page=5&page_size=1'])(
        'within its own limits takes %s',
        async (query) => {
          expect(await problemsOf(query)).toBe(200);
        },
      );

      it.each([
        ['page_size=4', 'page_size'],
        ['page=4&page_size=2', 'page'],
        ['page=6&page_size=1', 'page'],
      ])('within its own limits refuses %s', async (query, parameter) => {
        const answer = await api.agent.get(`/sheets?${query}`).expect(400);
        expect(answer.body.errors).toMatchObject([{ parameter }]);
      });

      it.each([
        [
          'page',
          [
            '0',
            '-1',
            '1.5',
            '1e3',
            'Infinity',
            '1e21',
            'NaN',
            '',
            '+1',
            '01',
            '0x1',
            '9007199254740993',
            '99999999999999999999',
            'x',
          ],
        ],
        ['page_size', ['0', '-1', '1.5', '1e1', 'Infinity', '101', '1e21', 'NaN', '', '01', '2147483648', 'all']],
      ])('refuses a %s that is no number of its range', async (parameter, texts) => {
        for (const text of texts) {
          const answer = await api.agent.get(`/specimens?${parameter}=${encodeURIComponent(text)}`).expect(400);
          expect([text, answer.body.errors]).toMatchObject([text, [{ parameter }]]);
        }
      });

      it('does not skip more than 10,000 rows', async () => {
        for (const query of ['page=10002&page_size=1', 'page=102&page_size=100', 'page=502']) {
          const answer = await api.agent.get(`/specimens?${query}`).expect(400);
          expect(answer.body.errors).toMatchObject([{ parameter: 'page', code: 'LA105' }]);
        }
      });
    });

    describe('counted', () => {
      it('exactly, knows its rows under a filter', async () => {
        const answer = await api.agent.get('/specimens?count=exact&intValue__gt=1&page_size=2').expect(200);
        expect(answer.body).toMatchObject({ count: 3, pages: 2 });
      });

      it('not at all, still has its links', async () => {
        const answer = await api.agent.get('/specimens?count=none&page_size=2&page=2').expect(200);
        expect(answer.body).toMatchObject({ count: null, pages: null, next: null });
        expect(answer.body.previous).toContain('page=1');
      });

      it('roughly, answers whole numbers, with a filter and without', async () => {
        for (const query of ['count=estimated', 'count=estimated&intValue__gt=1&page_size=1']) {
          const { body } = await api.agent.get(`/specimens?${query}`).expect(200);
          expect(Number.isSafeInteger(body.count) && body.count >= 0).toBe(true);
          expect(Number.isSafeInteger(body.pages)).toBe(true);
        }
      });

      it('as its resource says unless the client does', async () => {
        expect((await api.agent.get('/sheets').expect(200)).body.count).toBeNull();
        expect((await api.agent.get('/sheets?count=exact').expect(200)).body).toMatchObject({ count: 4, pages: 2 });
      });

      it.each(['', 'EXACT', 'true', 'exact,none', '1'])('by %j is refused', async (mode) => {
        const answer = await api.agent.get(`/specimens?count=${mode}`).expect(400);
        expect(answer.body.errors).toMatchObject([{ parameter: 'count', allowed: ['exact', 'estimated', 'none'] }]);
      });
    });

    describe('of chosen fields', () => {
      it.each([
        ['intValue', { intValue: 1 }],
        ['textValue,intValue', { intValue: 1, textValue: 'beta' }],
        ['intValue&fields=textValue', { intValue: 1, textValue: 'beta' }],
        ['intValue,intValue', { intValue: 1 }],
        ['dimensions', { dimensions: { widthMm: 9, heightMm: null } }],
        ['dimensions.widthMm', { dimensions: { widthMm: 9 } }],
        ['dimensions.widthMm,dimensions', { dimensions: { widthMm: 9, heightMm: null } }],
        ['jsonValue,renamedValue', { jsonValue: null, renamedValue: 'a b' }],
      ])('%s has those alone', async (fields, row) => {
        const answer = await api.agent.get(`/specimens?ordering=intValue&page_size=1&fields=${fields}`).expect(200);
        expect(answer.body.results).toEqual([row]);
      });

      it('chooses among those of its own representation', async () => {
        const [id] = await listed(api, '/specimens', 'id', 'intValue=1');
        const whole = await api.agent.get(`/sheets/${String(id)}`).expect(200);
        expect(whole.body).toEqual({ id, intValue: 1, textValue: 'beta' });
        await api.agent.get(`/sheets/${String(id)}?fields=textValue`).expect(200, { textValue: 'beta' });
        await api.agent.get(`/sheets/${String(id)}?fields=doubleValue`).expect(400);
        const answer = await api.agent.get('/sheets?fields=textValue').expect(400);
        expect(answer.body.errors).toMatchObject([{ parameter: 'fields', code: 'LA106' }]);
      });

      it.each([
        '',
        'intvalue',
        'secretValue',
        'dimensions.',
        'dimensions.depth',
        'id,',
        ',id',
        '*',
        '__proto__',
        'constructor',
      ])('refuses %j', async (fields) => {
        const answer = await api.agent
          .get(`/specimens?fields=${encodeURIComponent(fields).replaceAll('%2C', ',')}`)
          .expect(400);
        expect(answer.body.errors).toMatchObject([{ parameter: 'fields', code: 'LA106' }]);
      });
    });

    describe('within limits', () => {
      it('takes as many conditions as it may and no more', async () => {
        expect(await problemsOf('intValue__gt=1&intValue__lt=9')).toBe(200);
        expect(await problemsOf('intValue__gt=1&intValue__lt=9&intValue=2')).toMatchObject([{ code: 'LA105' }]);
      });

      it('takes as many items as it may and no more', async () => {
        expect(await problemsOf('intValue__in=1,2,3')).toBe(200);
        expect(await problemsOf('intValue__in=1,2,3,4')).toMatchObject([{ parameter: 'intValue__in', code: 'LA105' }]);
        expect(await problemsOf('intValue__in=1,2&intValue__in=3,4')).toMatchObject([{ code: 'LA105' }]);
      });

      it('takes as many sort keys as it may and no more', async () => {
        expect(await problemsOf('ordering=intValue,id')).toBe(200);
        expect(await problemsOf('ordering=intValue,id,textValue')).toMatchObject([
          { parameter: 'ordering', code: 'LA105' },
        ]);
      });

      it('takes as many bytes as it may and no more', async () => {
        expect(await problemsOf(`textValue=${'x'.repeat(110)}`)).toBe(200);
        expect(await problemsOf(`textValue=${'x'.repeat(111)}`)).toMatchObject([{ code: 'LA105' }]);
      });

      it('names no more problems than it may', async () => {
        expect(await problemsOf('aa=1&bb=1&cc=1&dd=1&ee=1')).toHaveLength(3);
      });

      it('has the limits of the query language by itself', async () => {
        const thirtyThree = [
          ...['ne', 'lt', 'lte', 'gt', 'gte', 'nin'].flatMap((operator) => [
            `intValue__${operator}=1`,
            `smallintValue__${operator}=1`,
          ]),
          ...['lt', 'lte', 'gt', 'gte', 'nin', 'ne'].flatMap((operator) => [
            `decimalValue__${operator}=1`,
            `doubleValue__${operator}=1`,
          ]),
          ...['lt', 'lte', 'gt', 'gte', 'nin', 'ne', 'eq', 'contains', 'endswith'].map(
            (operator) => `textValue__${operator}=1`,
          ),
        ];
        expect(thirtyThree).toHaveLength(33);
        await api.agent.get(`/specimens?${thirtyThree.slice(1).join('&')}`).expect(200);
        await api.agent.get(`/specimens?${thirtyThree.join('&')}`).expect(400);
        await api.agent.get(`/specimens?intValue__in=${'1,'.repeat(199)}1`).expect(200);
        await api.agent.get(`/specimens?intValue__in=${'1,'.repeat(200)}1`).expect(400);
        await api.agent.get(`/specimens?intValue__in=${'1,'.repeat(3000)}1`).expect(400);
        await api.agent.get('/specimens?ordering=intValue,textValue,dateValue,id').expect(200);
        await api.agent.get('/specimens?ordering=intValue,textValue,dateValue,timeValue,id').expect(400);
        await api.agent.get(`/specimens?textValue=${'x'.repeat(1024)}`).expect(200);
        await api.agent.get(`/specimens?textValue=${'x'.repeat(1025)}`).expect(400);
        const padding = '&'.repeat(8192 - 'textValue=x'.length);
        await api.agent.get(`/specimens?textValue=x${padding}`).expect(200);
        await api.agent.get(`/specimens?textValue=x${padding}&`).expect(400);
      });
    });
  },
);
