import { beforeAll, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Country, Cover, Critique, Edition, Novel, Theme, Writer } from '../entities/press.js';
import { fillPress } from './fixtures/press.js';
import { describeApi } from './harness/describe-api.js';

/** A question that is refused: a query behind a path, or the body of a search; the name in it is left open, as `@`. */
type Way = readonly [path: string, question: string | object];

/** What a client may not know of, and something as long that is not there. */
const HIDDEN_FIELDS = [
  ['email', 'qzxwk'],
  ['passwordHash', 'qzxwkvjqzxwk'],
] as const;
const CLOSED_RELATIONS = [
  ['themes', 'qzxwkv'],
  ['cover', 'qzxwk'],
  ['editions', 'qzxwkvjq'],
] as const;

/** A list, and the path of relations from its rows. */
type Lead = readonly [path: string, prefix: string];

/** Lists that lead to writers, over none, one and two relations of either kind. */
const TO_WRITERS: readonly Lead[] = [
  ['/writers', ''],
  ['/countries/DE/writers', ''],
  ['/novels', 'writer.'],
  ['/writers/1/novels', 'writer.'],
  ['/novels', 'prequel.writer.'],
  ['/critiques', 'novel.writer.'],
  ['/countries', 'writers.'],
  ['/novels', 'sequels.writer.'],
];

const tree = (json: object): string => `filter=${JSON.stringify(json)}`;

function waysToField([path, prefix]: Lead): readonly Way[] {
  const name = `${prefix}@`;
  const include = prefix.slice(0, -1);
  const within = include === '' ? '' : `include=${include}&`;
  const nested = include
    .split('.')
    .reduceRight<object>((inner, relation) => (relation === '' ? inner : { [relation]: { some: inner } }), {
      '@': { eq: 'hash' },
    });
  const queries = [
    ['', '__eq', '__ne', '__contains', '__icontains', '__startswith', '__gt', '__in'].map(
      (word) => `${name}${word}=hash`,
    ),
    [`${name}__isnull=false`, `${name}__nope=1`, `ordering=${name}`, `ordering=-${name}`, `${within}fields=${name}`],
    [tree({ [name]: { eq: 'hash' } }), tree({ not: { or: [{ [name]: { contains: 'h' } }] } }), tree(nested)],
    [tree({ [name]: {} }), tree({ [name]: 1 }), `${name}.id=1`, `${name}.page_size=1`],
    ...(prefix === 'writers.' ? [[`${within}writers.ordering=@`, `${within}writers.ordering=-@`]] : []),
  ].flat();
  const includes = include === '' ? {} : { include: [include] };
  const searches = [
    { filter: { [name]: { eq: 'hash' } } },
    { filter: nested },
    { ordering: [name] },
    { ...includes, fields: [name] },
    { [name]: 'hash' },
  ];
  const ways = queries.map((query): Way => [path, query]);
  return path.split('/').length > 2 ? ways : [...ways, ...searches.map((search): Way => [path, search])];
}

/** Lists that lead to novels. */
const TO_NOVELS: readonly Lead[] = [
  ['/novels', ''],
  ['/novels', 'prequel.'],
  ['/writers', 'novels.'],
  ['/critiques', 'novel.'],
  ['/countries', 'writers.novels.'],
];

function waysThrough([path, prefix]: Lead): readonly Way[] {
  const name = `${prefix}@`;
  const include = prefix.slice(0, -1);
  const within = include === '' ? '' : `include=${include}&`;
  const queries = [
    [
      `${name}=1`,
      `${name}.id=1`,
      `${name}.id__ne=1`,
      `${name}__isnull=true`,
      `include=${name}`,
      `include=${name}.novels`,
    ],
    [`ordering=${name}.id`, `ordering=${name}`, `${within}fields=${name}`, `${within}fields=${name}.id`],
    [`${within}${name}.page_size=1`, `${within}${name}.ordering=id`],
    [tree({ [name]: { some: {} } }), tree({ [`${name}.id`]: { eq: 1 } }), tree({ [name]: { eq: 1 } })],
  ].flat();
  const searches = [
    { include: [name] },
    { filter: { [name]: { none: {} } } },
    { filter: { [`${name}.id`]: { isnull: false } } },
    { ordering: [`${name}.id`] },
    { [`${name}.page_size`]: 1 },
  ];
  return [...queries, ...searches].map((question): Way => [path, question]);
}

describeApi(
  'what a client may not know of',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Country, relations: ['writers'] },
          { entity: Writer, fields: { email: 'hidden' }, relations: ['country', 'novels'], search: ['name'] },
          {
            entity: Novel,
            relations: ['writer', 'prequel', 'sequels', 'critiques'],
            search: ['title', 'writer.name'],
          },
          { entity: Critique, relations: ['novel'] },
          { entity: Theme, relations: ['novels'] },
          Cover,
          Edition,
        ],
      }),
    ],
  },
  (api) => {
    beforeAll(() => fillPress(api.dataSource.manager));

    const refusal = async ([path, question]: Way, name: string): Promise<string> => {
      const text = (typeof question === 'string' ? question : JSON.stringify(question)).replaceAll('@', name);
      const answer =
        typeof question === 'string'
          ? await api.agent.get(`${path}?${encodeURI(text)}`)
          : await api.agent.post(`${path}/search`).send(JSON.parse(text) as object);
      return `${answer.status} ${answer.text}`;
    };
    const expectSame = async (ways: readonly Way[], hidden: string, missing: string): Promise<void> => {
      for (const way of ways) {
        const answer = await refusal(way, hidden);
        expect([way, answer.slice(0, 3)]).toEqual([way, '400']);
        expect([way, answer.replaceAll(hidden, missing)]).toEqual([way, await refusal(way, missing)]);
      }
    };

    describe.each(HIDDEN_FIELDS)('the field %s', (hidden, missing) => {
      it.each(TO_WRITERS)('is asked of %s as %s… like one that is not there', async (path, prefix) => {
        await expectSame(waysToField([path, prefix]), hidden, missing);
      });

      it('is in no answer, no search and no document', async () => {
        for (const path of [
          '/writers',
          '/novels?include=writer',
          '/novels/1?include=prequel.writer',
          '/countries?include=writers',
        ]) {
          const { text } = await api.agent.get(path).expect(200);
          expect(text).not.toMatch(/hash|example\.org|email/i);
        }
        expect((await api.agent.get('/writers?search=example').expect(200)).body).toMatchObject({ count: 0 });
        expect((await api.agent.get('/novels?search=hash').expect(200)).body).toMatchObject({ count: 0 });
        const { schemas } = api.document.components!;
        // Only a body that is sent may have the password, which is written and never read.
        for (const name of ['WriterDto', 'WriterFilter', 'WriterSearch', 'NovelSearch']) {
          expect([name, JSON.stringify(schemas![name])]).not.toEqual([name, expect.stringContaining(hidden)]);
        }
        for (const path of ['/writers', '/novels', '/countries/{code}/writers']) {
          const { parameters } = api.document.paths[path]!['get'] as { readonly parameters: readonly object[] };
          expect(JSON.stringify(parameters)).not.toContain(hidden);
        }
      });

      it('is no nearest name of what is mistyped', async () => {
        const mistyped = `${hidden.slice(0, -1)}x`;
        for (const lead of TO_WRITERS) {
          for (const way of waysToField(lead)) expect(await refusal(way, mistyped)).not.toContain(hidden);
        }
      });
    });

    describe.each(CLOSED_RELATIONS)('the relation %s', (closed, missing) => {
      it.each(TO_NOVELS)('is asked of %s as %s… like one that is not there', async (path, prefix) => {
        await expectSame(waysThrough([path, prefix]), closed, missing);
      });

      it('has no route', async () => {
        const answer = await api.agent.get(`/novels/1/${closed}`).expect(404);
        const other = await api.agent.get(`/novels/1/${missing}`).expect(404);
        expect(answer.text.replaceAll(closed, missing)).toBe(other.text);
      });
    });
  },
);
