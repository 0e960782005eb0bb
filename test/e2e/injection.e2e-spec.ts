import { afterAll, beforeAll, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Country } from '../entities/country.js';
import { OrderItem } from '../entities/order-item.js';
import { Specimen } from '../entities/specimen.js';
import { created } from './fixtures/rows.js';
import { INJECTIONS } from './fuzz/injections.js';
import { readSurfaces } from './fuzz/surface.js';
import { describeApi } from './harness/describe-api.js';

/** Each text goes to every n-th parameter, another set for each; 1 tries them all. */
const EVERY = Number(process.env['LIGHTAPI_PROBE_EVERY'] ?? 60);

/** Text fields of a specimen that clients read, with the characters that they hold. */
const TEXT_FIELDS: Readonly<Record<string, number>> = {
  varcharValue: 50,
  uniqueValue: 20,
  defaultedValue: 30,
  textValue: 1000,
  renamedValue: 20,
};

describeApi(
  'a text that means something elsewhere',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [Author, Country, OrderItem, { entity: Specimen, search: ['textValue', 'varcharValue'] }],
      }),
    ],
  },
  (api) => {
    const cases = INJECTIONS.map((text, index) => [text, index] as const);
    const fieldsFor = (text: string) => Object.keys(TEXT_FIELDS).filter((name) => text.length <= TEXT_FIELDS[name]!);

    beforeAll(async () => {
      for (const [text, index] of cases) {
        const texts = Object.fromEntries(fieldsFor(text).map((name) => [name, text]));
        const sent = { varcharValue: 'x', intValue: index, jsonValue: { [text]: [text] }, ...texts, secretValue: text };
        if (text === '__proto__' || text === 'constructor') sent.jsonValue = {};
        const { secretValue: _never, ...kept } = sent;
        expect(await created(api, '/specimens', sent)).toMatchObject(kept);
        const country = await api.agent.post('/countries').send({ code: text, name: text }).expect(201);
        expect(country.body).toEqual({ code: text, name: text });
      }
    });

    afterAll(async () => {
      // Whatever was tried, nothing was lost.
      expect(await api.dataSource.getRepository(Specimen).count()).toBe(INJECTIONS.length);
      expect(await api.dataSource.getRepository(Country).count()).toBe(INJECTIONS.length);
      expect(await api.dataSource.getRepository(Author).count()).toBe(0);
    });

    it.each(cases)('%j is found by each field that has it, and nothing else is', async (text, index) => {
      for (const name of fieldsFor(text)) {
        const { body } = await api.agent.get(`/specimens?${name}=${encodeURIComponent(text)}`).expect(200);
        expect([name, body.results]).toMatchObject([name, [{ intValue: index, [name]: text }]]);
      }
      const words = await api.agent.get(`/specimens?search=${encodeURIComponent(text)}&page_size=100`).expect(200);
      const found = (words.body.results as { readonly intValue: number }[]).map(({ intValue }) => intValue);
      if (words.body.pages === 1) expect(found).toContain(index);
    });

    it.each(cases)('%j is a key like any other', async (text) => {
      const path = `/countries/${encodeURIComponent(text)}`;
      expect((await api.agent.get(path).expect(200)).body).toEqual({ code: text, name: text });
      const changed = await api.agent
        .patch(path)
        .send({ name: `${text} ${text}` })
        .expect(200);
      expect(changed.body).toEqual({ code: text, name: `${text} ${text}` });
      const { body } = await api.agent.get(`/countries?code=${encodeURIComponent(text)}`).expect(200);
      expect(body.results).toEqual([{ code: text, name: `${text} ${text}` }]);
      await api.agent.delete(path).expect(204);
      await api.agent.get(path).expect(404);
      await api.agent.put(path).send({ name: text }).expect(404);
      await created(api, '/countries', { code: text, name: text });
    });

    it.each(cases)('%j is no key of another type', async (text) => {
      const segment = encodeURIComponent(text);
      const isNumber = /^-?\d+$/.test(text);
      await api.agent.delete(`/specimens/${segment}`).expect(400);
      await api.agent.get(`/order-items/${segment}/1`).expect(isNumber ? 404 : 400);
      await api.agent.delete(`/order-items/1/${segment}`).expect(isNumber ? 404 : 400);
    });

    it.each(cases)('%j is a value of any parameter or is refused', async (text, index) => {
      const value = encodeURIComponent(text);
      for (const { path, list } of readSurfaces(api.document)) {
        for (const { name } of list.parameters.filter((_parameter, at) => (at + index) % EVERY === 0)) {
          const answer = await api.agent.get(`${path}?${encodeURIComponent(name)}=${value}`);
          expect([name, answer.status === 200 || answer.status === 400]).toEqual([name, true]);
        }
      }
      await api.agent.get(`/specimens?${value}=1`).expect(400);
    });
  },
);
