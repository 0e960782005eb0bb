import { beforeAll, describe, expect, it } from 'vitest';
import { fillPress, PRESS } from './fixtures/press.js';
import { describeApi } from './harness/describe-api.js';

interface Row {
  readonly [name: string]: unknown;
}

/** What a form makes of an operation. */
interface Form {
  readonly parameters?: readonly { readonly name: string; readonly schema?: { readonly default?: unknown } }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly examples?: { readonly first: { readonly value: object } } }>>;
  };
}

describeApi('relations', PRESS, (api) => {
  beforeAll(() => fillPress(api.dataSource.manager));

  const rows = async (query: string, path = '/novels'): Promise<Row[]> =>
    (await api.agent.get(`${path}?${query}`).expect(200)).body.results as Row[];
  const titles = async (query: string): Promise<unknown[]> => (await rows(query)).map(({ title }) => title);
  const errors = async (query: string, path = '/novels'): Promise<Row[]> =>
    (await api.agent.get(`${path}?${query}`).expect(400)).body.errors as Row[];

  describe('that are included', () => {
    it('are an object, or null, for one', async () => {
      expect(await rows('include=writer,cover&fields=title,writer.name,cover.colour')).toEqual([
        { title: 'Alpha', writer: { name: 'Ann' }, cover: { colour: 'blue' } },
        { title: 'Beta', writer: { name: 'Ann' }, cover: null },
        { title: 'Delta', writer: null, cover: null },
        { title: 'Gamma', writer: { name: 'Ben' }, cover: { colour: 'red' } },
      ]);
    });

    it('are an array for many, in their own order, without what is deleted', async () => {
      expect(
        await rows('include=critiques,themes,editions&fields=title,critiques.stars,themes.name,editions.language'),
      ).toEqual([
        {
          title: 'Alpha',
          critiques: [{ stars: 5 }, { stars: 4 }, { stars: 2 }],
          themes: [{ name: 'sea' }, { name: 'war' }],
          editions: [{ language: 'de' }, { language: 'en' }],
        },
        { title: 'Beta', critiques: [{ stars: 5 }], themes: [{ name: 'sea' }], editions: [{ language: 'de' }] },
        { title: 'Delta', critiques: [], themes: [{ name: 'war' }], editions: [] },
        { title: 'Gamma', critiques: [{ stars: 3 }], themes: [], editions: [] },
      ]);
    });

    it('go three deep, through one and many', async () => {
      const { body } = await api.agent
        .get('/countries/DE?include=writers.novels.critiques&fields=name,writers.name,writers.novels.title')
        .expect(200);
      expect(body).toMatchObject({
        name: 'Germany',
        writers: [
          {
            name: 'Ann',
            novels: [
              { title: 'Alpha', critiques: [{ critic: 'ada' }, { critic: 'cyd' }, { critic: 'bob' }] },
              { title: 'Beta', critiques: [{ critic: 'ada' }] },
            ],
          },
        ],
      });
    });

    it('may lead back to where they came from', async () => {
      expect(await rows('id=2&include=prequel.sequels&fields=title,prequel.title,prequel.sequels.title')).toEqual([
        { title: 'Beta', prequel: { title: 'Alpha', sequels: [{ title: 'Beta' }] } },
      ]);
    });

    it('take another number and another order', async () => {
      expect(
        await rows('id=1&include=critiques&critiques.page_size=2&critiques.ordering=critic&fields=critiques.critic'),
      ).toEqual([{ critiques: [{ critic: 'ada' }, { critic: 'bob' }] }]);
      expect(await rows('id=1&include=critiques&critiques.page_size=100&fields=critiques.id')).toEqual([
        { critiques: expect.objectContaining({ length: 4 }) as unknown },
      ]);
      expect(await errors('include=critiques&critiques.page_size=101')).toMatchObject([
        { parameter: 'critiques.page_size', code: 'LA103' },
      ]);
      expect(await errors('include=critiques&critiques.page_size=0')).toHaveLength(1);
    });

    it('come with an item, and with the answer to a change', async () => {
      const read = await api.agent.get('/novels/1?include=writer').expect(200);
      expect(read.body).toMatchObject({ title: 'Alpha', writer: { name: 'Ann' } });
      const changed = await api.agent.patch('/novels/4?include=themes').send({ title: 'Delta' }).expect(200);
      expect(changed.body).toMatchObject({ title: 'Delta', themes: [{ name: 'war' }] });
    });

    it('never carry what is hidden', async () => {
      const text = JSON.stringify(await rows('include=writer'));
      expect(text).toContain('"name":"Ann"');
      expect(text).not.toMatch(/hash|email|example\.org/);
      expect(await errors('include=writer&fields=writer.email')).toEqual(
        (await errors('include=writer&fields=writer.emall')).map(
          (error) => expect.objectContaining({ code: error['code'] }) as unknown,
        ),
      );
    });

    it('are refused by names that there are not, too deep and too many', async () => {
      expect(await errors('include=riter')).toMatchObject([
        { parameter: 'include', code: 'LA106', detail: expect.stringContaining('"writer"') as string },
      ]);
      expect(await errors('include=writer.novels.critiques.novel')).toMatchObject([
        { parameter: 'include', code: 'LA105' },
      ]);
      expect(await errors('fields=title,writer.name')).toMatchObject([{ parameter: 'fields' }]);
      await api.agent.get('/novels?include=writer.novels.critiques').expect(200);
      const ten = 'writer.country,prequel.writer,sequels.cover,critiques,themes,cover,editions';
      await api.agent.get(`/novels?include=${ten}`).expect(200);
      expect(await errors(`include=${ten},prequel.cover`)).toMatchObject([{ parameter: 'include', code: 'LA105' }]);
    });

    it('do not change the page', async () => {
      const { body } = await api.agent.get('/novels?include=critiques,themes,editions&page_size=2&page=2').expect(200);
      expect(body).toMatchObject({ count: 4, pages: 2, next: null, results: [{ title: 'Delta' }, { title: 'Gamma' }] });
    });
  });

  it('are listed when a form sends every default of the document, in the URL or as a body', async () => {
    for (const [path, item] of Object.entries(api.document.paths) as [string, { get?: Form; post?: Form }][]) {
      if (path.includes('{')) continue;
      const defaults = (item.get?.parameters ?? []).flatMap(({ name, schema }): [string, string][] =>
        schema?.default === undefined ? [] : [[name, String(schema.default)]],
      );
      if (item.get) await api.agent.get(`${path}?${new URLSearchParams(defaults).toString()}`).expect(200);
      const example = item.post?.requestBody?.content['application/json']?.examples?.first.value;
      if (path.endsWith('/search')) await api.agent.post(path).send(example!).expect(200);
    }
  });

  describe('in the path of a filter', () => {
    it('lead to the one row, or to nulls', async () => {
      expect(await titles('writer.name=Ann')).toEqual(['Alpha', 'Beta']);
      expect(await titles('writer.name__ne=Ann')).toEqual(['Delta', 'Gamma']);
      expect(await titles('writerId__isnull=true')).toEqual(['Delta']);
      expect(await titles('writer.born__isnull=true')).toEqual(['Delta', 'Gamma']);
      expect(await titles('writer.country.name=Germany')).toEqual(['Alpha', 'Beta']);
      expect(await titles('writer.country.name__nin=Germany,France')).toEqual(['Delta', 'Gamma']);
      expect(await titles('cover.colour=red')).toEqual(['Gamma']);
      expect(await titles('cover.colour__ne=red')).toEqual(['Alpha', 'Beta', 'Delta']);
      expect(await titles('prequel.prequel.title=Alpha')).toEqual(['Gamma']);
    });

    it('lead to some of many, without showing a row twice', async () => {
      expect(await titles('critiques.stars__gte=1')).toEqual(['Alpha', 'Beta', 'Gamma']);
      expect(await titles('themes.name__in=sea,war')).toEqual(['Alpha', 'Beta', 'Delta']);
      expect(await titles('editions.pages__lt=105')).toEqual(['Alpha', 'Beta']);
      expect(await titles('sequels.title=Gamma')).toEqual(['Beta']);
      expect(await titles('critiques.critic=eve')).toEqual([]);
      const { body } = await api.agent.get('/novels?critiques.stars__gte=1&page_size=1&count=exact').expect(200);
      expect(body).toMatchObject({ count: 3, pages: 3 });
    });

    it('speak of the same row when there are several', async () => {
      expect(await titles('critiques.critic=bob&critiques.stars=3')).toEqual(['Gamma']);
      expect(await titles('critiques.critic=ada&critiques.stars=3')).toEqual([]);
    });

    it('are closed like everything else', async () => {
      const hidden = await errors('writer.email=x@example.org');
      const secret = await errors('writer.passwordHash=hash');
      const missing = await errors('writer.nothing=x');
      expect(hidden[0]!['detail']).toBe(missing[0]!['detail']);
      expect(secret[0]!['detail']).toBe(missing[0]!['detail']);
      expect(await errors('writer.nmae=x')).toMatchObject([
        { parameter: 'writer.nmae', code: 'LA101', detail: expect.stringContaining('"writer.name"') as string },
      ]);
      expect(await errors('writer=1')).toMatchObject([{ code: 'LA101' }]);
      expect(await errors('writer.country.writers.name=Ann')).toMatchObject([{ code: 'LA101' }]);
      expect(await errors('writer.born=many')).toMatchObject([{ parameter: 'writer.born', code: 'LA103' }]);
      await api.agent.get('/novels?__proto__.name=x').expect(400);
    });
  });

  it('are searched where the option says so', async () => {
    expect(await titles('search=ann')).toEqual(['Alpha', 'Beta']);
    expect(await titles('search=ann+beta')).toEqual(['Beta']);
    expect(await titles('search=BOB')).toEqual(['Alpha', 'Gamma']);
    expect(await titles('search=eve')).toEqual([]);
  });

  describe('in the order of a list', () => {
    it('put rows without one last', async () => {
      expect(await titles('ordering=writer.name,-title')).toEqual(['Beta', 'Alpha', 'Gamma', 'Delta']);
      expect(await titles('ordering=-writer.name,title')).toEqual(['Gamma', 'Alpha', 'Beta', 'Delta']);
      expect(await titles('ordering=writer.country.name,-writer.born,-title')).toEqual([
        'Beta',
        'Alpha',
        'Gamma',
        'Delta',
      ]);
      expect(await titles('ordering=cover.colour,title')).toEqual(['Alpha', 'Gamma', 'Beta', 'Delta']);
    });

    it('are refused through many, and for what is hidden', async () => {
      expect(await errors('ordering=critiques.stars')).toMatchObject([{ parameter: 'ordering', code: 'LA106' }]);
      expect(await errors('ordering=writer.email')).toMatchObject([{ parameter: 'ordering', code: 'LA106' }]);
      expect(await errors('ordering=writer.passwordHash')).toMatchObject([{ parameter: 'ordering', code: 'LA106' }]);
    });
  });

  describe('as routes', () => {
    it('are lists of their own, with every parameter of their rows', async () => {
      const { body } = await api.agent.get('/writers/1/novels?ordering=-title&page_size=1').expect(200);
      expect(body).toMatchObject({ count: 2, results: [{ title: 'Beta' }] });
      expect((body as Row)['next']).toBe('/writers/1/novels?ordering=-title&page_size=1&page=2');
      expect(await rows('fields=language', '/novels/1/editions')).toEqual([{ language: 'de' }, { language: 'en' }]);
      expect(await rows('fields=name', '/novels/1/themes')).toEqual([{ name: 'sea' }, { name: 'war' }]);
      expect(await rows('themes.name=war&fields=title', '/themes/1/novels')).toEqual([{ title: 'Alpha' }]);
      expect(await rows('fields=critic', '/novels/3/critiques')).toEqual([{ critic: 'bob' }]);
      expect(await rows('fields=name', '/countries/DE/writers')).toEqual([{ name: 'Ann' }]);
    });

    it('are 404 below an item that there is not, and 400 below a malformed key', async () => {
      await api.agent.get('/novels/99/critiques').expect(404);
      await api.agent.get('/novels/x/critiques').expect(400);
      await api.agent.get('/writers/2/novels').expect(200);
      await api.agent.get('/countries/FR/writers').expect(200, /"results":\[\]/);
    });

    it('answer GET, HEAD and OPTIONS, and 405 to anything else', async () => {
      const { headers } = await api.agent.post('/novels/1/critiques').send({}).expect(405);
      expect(headers['allow']).toBe('GET, HEAD, OPTIONS');
      const options = await api.agent.options('/novels/1/critiques').expect(204);
      expect(options.headers['allow']).toBe('GET, HEAD, OPTIONS');
      await api.agent.head('/novels/1/critiques').expect(200);
    });
  });
});
