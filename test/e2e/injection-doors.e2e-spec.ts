import { beforeAll, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Country, Cover, Critique, Edition, Novel, Theme, Writer } from '../entities/press.js';
import { created } from './fixtures/rows.js';
import { INJECTIONS } from './fuzz/injections.js';
import { RawClient } from './fuzz/raw-client.js';
import { describeApi } from './harness/describe-api.js';

/** What a theme's name and a critic's may have. */
const SHORT = 30;

const encoded = (json: unknown): string => encodeURIComponent(typeof json === 'string' ? json : JSON.stringify(json));

/** Parameters that take no text at all, with the text in each place of them. */
const queriesWith = (text: string): readonly string[] => [
  `include=${encoded(text)}`,
  `include=writer.${encoded(text)}`,
  `ordering=${encoded(text)}`,
  `ordering=-writer.${encoded(text)}`,
  `fields=${encoded(text)}`,
  `include=writer&fields=writer.${encoded(text)}`,
  `include=themes&themes.page_size=${encoded(text)}`,
  `include=themes&themes.ordering=${encoded(text)}`,
  `include=themes&themes.${encoded(text)}=1`,
  `${encoded(text)}.page_size=1`,
  `writer.${encoded(text)}=1`,
  `${encoded(text)}.name=1`,
  `writer.name__${encoded(text)}=1`,
  `writer.id=${encoded(`x${text}`)}`,
  `critiques.stars__in=1,${encoded(`x${text}`)}`,
  `cursor=${encoded(text)}`,
  `cursor=${encoded(`${text}.${text}`)}`,
  `count=${encoded(text)}`,
  `filter=${encoded(`x${text}`)}`,
  `filter=${encoded({ [text]: { eq: 1 } })}`,
  `filter=${encoded({ [`writer.${text}`]: { eq: 1 } })}`,
  `filter=${encoded({ critiques: { [text]: {} } })}`,
  `filter=${encoded({ title: { [text]: 'x' } })}`,
];

/** The same for the body of a search. */
const searchesWith = (text: string): readonly object[] => [
  { [text]: 1 },
  { cursor: text },
  { count: text },
  { include: [text] },
  { include: ['writer', `writer.${text}`] },
  { ordering: [text] },
  { ordering: [`writer.${text}`] },
  { fields: [text] },
  { include: ['writer'], fields: [`writer.${text}`] },
  { include: ['themes'], 'themes.ordering': [text] },
  { page_size: text },
  { filter: text },
  { filter: { [text]: { eq: 1 } } },
  { filter: { not: { [`writer.${text}`]: { eq: 1 } } } },
  { filter: { or: [{ critiques: { [text]: {} } }] } },
  { filter: { critiques: { some: { [text]: { eq: 1 } } } } },
  { filter: { title: { [text]: 'x' } } },
  { filter: { id: { eq: text } } },
  { filter: { id: { in: [text] } } },
  { filter: { 'critiques.stars': { between: [1, text] } } },
];

/** Writes that name something by the text, with their paths. */
const writesWith = (text: string): readonly (readonly [path: string, body: object])[] => [
  ['/themes/upsert', { name: 'x', [text]: 1 }],
  ['/themes/upsert', { [text]: 'x' }],
  ['/critiques/bulk', { [text]: [] }],
  ['/critiques/bulk', { create: [{ [text]: 1 }] }],
  ['/critiques/bulk', { create: [{ stars: text, critic: 'x', novelId: 1 }] }],
  ['/critiques/bulk', { update: [{ id: text, critic: 'x' }] }],
  ['/critiques/bulk', { update: [{ id: 1, [text]: 'x' }] }],
  ['/critiques/bulk', { remove: [{ id: text }] }],
  ['/critiques/bulk', { remove: text }],
];

describeApi(
  'a text that means something elsewhere, behind a relation',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Country, relations: ['writers'] },
          { entity: Writer, relations: ['country', 'novels'], search: ['name', 'novels.title'] },
          {
            entity: Novel,
            relations: ['writer', 'prequel', 'critiques', 'themes'],
            search: ['title', 'writer.name'],
          },
          { entity: Critique, relations: ['novel'], bulk: true },
          { entity: Theme, relations: ['novels'], upsert: ['name'] },
          Cover,
          Edition,
        ],
      }),
    ],
  },
  (api) => {
    const cases = INJECTIONS.map((text, index) => [text, index + 1] as const);
    const all = cases.map(([, id]) => id);

    beforeAll(async () => {
      for (const [text, id] of cases) {
        expect(await created(api, '/writers', { name: text })).toMatchObject({ id, name: text });
        expect(await created(api, '/novels', { title: text, writerId: id })).toMatchObject({ id, title: text });
      }
    });

    const idsOf = (body: unknown): number[] => (body as { results: { id: number }[] }).results.map(({ id }) => id);

    it.each(cases)('%j is found there, and nothing else is', async (text, id) => {
      const value = encoded(text);
      for (const path of [
        `/novels?writer.name=${value}`,
        `/novels?writer.name__in=${value}`,
        `/novels?writer.novels.title=${value}`,
        `/writers?novels.title=${value}`,
        `/writers?novels.writer.name=${value}`,
        `/novels?filter=${encoded({ 'writer.name': { eq: text } })}`,
        `/writers?filter=${encoded({ novels: { some: { title: { eq: text } } } })}`,
        `/writers?filter=${encoded({ not: { novels: { every: { title: { ne: text } } } } })}`,
        `/writers/${id}/novels?title=${value}`,
      ]) {
        const { body } = await api.agent.get(path).expect(200);
        expect([path, idsOf(body)]).toEqual([path, [id]]);
      }
      const { body } = await api.agent.post('/novels/search').send({ filter: { 'writer.name': { eq: text } } });
      expect(idsOf(body)).toEqual([id]);
      const { body: found } = await api.agent
        .post('/writers/search')
        .send({ search: text, page_size: 100 })
        .expect(200);
      expect(idsOf(found)).toContain(id);
      const included = await api.agent.get(`/novels/${id}?include=writer.novels`).expect(200);
      expect(included.body).toMatchObject({ title: text, writer: { name: text, novels: [{ title: text }] } });
    });

    it.each(['title', '-title', 'writer.name', '-writer.name,title'])('all are walked by %s', async (ordering) => {
      const seen: number[] = [];
      let next: string | null = `/novels?ordering=${ordering}&page_size=7&cursor=`;
      while (next !== null) {
        const page: unknown = (await api.agent.get(next).expect(200)).body;
        seen.push(...idsOf(page));
        next = (page as { next: string | null }).next;
      }
      expect(seen.toSorted((left, right) => left - right)).toEqual(all);
    });

    it.each(cases.filter(([text]) => text.length <= SHORT))('%j is written by upsert and bulk', async (text) => {
      const first = await api.agent.post('/themes/upsert').send({ name: text }).expect(201);
      expect(first.body).toMatchObject({ name: text });
      expect((await api.agent.post('/themes/upsert').send({ name: text }).expect(200)).body).toEqual(first.body);
      const create = [{ stars: 1, critic: text, novelId: 1 }];
      const { body } = await api.agent.post('/critiques/bulk').send({ create }).expect(200);
      const { id } = body.created[0] as { id: number };
      expect(body.created).toMatchObject([{ critic: text }]);
      const update = [{ id, critic: `${text.slice(1)}!` }];
      expect((await api.agent.post('/critiques/bulk').send({ update }).expect(200)).body.updated).toMatchObject(update);
      await api.agent
        .post('/critiques/bulk')
        .send({ remove: [{ id }] })
        .expect(200);
    });

    it.each(cases)('%j is no name, no number and no cursor', async (text) => {
      for (const query of queriesWith(text)) {
        const { status } = await api.agent.get(`/novels?${query}`);
        expect([query, status]).toEqual([query, 400]);
      }
      const client = new RawClient(api.url);
      const sent = [...searchesWith(text).map((body) => ['/novels/search', body] as const), ...writesWith(text)];
      for (const [path, body] of sent) {
        const json = JSON.stringify(body);
        const headers = { 'content-type': 'application/json' };
        const { status } = await client.send({ method: 'POST', path, headers, body: json });
        expect([path, json, status]).toEqual([path, json, 400]);
      }
      client.close();
    });

    it('leaves everything as it was', async () => {
      expect(await api.dataSource.getRepository(Writer).count()).toBe(INJECTIONS.length);
      expect(await api.dataSource.getRepository(Novel).count()).toBe(INJECTIONS.length);
      expect(await api.dataSource.getRepository(Critique).count()).toBe(0);
    });
  },
);
