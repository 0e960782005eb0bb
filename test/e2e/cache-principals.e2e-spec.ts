import { CACHE_MANAGER, type Cache } from '@nestjs/cache-manager';
import { JwtService } from '@nestjs/jwt';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LightApiCache, LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Random } from './fuzz/random.js';
import { fillPapers, Paper, PAPERS, papersTwin } from './fixtures/papers.js';
import { People, PEOPLE, resetPeople } from './fixtures/people.js';
import { userHeader } from './fixtures/principals.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { isHit } from './harness/kept-answers.js';
import { send, type Answer } from './harness/parallel-client.js';
import { countStatements } from './harness/statement-counter.js';
import { useTwin } from './harness/twin-app.js';

interface User {
  readonly id: number;
  readonly tenantId?: number;
  readonly level?: number;
  readonly roles?: readonly string[];
}

const ANN: User = { id: 1, tenantId: 1, level: 1 };
const BOB: User = { id: 2, tenantId: 1, level: 1 };
const CYD: User = { id: 3, tenantId: 2, level: 1 };
const DAN: User = { id: 4, tenantId: 1, level: 2 };
const EVE: User = { id: 5, tenantId: 1, level: 1, roles: ['editor'] };
const FAY: User = { id: 6, tenantId: 1, level: 1, roles: ['editor', 'other'] };
const GUY: User = { id: 7 };
const EVERYBODY = [ANN, BOB, CYD, DAN, EVE, FAY, GUY];

const PATHS = [
  '/papers',
  '/papers?include=binder',
  '/papers?binder.name__contains=binder',
  '/papers?search=binder&ordering=binder.name',
  '/papers?count=none&page_size=2',
  '/papers?cursor=&page_size=2',
  '/papers?deleted=with',
  '/papers?remark__isnull=false',
  '/papers/1',
  '/papers/2?include=binder',
  '/papers/3',
  '/papers/5?deleted=with',
  '/papers/9',
  '/binders',
  '/binders?include=papers',
  '/binders/1',
  '/binders/1?include=papers',
  '/binders/2/papers',
  '/drafts',
  '/drafts/1',
];

const title = 'answers that are kept for several principals';

function principals(api: Api): void {
  const twin = useTwin(api, papersTwin);

  beforeEach(async () => {
    await api.reset();
    await fillPapers(api.dataSource.manager);
    await api.app.get(LightApiCache).clear();
  });

  const ask = (address: Pick<Api, 'url'>, path: string, user?: User, headers = {}): Promise<Answer> =>
    send(address, 'GET', path, undefined, { ...(user && userHeader(user)), ...headers });
  /** Whether the second of two finds what the first has left. */
  const isShared = async (path: string, first: User, second: User): Promise<boolean> => {
    await api.app.get(LightApiCache).clear();
    expect((await ask(api, path, first)).headers.get('x-cache')).toBe('MISS');
    return isHit(await ask(api, path, second));
  };

  it.each([1, 2, 3])('are their own, in whatever order they ask (seed %i)', async (seed) => {
    const random = new Random(seed);
    const all = EVERYBODY.flatMap((user) => PATHS.map((path) => ({ user, path })));
    let hits = 0;
    for (const { user, path } of random.sample([...all, ...all, ...all], all.length * 3)) {
      const [kept, fresh] = [await ask(api, path, user), await ask(twin, path, user)];
      const said = ({ status, headers, text }: Answer): unknown[] => {
        const isGood = status < 400;
        return [user, path, status, ...(isGood ? [text, headers.get('etag'), headers.get('cache-control')] : [])];
      };
      expect(said(kept)).toEqual(said(fresh));
      if (isHit(kept)) hits++;
    }
    expect(hits).toBeGreaterThan(all.length / 2);
  });

  it.each([
    ['by owner', '/binders', ANN, BOB],
    ['by the rules of what is included', '/papers?include=binder', ANN, BOB],
    ['by the rules of what they are filtered by', '/papers?binder.name__contains=b', ANN, BOB],
    ['by the rules of what they are found by', '/papers?search=binder', ANN, BOB],
    ['by the rules of what they are ordered by', '/papers?ordering=binder.name', ANN, BOB],
    ['by tenant', '/papers', ANN, CYD],
    ['by what a function says', '/papers', ANN, DAN],
    ['by the fields that they may read', '/papers', ANN, EVE],
    ['of an item, by the fields that they may read', '/papers/1', ANN, EVE],
  ])('are kept apart %s', async (_, path, first, second) => {
    expect(await isShared(path, first, second)).toBe(false);
    expect(await isShared(path, second, first)).toBe(false);
  });

  it.each([
    ['for whom the rules come to the same', '/papers', ANN, BOB],
    ['who may read the same fields', '/papers/1', EVE, FAY],
    ['with the same role', '/drafts', EVE, FAY],
    ['who may see what was removed', '/papers?deleted=with', EVE, FAY],
    ['who are one', '/binders', ANN, ANN],
  ])('are shared by those %s', async (_, path, first, second) => {
    expect(await isShared(path, first, second)).toBe(true);
  });

  it('are not for who may never ask, whatever a client says that it has', async () => {
    const etag = (await ask(api, '/drafts', EVE)).headers.get('etag')!;
    for (const headers of [{}, { 'If-None-Match': etag }, { 'If-None-Match': '*' }]) {
      expect((await ask(api, '/drafts', undefined, headers)).status).toBe(401);
      const forbidden = await ask(api, '/drafts', ANN, headers);
      expect([forbidden.status, forbidden.headers.get('x-cache')]).toEqual([403, null]);
    }
    expect((await ask(api, '/drafts', FAY, { 'If-None-Match': etag })).status).toBe(304);
  });

  it('do not tell of rows that are hidden by a 304', async () => {
    const etag = (await ask(api, '/binders/1', ANN)).headers.get('etag')!;
    for (const headers of [{ 'If-None-Match': etag }, { 'If-None-Match': '*' }]) {
      expect((await ask(api, '/binders/1', BOB, headers)).status).toBe(404);
    }
  });

  it('follow the rights of a principal at once', async () => {
    const path = '/papers';
    await ask(api, path, DAN);
    expect((await ask(api, path, { ...DAN, level: 0 })).text).not.toContain('level 1');
    expect((await ask(api, path, { ...DAN, tenantId: 2 })).text).not.toContain('of 1"');
  });

  describe('have no key', () => {
    it.each([
      '/papers?unknown=1',
      '/papers?page=x',
      '/papers?remark=x',
      '/papers/x',
      '/papers/99',
      '/binders/1?include=x',
    ])('for a question that is refused: %s', async (path) => {
      const cache = api.app.get<Cache>(CACHE_MANAGER, { strict: false });
      const kept = vi.spyOn(cache, 'mset');
      const refused = await ask(api, path, ANN);
      expect(refused.status).toBeGreaterThanOrEqual(400);
      const keys = kept.mock.calls.flatMap(([entries]) => entries.map(({ key }) => key));
      expect(keys.filter((key) => key.startsWith('answer:'))).toEqual([]);
      kept.mockRestore();
    });

    it('of their own for spellings of one question', async () => {
      const cache = api.app.get<Cache>(CACHE_MANAGER, { strict: false });
      const kept = vi.spyOn(cache, 'mset');
      for (const path of ['/papers/1', '/papers/1?', '/papers/1?include=']) {
        await ask(api, path, ANN);
      }
      const keys = kept.mock.calls.flatMap(([entries]) => entries.map(({ key }) => key));
      expect(new Set(keys.filter((key) => key.startsWith('answer:'))).size).toBe(1);
      kept.mockRestore();
    });
  });

  it('are dropped for all principals by one write', async () => {
    for (const user of [ANN, DAN, EVE]) await ask(api, '/papers', user);
    await api.dataSource.manager.update(Paper, 1, { title: 'changed' });
    for (const user of [ANN, DAN, EVE]) {
      const answer = await ask(api, '/papers', user);
      expect([isHit(answer), answer.text]).toEqual([false, expect.stringContaining('changed')]);
    }
  });
}

describeApi(title, { ...PAPERS, platforms: ['fastify'] }, principals);
describeApi(title, { ...PAPERS, platforms: ['express'], engines: ['sqlite'] }, principals);

const SECRET = 'a secret of the tests, of more than 32 bytes';

describeApi(
  'answers that are kept behind a sign-in',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        jwt: { secret: SECRET, issuer: 'tests', audience: 'library' },
        auth: { accounts: People },
        defaults: { cache: true },
        entities: [{ entity: Author, access: 'authenticated' }],
      }),
    ],
  },
  (api) => {
    beforeEach(resetPeople);

    it('are not for who has signed out, was suspended or never came in', async () => {
      const jwt = new JwtService({ secret: SECRET });
      const token = jwt.sign({}, { subject: '1', issuer: 'tests', audience: 'library', expiresIn: 60 });
      const headers = { authorization: `Bearer ${token}` };
      await send(api, 'GET', '/authors', undefined, headers);
      const kept = await send(api, 'GET', '/authors', undefined, headers);
      expect([kept.status, isHit(kept)]).toEqual([200, true]);
      PEOPLE.set('ann', { ...PEOPLE.get('ann')!, suspended: true });
      const etag = kept.headers.get('etag')!;
      const statements = await countStatements(async () => {
        for (const credentials of [headers, { authorization: 'Bearer x.y.z' }, {}]) {
          const answer = await send(api, 'GET', '/authors', undefined, { ...credentials, 'If-None-Match': etag });
          expect([answer.status, answer.headers.get('x-cache')]).toEqual([401, null]);
          expect(answer.headers.get('etag')).not.toBe(etag);
        }
      });
      expect(statements).toBe(0);
    });
  },
);
