import { beforeAll, describe, expect, it } from 'vitest';
import { Novel } from '../entities/press.js';
import { fillPress, PRESS } from './fixtures/press.js';
import { describeApi } from './harness/describe-api.js';

interface Page {
  readonly count: number | null;
  readonly pages: number | null;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly { readonly id: number; readonly title: string }[];
}

const ORDERINGS = [
  '',
  'title',
  '-title',
  'year',
  '-year',
  'writer.name',
  '-writer.name,year',
  'cover.colour,-id',
  '-writer.country.name,-year,title',
];

describeApi('a cursor', PRESS, (api) => {
  beforeAll(async () => {
    await fillPress(api.dataSource.manager);
    const more = Array.from({ length: 21 }, (_, index) => ({
      title: `Tale ${index % 5}`,
      year: index % 3 === 0 ? null : 1980 + (index % 4),
    }));
    await api.dataSource.manager.insert(Novel, more);
  });

  const page = async (path: string): Promise<Page> => (await api.agent.get(path).expect(200)).body as Page;
  const walk = async (path: string, way: 'next' | 'previous'): Promise<{ ids: number[]; last: Page }> => {
    let current = await page(path);
    const pages = [current];
    while (current[way] !== null) pages.push((current = await page(current[way])));
    if (way === 'previous') pages.reverse();
    return { ids: pages.flatMap(({ results }) => results.map(({ id }) => id)), last: current };
  };

  it.each(ORDERINGS)('walks every row once in the order "%s", there and back', async (ordering) => {
    const order = ordering === '' ? '' : `&ordering=${ordering}`;
    const wanted = (await page(`/novels?page_size=100${order}`)).results.map(({ id }) => id);
    for (const size of [1, 4, 7, 25]) {
      const there = await walk(`/novels?page_size=${size}${order}&cursor=`, 'next');
      expect(there.ids).toEqual(wanted);
      if (there.last.previous === null) continue;
      const back = await walk(there.last.previous, 'previous');
      expect([...back.ids, ...there.last.results.map(({ id }) => id)]).toEqual(wanted);
    }
  });

  it('is found in the links of its pages, and no page number beside it', async () => {
    const first = await api.agent.get('/novels?page_size=2&cursor=').expect(200);
    expect(first.body).toMatchObject({ count: null, pages: null, previous: null });
    expect(first.headers['link']).toMatch(/rel="next"/);
    expect(await page('/novels?page_size=2&cursor=&count=exact')).toMatchObject({ count: 25 });
    const { body } = await api.agent.get('/novels?cursor=&page=2').expect(400);
    expect(body.errors).toHaveLength(1);
  });

  it('goes through filters, searches and relation routes', async () => {
    const { ids } = await walk('/novels?year__isnull=false&page_size=3&cursor=', 'next');
    expect(ids).toHaveLength(17);
    expect((await walk('/novels?search=tale&page_size=4&cursor=', 'next')).ids).toHaveLength(21);
    expect((await walk('/novels/1/critiques?ordering=stars&page_size=1&cursor=', 'next')).ids).toEqual([4, 2, 3, 1]);
  });

  it('is good for its own question only', async () => {
    const { next } = await page('/novels?page_size=2&ordering=title&cursor=');
    const cursor = new URL(next!, api.url).searchParams.get('cursor')!;
    const refused = async (path: string): Promise<void> => {
      const { body } = await api.agent.get(path).expect(400);
      expect(body.errors).toMatchObject([{ parameter: 'cursor', code: 'LA108' }]);
    };
    await page(`/novels?page_size=5&ordering=title&fields=id,title&include=writer&cursor=${cursor}`);
    await refused(`/novels?page_size=2&ordering=-title&cursor=${cursor}`);
    await refused(`/novels?page_size=2&ordering=title&year=1990&cursor=${cursor}`);
    await refused(`/writers?cursor=${cursor}`);
    await refused(`/writers/1/novels?ordering=title&cursor=${cursor}`);
    await refused(`/novels?ordering=title&cursor=${cursor}x`);
    await refused(`/novels?ordering=title&cursor=${cursor.slice(0, -2)}`);
    await refused(`/novels?ordering=title&cursor=${'A'.repeat(2000)}`);
    await refused('/novels?cursor=e30.e30');
    const [payload, signature] = cursor.split('.') as [string, string];
    const [side, ...values] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [string, ...string[]];
    for (const forged of [
      [side === 'after' ? 'before' : 'after', ...values],
      [side, `${values[0]}z`, ...values.slice(1)],
      [side],
    ]) {
      const changed = Buffer.from(JSON.stringify(forged)).toString('base64url');
      await refused(`/novels?ordering=title&cursor=${changed}.${signature}`);
    }
  });

  it('is what a page too far away is referred to', async () => {
    await page('/novels?page_size=100&page=101');
    const { body } = await api.agent.get('/novels?page_size=100&page=102').expect(400);
    expect(body.errors).toMatchObject([
      { parameter: 'page', code: 'LA105', detail: expect.stringMatching(/cursor/) as string },
    ]);
  });

  describe('while rows come and go', () => {
    it('neither loses nor repeats a row that was there throughout', async () => {
      const before = new Set((await page('/novels?page_size=100')).results.map(({ id }) => id));
      const seen: number[] = [];
      let next: string | null = '/novels?ordering=-year,title&page_size=3&cursor=';
      let round = 0;
      while (next !== null) {
        const current: Page = await page(next);
        seen.push(...current.results.map(({ id }) => id));
        await api.dataSource.manager.insert(Novel, { title: `New ${round}`, year: 1979 + (round++ % 30) });
        if (round === 3) await api.dataSource.manager.delete(Novel, { id: current.results[0]!.id });
        next = current.next;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect([...before].filter((id) => !seen.includes(id))).toEqual([]);
    });
  });
});
