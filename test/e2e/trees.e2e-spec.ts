import { request as httpRequest } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillPress, PRESS } from './fixtures/press.js';
import { describeApi } from './harness/describe-api.js';

interface Problem {
  readonly parameter?: string;
  readonly pointer?: string;
  readonly code: string;
  readonly detail: string;
}

const SEA = { themes: { some: { name: { eq: 'sea' } } } };

/** `not` around a comparison, so that it has this many levels. */
function nested(levels: number): object {
  let tree: object = { title: { eq: 'Alpha' } };
  for (let level = 1; level < levels; level++) tree = { not: tree };
  return tree;
}

/** An `or` over comparisons, with this many nodes in all. */
function wide(nodes: number): object {
  return { or: Array.from({ length: nodes - 1 }, (_, index) => ({ id: { eq: index + 1 } })) };
}

describeApi('a filter tree', PRESS, (api) => {
  beforeAll(() => fillPress(api.dataSource.manager));

  const byQuery = async (tree: unknown): Promise<string[]> => {
    const parameter = `filter=${encodeURIComponent(JSON.stringify(tree))}`;
    const { body } = await api.agent.get(`/novels?${parameter}`).expect(200);
    return (body as { results: { title: string }[] }).results.map(({ title }) => title);
  };
  const byBody = async (tree: unknown): Promise<string[]> => {
    const { body } = await api.agent.post('/novels/search').send({ filter: tree }).expect(200);
    return (body as { results: { title: string }[] }).results.map(({ title }) => title);
  };
  const expectTitles = async (tree: unknown, titles: readonly string[]): Promise<void> => {
    expect(await byQuery(tree)).toEqual(titles);
    expect(await byBody(tree)).toEqual(titles);
  };
  const queryErrors = async (text: string): Promise<Problem[]> => {
    const { body } = await api.agent.get(`/novels?filter=${encodeURIComponent(text)}`).expect(400);
    return (body as { errors: Problem[] }).errors;
  };
  const bodyErrors = async (body: unknown): Promise<Problem[]> => {
    const answer = await api.agent
      .post('/novels/search')
      .send(body as object)
      .expect(400);
    return (answer.body as { errors: Problem[] }).errors;
  };

  it.each([
    [{}, ['Alpha', 'Beta', 'Delta', 'Gamma']],
    [{ title: { eq: 'Beta' } }, ['Beta']],
    [{ year: { gte: 1990, lt: 2000 } }, ['Alpha', 'Delta']],
    [{ or: [{ title: { startswith: 'B' } }, { year: { isnull: true } }] }, ['Beta', 'Gamma']],
    [{ not: { year: { eq: 1990 } } }, ['Beta', 'Gamma']],
    [{ and: [{ not: { title: { eq: 'Alpha' } } }, { year: { eq: 1990 } }] }, ['Delta']],
    [{ year: { in: [1990, 2000] }, title: { ne: 'Alpha' } }, ['Beta', 'Delta']],
    [{ year: { between: [1995, 2005] } }, ['Beta']],
    [{ 'writer.name': { eq: 'Ann' } }, ['Alpha', 'Beta']],
    [{ not: { 'writer.name': { eq: 'Ann' } } }, ['Delta', 'Gamma']],
    [SEA, ['Alpha', 'Beta']],
    [{ themes: { none: { name: { eq: 'sea' } } } }, ['Delta', 'Gamma']],
    [{ critiques: { every: { stars: { gte: 3 } } } }, ['Beta', 'Delta', 'Gamma']],
    [{ critiques: { some: {} } }, ['Alpha', 'Beta', 'Gamma']],
    [{ critiques: { none: {} } }, ['Delta']],
    [{ writer: { some: { born: { isnull: false } } } }, ['Alpha', 'Beta']],
    [{ writer: { none: {} } }, ['Delta']],
    [{ sequels: { some: { critiques: { some: { critic: { eq: 'bob' } } } } } }, ['Beta']],
    [{ or: [] }, []],
    [{ and: [] }, ['Alpha', 'Beta', 'Delta', 'Gamma']],
  ])('finds what %j asks for', async (tree, titles) => expectTitles(tree, titles));

  it('is joined with the other parameters', async () => {
    const { body } = await api.agent.get(`/novels?year=1990&search=alpha&filter=${JSON.stringify(SEA)}`).expect(200);
    expect(body).toMatchObject({ count: 1, results: [{ title: 'Alpha' }] });
  });

  it('holds its depth and its size', async () => {
    await byQuery(nested(4));
    expect(await queryErrors(JSON.stringify(nested(5)))).toMatchObject([{ parameter: 'filter', code: 'LA105' }]);
    await byBody(wide(64));
    expect(await bodyErrors({ filter: wide(65) })).toMatchObject([
      { pointer: expect.stringMatching(/^\/filter/) as string, code: 'LA105' },
    ]);
  });

  it.each([
    ['{', 'filter'],
    ['[]', 'filter'],
    ['"x"', 'filter'],
    ['null', 'filter'],
    ['{"titel":{"eq":"x"}}', 'filter'],
    ['{"title":{"equals":"x"}}', 'filter'],
    ['{"title":"x"}', 'filter'],
    ['{"title":{"eq":1}}', 'filter'],
    ['{"year":{"eq":"1990"}}', 'filter'],
    ['{"year":{"eq":1.5}}', 'filter'],
    ['{"year":{"in":1990}}', 'filter'],
    ['{"year":{"between":[1]}}', 'filter'],
    ['{"year":{"isnull":"true"}}', 'filter'],
    ['{"title":{"contains":"a\\u0000"}}', 'filter'],
    ['{"title":{}}', 'filter'],
    ['{"and":{}}', 'filter'],
    ['{"not":[]}', 'filter'],
    ['{"themes":{"any":{}}}', 'filter'],
    ['{"themes":{"name":{"eq":"sea"}}}', 'filter'],
    ['{"writer.email":{"eq":"x"}}', 'filter'],
    ['{"writer.passwordHash":{"eq":"x"}}', 'filter'],
    ['{"__proto__":{"eq":"x"}}', 'filter'],
    ['{"constructor":{"eq":"x"}}', 'filter'],
    [`${'{"not":'.repeat(300)}{}${'}'.repeat(300)}`, 'filter'],
  ])('is refused as %s', async (text, parameter) => {
    expect(await queryErrors(text)).toMatchObject([{ parameter }]);
  });

  it('tells every problem at once, each with its place', async () => {
    const filter = { or: [{ titel: { eq: 'x' } }, { year: { eq: 'x', gt: 1.5 } }] };
    expect((await bodyErrors({ filter })).map(({ pointer }) => pointer)).toEqual([
      '/filter/or/0/titel',
      '/filter/or/1/year/eq',
      '/filter/or/1/year/gt',
    ]);
    const [problem] = await bodyErrors({ filter: { 'writer.nmae': { eq: 'x' } } });
    expect(problem!.detail).toContain('"writer.name"');
  });

  describe('in the body of a search', () => {
    it('has everything else beside it', async () => {
      const { body } = await api.agent
        .post('/novels/search')
        .send({
          filter: { not: { year: { isnull: true } } },
          search: 'a',
          ordering: ['-year', 'title'],
          fields: ['title', 'writer.name'],
          include: ['writer'],
          page_size: 2,
          count: 'exact',
        })
        .expect(200);
      expect(body).toMatchObject({
        count: 3,
        previous: null,
        results: [
          { title: 'Beta', writer: { name: 'Ann' } },
          { title: 'Alpha', writer: { name: 'Ann' } },
        ],
      });
    });

    it('is walked by the cursors that it answers with', async () => {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const question = { ordering: ['-year'], page_size: 1, ...(cursor !== null && { cursor }) };
        const { body } = await api.agent.post('/novels/search').send(question).expect(200);
        const page = body as { next: string | null; results: { title: string }[] };
        found.push(...page.results.map(({ title }) => title));
        cursor = page.next;
      } while (cursor !== null);
      expect(found).toEqual(['Beta', 'Alpha', 'Delta', 'Gamma']);
    });

    it.each([
      [{ filtr: {} }, '/filtr'],
      [{ page: 1 }, '/page'],
      [{ page_size: 0 }, '/page_size'],
      [{ page_size: 101 }, '/page_size'],
      [{ page_size: '2' }, '/page_size'],
      [{ ordering: 'title' }, '/ordering'],
      [{ ordering: ['titel'] }, '/ordering/0'],
      [{ include: ['riter'] }, '/include/0'],
      [{ fields: ['titel'] }, '/fields/0'],
      [{ count: 'roughly' }, '/count'],
      [{ cursor: 'forged' }, '/cursor'],
      [{ search: 5 }, '/search'],
    ])('is refused with %j', async (body, pointer) => {
      expect(await bodyErrors(body)).toMatchObject([{ pointer }]);
    });

    it('has to be a JSON object', async () => {
      await api.agent.post('/novels/search').send([]).expect(400);
      await api.agent.post('/novels/search').set('Content-Type', 'text/plain').send('x').expect(415);
      await api.agent.post('/novels/search').set('Content-Type', 'application/json').send('{').expect(400);
      await api.agent.post('/novels/search?page=1').send({}).expect(400);
      await api.agent.get('/novels/search').expect(405);
    });

    it('is asked by QUERY as well', async () => {
      const answer = await query(`${api.url}/novels`, { filter: SEA, fields: ['title'] });
      expect(answer).toMatchObject({ status: 200, body: { results: [{ title: 'Alpha' }, { title: 'Beta' }] } });
      expect(await query(`${api.url}/novels`, { filter: { titel: {} } })).toMatchObject({ status: 400 });
      const { headers } = await api.agent.put('/novels').send({}).expect(405);
      expect(headers['allow']).toBe('GET, HEAD, QUERY, POST, OPTIONS');
    });
  });
});

/** `fetch` and supertest do not know the method. */
function query(url: string, question: object): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'QUERY', headers: { 'Content-Type': 'application/json' } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, body: JSON.parse(text) as unknown }));
    });
    request.on('error', reject);
    request.end(JSON.stringify(question));
  });
}
