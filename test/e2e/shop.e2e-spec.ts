import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Mails } from '../../sample/shop/people/mails.js';
import { UserProfile } from '../../sample/shop/people/user-profile.entity.js';
import { createMissingTables, seed } from '../../sample/shop/seed.js';
import { bodyFor, Customer, ENDPOINTS, PEOPLE, shopOptions, SMALL_SHOP, type Person } from './fixtures/tour.js';
import { areChosen } from './harness/chosen.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { countStatements } from './harness/statement-counter.js';
import { createTestRedis, type TestRedis } from './harness/test-redis.js';

const COLLECTION = 'GET, HEAD, QUERY, POST, OPTIONS';
const ITEM = 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS';
const PAGE = 'http://localhost:5173';

describeApi('the shop', shopOptions(), walk);

if (areChosen('postgres', 'redis'))
  describe('by its environment', () => {
    let redis: TestRedis;
    beforeAll(async () => void (redis = await createTestRedis()));
    afterAll(async () => {
      vi.unstubAllEnvs();
      await redis.close();
    });

    describeApi(
      'the shop',
      {
        ...shopOptions(),
        engines: ['postgres'],
        platforms: ['fastify'],
        imports: (database) => {
          vi.stubEnv('LIGHTAPI_DATABASE_URL', (database as { readonly url: string }).url);
          vi.stubEnv('LIGHTAPI_REDIS_URL', redis.cache.url);
          return shopOptions({ cache: { namespace: redis.cache.namespace } }).imports(undefined as never);
        },
      },
      (api) => {
        walk(api);
        it('keeps its answers in Redis, and its rows in PostgreSQL', async () => {
          expect((await redis.keys()).length).toBeGreaterThan(2);
          expect(api.dataSource.options.type).toBe('postgres');
        });
      },
    );
  });

function walk(api: Api): void {
  let people: Record<Person, Customer>;

  beforeAll(async () => {
    await createMissingTables(api.dataSource);
    await seed(api.dataSource, SMALL_SHOP);
    const names = Object.keys(PEOPLE) as Person[];
    const signedIn = await Promise.all(names.map(async (name) => [name, await Customer.signIn(api, name)] as const));
    people = Object.fromEntries(signedIn) as Record<Person, Customer>;
  });

  const placeable = async (quantity: number, productId: number): Promise<number> => {
    const items = [{ productId, quantity }];
    const { body } = await people.ben.ask('post', '/orders').send({ items }).expect(201);
    return body.id as number;
  };
  const stockOf = async (id: number): Promise<number> =>
    (await api.agent.get(`/products/${id}`).expect(200)).body.stock as number;

  describe.each(ENDPOINTS)('$path', ({ path, writer, stranger, refusals, isPublic, bodies }) => {
    it('answers GET, POST, PUT, PATCH, DELETE and OPTIONS', async () => {
      const order = path === '/order-items' ? await placeable(1, 8) : 0;
      const me = people[writer];
      if (path === '/user-profiles') await me.ask('delete', `${path}/${PEOPLE[writer]}`).expect(204);
      const [create, replace, update] = bodies.map((body) => bodyFor(body, order));

      expect((await api.agent.options(path).expect(204)).headers.allow).toBe(COLLECTION);
      await api.agent.get(path).expect(isPublic ? 200 : 401);
      await api.agent.post(path).send(create).expect(401);
      await me.ask('head', path).expect(200);
      const { body: refused } = await me.ask('post', path).send({ nonsense: 1 }).expect(400);
      expect(refused.errors).toContainEqual(expect.objectContaining({ pointer: '/nonsense' }));

      const made = await me.ask('post', path).send(create).expect(201);
      const item = made.headers.location!;
      expect(made.body).toMatchObject(create!);
      const { body: page } = await me.ask('get', `${path}?page_size=1&page=1`).expect(200);
      expect(page).toMatchObject({ count: expect.any(Number) as number, results: [expect.anything()] });
      expect((await api.agent.options(item).expect(204)).headers.allow).toBe(ITEM);
      expect((await me.ask('get', item).expect(200)).body).toEqual(made.body);
      const other = people[stranger];
      await other.ask('get', item).expect(isPublic ? 200 : 404);
      for (const method of ['put', 'patch', 'delete'] as const)
        await other
          .ask(method, item)
          .set('If-Match', '*')
          .send(method === 'put' ? replace : update)
          .expect(refusals[method]);

      if (path === '/products') await me.ask('patch', item).send(update).expect(428);
      const asItIs = { 'If-Match': path === '/products' ? made.headers.etag! : '*' };
      expect((await me.ask('put', item).set(asItIs).send(replace).expect(200)).body).toMatchObject(replace!);
      const patched = await me.ask('patch', item).set('If-Match', '*').send(update).expect(200);
      expect(patched.body).toMatchObject({ ...replace, ...update });
      if (path === '/products') await me.ask('delete', item).set(asItIs).expect(412);
      await me.ask('delete', item).set('If-Match', '*').expect(204);
      await me.ask('get', item).expect(404);

      expect((await me.ask('delete', path).expect(405)).headers.allow).toBe(COLLECTION);
      expect((await me.ask('post', item).expect(405)).headers.allow).toBe(ITEM);
    });
  });

  it('signs in, refreshes and signs out', async () => {
    const session = await Customer.signIn(api, 'ann');
    await api.agent.post('/auth/login').send({ username: 'ann@shop.example', password: 'wrong' }).expect(401);
    expect((await session.ask('get', '/auth/me').expect(200)).body).toEqual({ id: '2', name: 'Ann Archer', roles: [] });
    const { body } = await api.agent.post('/auth/refresh').send({ refreshToken: session.refreshToken }).expect(200);
    expect(body).toMatchObject({ tokenType: 'Bearer', user: { id: '2' } });
    expect(body.refreshToken).not.toBe(session.refreshToken);
    await session.ask('post', '/auth/logout').expect(204);
    await session.ask('get', '/auth/me').expect(401);
    for (const path of ['login', 'refresh', 'logout']) {
      expect((await api.agent.options(`/auth/${path}`).expect(204)).headers.allow).toBe('POST, OPTIONS');
      expect((await api.agent.get(`/auth/${path}`).expect(405)).headers.allow).toBe('POST, OPTIONS');
    }
  });

  it('has pages of its own: /hello, /public, /secret and /weather/:city', async () => {
    expect((await api.agent.get('/hello').expect(200)).body).toEqual({ message: 'Hello, World!' });
    expect((await api.agent.get('/public').expect(200)).body).toEqual({ message: 'Come in, we are open.' });
    expect((await api.agent.get('/secret').expect(401)).body).toMatchObject({ code: 'LA600' });
    await api.agent.get('/secret').set('Authorization', 'Bearer x.y.z').expect(401);
    const { body } = await people.ann.ask('get', '/secret').expect(200);
    expect(body).toEqual({ message: 'Nobody else knows, Ann Archer.' });
    const forecast = await api.agent.get('/weather/Oslo').expect(200);
    const again = await api.agent.get('/weather/oslo?units=any').expect(200);
    expect(forecast.body).toEqual({ city: 'Oslo', temperature: 10, humidity: 65, sky: 'rain' });
    expect(again.body).toEqual(forecast.body);
    expect([forecast.headers['x-cache'], again.headers['x-cache']]).toEqual(['MISS', 'HIT']);
    await api.agent.get(`/weather/${encodeURIComponent('São Paulo')}`).expect(200);
    await api.agent.get('/weather/atlantis').expect(404);
    for (const path of ['/hello', '/public', '/secret', '/weather/oslo'])
      expect((await api.agent.options(path).expect(204)).headers.allow).toBe('GET, HEAD, OPTIONS');
  });

  it('filters, searches, orders and pages', async () => {
    const { body: first } = await api.agent
      .get('/products?category.name=Tea&ordering=-price,id&page_size=5')
      .expect(200);
    expect(first).toMatchObject({ count: 7, pages: 2, previous: null });
    const { body: second } = await api.agent.get(first.next as string).expect(200);
    const prices = [...first.results, ...second.results].map(({ price }: { price: string }) => Number(price));
    expect(prices).toHaveLength(7);
    expect(prices).toEqual(prices.toSorted((one, other) => other - one));
    const { body: cheap } = await api.agent.get('/products?price__lt=9&stock__gte=1&page_size=100&fields=price');
    expect(cheap.count).toBeGreaterThan(0);
    for (const { price } of cheap.results) expect(Number(price)).toBeLessThan(9);
    const { body: found } = await api.agent.get('/products?search=MUG%20crockery&include=category').expect(200);
    expect(found.results).not.toEqual([]);
    for (const { name, category } of found.results)
      expect([name, category.name]).toEqual([expect.stringMatching(/mug$/), 'Crockery']);
    const { body: walked } = await api.agent.get('/categories/8/products?cursor=&page_size=4').expect(200);
    expect(walked.results).toHaveLength(4);
    expect((await api.agent.get(walked.next as string).expect(200)).body.results).toHaveLength(3);
    const { body: refused } = await api.agent.get('/products?prize=1&page_size=1000').expect(400);
    expect(refused.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual(['prize', 'page_size']);
  });

  it('includes relations with one statement for each', async () => {
    const ask = (size: number) => () =>
      people.admin.ask('get', `/orders?include=customer,items.product&page_size=${size}`).expect(200);
    await ask(1)();
    const few = await countStatements(ask(2));
    expect(await countStatements(ask(30))).toBe(few);
    const { body } = await ask(30)();
    const [{ customer, items }] = body.results;
    expect(customer).toHaveProperty('email');
    expect(customer).not.toHaveProperty('passwordHash');
    expect(items[0].product).toHaveProperty('price');
  });

  it('keeps answers about the catalogue until something changes', async () => {
    const ask = async (): Promise<unknown[]> => {
      const { headers, body } = await api.agent.get('/categories?include=products&fields=name').expect(200);
      return [headers['x-cache'], body.count];
    };
    const list = async (): Promise<unknown> => {
      const { headers } = await api.agent.get('/products?page_size=3&fields=sku').expect(200);
      expect(headers['server-timing']).toMatch(/^list;dur=\d/);
      return headers['x-cache'];
    };
    expect(await ask()).toEqual(['MISS', 8]);
    await vi.waitFor(async () => expect(await ask()).toEqual(['HIT', 8]));
    expect(await list()).toBe('MISS');
    await vi.waitFor(async () => expect(await list()).toBe('HIT'));
    const { body, headers } = await people.admin.ask('post', '/categories').send({ name: 'Shoes' }).expect(201);
    await vi.waitFor(async () => expect(await ask()).toEqual(['MISS', 9]));
    await people.admin.ask('delete', headers.location!).expect(204);
    expect(body.name).toBe('Shoes');
    const { headers: read } = await api.agent.get('/products/5').expect(200);
    await api.agent.get('/products/5').set('If-None-Match', read.etag!).expect(304);
    expect(read).not.toHaveProperty('server-timing');
    expect((await people.ann.ask('get', '/orders').expect(200)).headers).not.toHaveProperty('x-cache');
  });

  it('shows everybody their own orders and profile', async () => {
    for (const name of ['ann', 'ben'] as const) {
      const { body } = await people[name].ask('get', '/orders?page_size=100&fields=customerId').expect(200);
      expect(body.count).toBeGreaterThan(3);
      for (const { customerId } of body.results) expect(customerId).toBe(PEOPLE[name]);
    }
    const { body: profiles } = await people.ann.ask('get', '/user-profiles?include=user').expect(200);
    expect(profiles).toMatchObject({ count: 1, results: [{ userId: 2, user: { email: 'ann@shop.example' } }] });
    expect((await people.admin.ask('get', '/user-profiles').expect(200)).body.count).toBe(1);
    expect((await people.admin.ask('get', '/users?include=profile&id=2').expect(200)).body.results[0].profile).toBe(
      null,
    );
    expect((await people.ann.ask('get', '/users').expect(200)).body.count).toBe(1);
    await people.ann.ask('get', '/users/3').expect(404);
    await people.ann.ask('get', '/users/3/orders').expect(404);
    await people.ann
      .ask('patch', '/users/2')
      .send({ roles: ['admin'] })
      .expect(400);
    await people.admin
      .ask('patch', '/users/4')
      .send({ roles: ['admin'], suspended: true })
      .expect(200);
    await people.ann.ask('get', '/users?passwordHash__startswith=a').expect(400);
    await people.ann.ask('post', '/user-profiles').send({ city: 'Rome' }).expect(409);
  });

  it('places, cancels and ships orders, and keeps count of the stock', async () => {
    const before = await stockOf(12);
    const id = await placeable(2, 12);
    await people.ann.ask('post', `/orders/${id}/place`).expect(404);
    const { body: placed } = await people.ben.ask('post', `/orders/${id}/place`).expect(200);
    expect(placed.status).toBe('placed');
    expect(await stockOf(12)).toBe(before - 2);
    const { body: item } = await people.ben.ask('get', `/order-items/${id}/12?include=product`).expect(200);
    expect(item.unitPrice).toBe(item.product.price);
    const { body: twice } = await people.ben.ask('post', `/orders/${id}/place`).expect(409);
    expect(twice.detail).toBe('The order is not open any more.');
    // What is placed is no basket any more.
    await people.ben.ask('patch', `/orders/${id}`).send({ note: 'x' }).expect(403);
    await people.ben.ask('post', '/order-items').send({ orderId: id, productId: 1, quantity: 1 }).expect(403);
    await people.ben.ask('delete', `/order-items/${id}/12`).expect(403);
    await people.ben.ask('patch', `/orders/${id}`).send({ status: 'shipped' }).expect(400);
    await people.ben.ask('post', `/orders/${id}/ship`).expect(403);

    expect((await people.ben.ask('post', `/orders/${id}/cancel`).expect(200)).body.status).toBe('cancelled');
    expect(await stockOf(12)).toBe(before);
    await people.admin.ask('post', `/orders/${id}/ship`).expect(409);
    const next = await placeable(1, 12);
    await people.ben.ask('post', `/orders/${next}/place`).expect(200);
    await people.admin.ask('post', `/orders/${next}/ship`).expect(200);
    await people.ben.ask('post', `/orders/${next}/cancel`).expect(409);
    const { body: best } = await api.agent.get('/products/bestsellers').expect(200);
    expect(best).toHaveLength(10);
    expect(best[0].sold).toBeGreaterThanOrEqual(best[9].sold);
  });

  it('sells the last piece once, however many want it', async () => {
    const last = await stockOf(20);
    const orders = await Promise.all([placeable(last, 20), placeable(last, 20), placeable(last, 20)]);
    const answers = await Promise.all(orders.map((id) => people.ben.ask('post', `/orders/${id}/place`)));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409, 409]);
    expect(await stockOf(20)).toBe(0);
  });

  it('creates an order once for an idempotency key', async () => {
    const send = () => people.ann.ask('post', '/orders').set('Idempotency-Key', '"tour-1"').send({ note: 'Once.' });
    const [first, again] = [await send().expect(201), await send().expect(201)];
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('gives a new account its profile and a welcome, or nothing of it', async () => {
    const send = vi.spyOn(Mails.prototype, 'send');
    const account = { email: 'Eve@Shop.Example', name: 'Eve' };
    const { body: eve } = await people.admin.ask('post', '/users').send(account).expect(201);
    expect(eve.email).toBe('eve@shop.example');
    const profiles = api.dataSource.getRepository(UserProfile);
    expect(await profiles.countBy({ userId: eve.id as number })).toBe(1);
    await vi.waitFor(() => expect(send.mock.calls).toEqual([['eve@shop.example', 'Welcome, Eve!']]));
    await people.admin.ask('put', `/users/${eve.id}/password`).send({ password: 'garden of eden' }).expect(204);
    await api.agent.post('/auth/login').send({ username: 'EVE@shop.example', password: 'garden of eden' }).expect(200);
    const before = await profiles.count();
    await people.admin.ask('post', '/users').send(account).expect(409);
    expect(await profiles.count()).toBe(before);
    expect(send).toHaveBeenCalledTimes(1);
    send.mockRestore();
  });

  it('lets nobody have more than twenty open orders', async () => {
    for (let open = 0; open < 20; open++) await people.admin.ask('post', '/orders').send({}).expect(201);
    const { body } = await people.admin.ask('post', '/orders').send({}).expect(409);
    expect(body.detail).toBe('There are 20 open orders already.');
  });

  it('lets people choose their own password', async () => {
    const password = 'staple battery';
    await people.ann.ask('put', '/users/3/password').send({ password }).expect(404);
    await people.ben.ask('put', '/users/3/password').send({ password: 'short' }).expect(400);
    await people.ben.ask('put', '/users/3/password').send({ password }).expect(204);
    await Customer.signIn(api, 'ben', password);
    await api.agent.post('/auth/login').send({ username: 'ben@shop.example', password: 'correct horse' }).expect(401);
  });
}

describeApi(
  'what stands before the shop',
  { ...shopOptions({ throttle: { limit: 3, windowMs: 60_000 } }), openapi: false },
  (api) => {
    const lines: string[] = [];
    const headers = { origin: PAGE, authorization: 'Bearer forged' };
    const known = {
      'access-control-allow-origin': PAGE,
      'referrer-policy': 'no-referrer',
    };
    beforeAll(() => {
      vi.spyOn(Logger.prototype, 'log').mockImplementation((line: string) => void lines.push(line));
    });
    afterAll(() => void vi.restoreAllMocks());

    it('is the log, then CORS, then middleware, then the limit, then the sign-in', async () => {
      // Answered by CORS: the log has seen it, the limit has not.
      const asked = { origin: PAGE, 'access-control-request-method': 'GET' };
      const preflight = await api.agent.options('/secret').set(asked).expect(204);
      expect(preflight.headers['access-control-allow-origin']).toBe(PAGE);
      for (const name of ['ratelimit-limit', 'referrer-policy']) expect(preflight.headers).not.toHaveProperty(name);
      // Answered by the guard of the sign-in: everything before has seen it.
      for (const left of ['2', '1', '0']) {
        const answer = await api.agent.get('/secret?key=hush').set(headers).expect(401);
        expect(answer.headers).toMatchObject({ ...known, 'ratelimit-remaining': left });
      }
      // Answered by the limit: the same wrong token is not even looked at.
      const limited = await api.agent.get('/secret').set(headers).expect(429);
      expect(limited.headers).toMatchObject({ ...known, 'ratelimit-limit': '3' });
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
      expect(limited.headers).not.toHaveProperty('www-authenticate');
      await api.agent.get('/products').expect(429);
      // A body that nobody can read is answered before any guard, and still for the page to read.
      const broken = await api.agent.post('/products').set(headers).type('json').send('{"').expect(400);
      expect(broken.headers['access-control-allow-origin']).toBe(PAGE);

      await vi.waitFor(() => expect(lines).toHaveLength(7));
      expect(lines).toEqual([
        'OPTIONS /secret 204',
        ...['401', '401', '401', '429'].map((status) => `GET /secret ${status}`),
        'GET /products 429',
        'POST /products 400',
      ]);
    });

    it('does not count those who ask whether it is alive', async () => {
      await api.agent.get('/health/ready').expect(200);
    });
  },
);
