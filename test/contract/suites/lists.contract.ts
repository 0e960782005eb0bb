import { beforeAll, describe, expect, it } from 'vitest';
import type { Condition, ListQuestion } from '../../../lib/query/question.js';
import { allOf, searchCondition } from '../../../lib/query/search-condition.js';
import type { SampleApi } from '../fixtures/sample-api.js';

/** Order, pages, counts and chosen fields. */
export function describeLists(samples: () => SampleApi): void {
  describe('lists', () => {
    const codesOf = async (question: Partial<ListQuestion>): Promise<unknown[]> =>
      (await samples().rowsOf(question)).map(({ code }) => code);

    beforeAll(async () => {
      await samples().clear();
      for (const [index, count] of [3, null, 1, 2, null, 2].entries())
        await samples().create({ code: `row${index}`, count });
    });

    it('puts NULLs last in ascending and in descending order', async () => {
      const id = { field: samples().field('id'), direction: 'asc' } as const;
      const count = samples().field('count');
      expect(await codesOf({ sort: [{ field: count, direction: 'asc' }, id] })).toEqual([
        'row2',
        'row3',
        'row5',
        'row0',
        'row1',
        'row4',
      ]);
      expect(await codesOf({ sort: [{ field: count, direction: 'desc' }, id] })).toEqual([
        'row0',
        'row3',
        'row5',
        'row2',
        'row1',
        'row4',
      ]);
      expect(
        await codesOf({
          sort: [
            { field: count, direction: 'asc' },
            { ...id, direction: 'desc' },
          ],
        }),
      ).toEqual(['row2', 'row5', 'row3', 'row0', 'row4', 'row1']);
    });

    it('pages with an exact count', async () => {
      const page = async (number: number, pageSize: number) => {
        const result = await samples().list({ page: number, pageSize, fields: [samples().field('code')] });
        return [result.rows.text, result.length, result.hasMore, result.total];
      };
      // Twice, because a count may be begun beside the page once pages were full.
      for (let round = 0; round < 2; round++) {
        expect(await page(1, 4)).toEqual([
          '[{"code":"row0"},{"code":"row1"},{"code":"row2"},{"code":"row3"}]',
          4,
          true,
          6,
        ]);
        expect(await page(2, 4)).toEqual(['[{"code":"row4"},{"code":"row5"}]', 2, false, 6]);
        expect(await page(3, 4)).toEqual(['[]', 0, false, 6]);
        expect(await page(1, 6)).toEqual([expect.any(String), 6, false, 6]);
        expect(await page(1, 7)).toEqual([expect.any(String), 6, false, 6]);
      }
    });

    it('counts what the filter and the search leave', async () => {
      const filter: Condition = { kind: 'comparison', field: samples().field('count'), operator: 'gte', value: 2 };
      expect(await samples().list({ filter, pageSize: 2 })).toMatchObject({ length: 2, hasMore: true, total: 3 });
      expect(
        await samples().list({
          filter: allOf(filter, searchCondition(['row5'], samples().resource.searchFields)),
          pageSize: 1,
        }),
      ).toMatchObject({
        length: 1,
        hasMore: false,
        total: 1,
      });
    });

    it('knows whether there is more without a count', async () => {
      expect(await samples().list({ count: 'none', pageSize: 4 })).toMatchObject({
        length: 4,
        hasMore: true,
        total: undefined,
      });
      expect(await samples().list({ count: 'none', pageSize: 4, page: 2 })).toMatchObject({
        length: 2,
        hasMore: false,
        total: undefined,
      });
      expect(await samples().list({ count: 'none', pageSize: 6 })).toMatchObject({
        length: 6,
        hasMore: false,
        total: undefined,
      });
      expect(await samples().list({ count: 'none', pageSize: 6, page: 2 })).toMatchObject({
        length: 0,
        hasMore: false,
        total: undefined,
      });
    });

    it('estimates small counts exactly', async () => {
      expect(await samples().list({ count: 'estimated', pageSize: 2 })).toMatchObject({ total: 6 });
    });

    it('selects nothing but the fields that were asked for', async () => {
      const rows = await samples().list({ fields: [samples().field('count'), samples().field('code')], pageSize: 1 });
      expect(rows.rows.text).toBe('[{"count":3,"code":"row0"}]');
      expect((await samples().list({ fields: [], pageSize: 2 })).rows.text).toBe('[{},{}]');
    });
  });
}
