import { beforeEach, describe, expect, it } from 'vitest';
import { Contractor, Division, Employee, STAFF } from './fixtures/staff.js';
import { ANN, as, type TestUser } from './fixtures/principals.js';
import { describeApi } from './harness/describe-api.js';

const HR: TestUser = { id: 8, roles: ['hr'] };
const LEAD: TestUser = { id: 6, roles: ['lead'] };
const ADMIN: TestUser = { id: 9, roles: ['admin'] };
const BOSS: TestUser = { id: 7, roles: ['hr', 'boss'] };

/** What only HR may read, as answers have it. */
const SECRETS = ['salary', 'remark', 'rank', 'managerId', 'annual'];

type Body = Record<string, unknown>;

describeApi('fields that not everybody may read or write', { ...STAFF, openapi: '/openapi.json' }, (api) => {
  beforeEach(async () => {
    await api.reset();
    const { manager } = api.dataSource;
    await manager.insert(Division, [
      { name: 'Sea', budget: 500 },
      { name: 'Land', budget: 900 },
    ]);
    for (const entity of [Employee, Contractor] as const) {
      const row = (code: string, name: string, salary: number, rank: number, boss?: number): object => ({
        code,
        name,
        salary,
        rank,
        userId: 1,
        remark: `thinks of ${code}`,
        home: { city: 'Lem', zip: `zip-${code}` },
        division: { id: rank > 1 ? 1 : 2 },
        manager: boss === undefined ? null : { id: boss },
      });
      await manager.save(manager.create(entity as typeof Employee, row('a', 'Ada', 100, 1)));
      await manager.save(manager.create(entity as typeof Employee, row('b', 'Bea', 300, 3, 1)));
      await manager.save(manager.create(entity as typeof Employee, row('c', 'Cid', 200, 2, 1)));
    }
  });

  const bare = (body: Body): Body => ({ ...body, instance: '', correlationId: '' });

  describe.each([
    ['/employees', Employee],
    ['/contractors', Contractor],
  ] as const)('%s', (path, entity) => {
    const isOrm = path === '/contractors';
    const stored = (id: number): Promise<Employee> =>
      api.dataSource.manager.findOneByOrFail<Employee>(entity as typeof Employee, { id });
    const expectPlain = (row: unknown): void => {
      const body = row as Body & { home?: Body };
      expect(body).toMatchObject({ id: expect.any(Number), name: expect.any(String), grade: expect.any(String) });
      for (const name of SECRETS) expect(body).not.toHaveProperty(name);
      expect(body.home).not.toHaveProperty('zip');
    };
    const expectWhole = (row: unknown): void => {
      for (const name of SECRETS.filter((secret) => isOrm || secret !== 'annual')) expect(row).toHaveProperty(name);
      expect((row as { home: Body }).home).toHaveProperty('zip');
    };

    it('are absent from rows that are read, for who may not read them', async () => {
      const plain = (await as(api, ANN).get(`${path}/2`).expect(200)).body as Body;
      expectPlain(plain);
      expect(plain).toMatchObject({ code: 'b', home: { city: 'Lem' }, userId: 1, divisionId: 1 });
      expectWhole((await as(api, HR).get(`${path}/2`).expect(200)).body);
      for (const row of (await as(api, ANN).get(path).expect(200)).body.results) expectPlain(row);
      for (const row of (await as(api, HR).get(path).expect(200)).body.results) expectWhole(row);
      for (const row of (await as(api, ANN).post(`${path}/search`).send({}).expect(200)).body.results) expectPlain(row);
    });

    it('are absent from rows that come with others, at any depth, and from lists of a relation', async () => {
      const name = path.slice(1);
      const own = await as(api, ANN).get(`/divisions?include=${name}.division`).expect(200);
      for (const division of own.body.results) {
        expect(division).not.toHaveProperty('budget');
        for (const row of division[name]) {
          expectPlain(row);
          expect(row.division).not.toHaveProperty('budget');
        }
      }
      for (const row of (await as(api, ANN).get(`/divisions/1/${name}`).expect(200)).body.results) expectPlain(row);
      const all = await as(api, BOSS).get(`/divisions/1?include=${name}.division`).expect(200);
      expect(all.body).toHaveProperty('budget', 500);
      expectWhole(all.body[name][0]);
      expect(all.body[name][0].division).toHaveProperty('budget');
      const hr = await as(api, HR).get(`/divisions/1?include=${name}`).expect(200);
      expect(hr.body).not.toHaveProperty('budget');
      expectWhole(hr.body[name][0]);
    });

    it('are absent from answers to writes', async () => {
      const body = { code: 'd', name: 'Dot', remark: 'hush', home: { city: 'Sol', zip: 'zip-d' } };
      const created = (await as(api, ANN).post(path).send(body).expect(201)).body as Body;
      expectPlain(created);
      const { id } = created as { id: number };
      expect(await stored(id)).toMatchObject({ remark: 'hush', home: { zip: 'zip-d' }, userId: 1 });
      expectPlain((await as(api, ANN).patch(`${path}/${id}`).send({ remark: 'more' }).expect(200)).body);
      expectPlain((await as(api, ANN).put(`${path}/${id}`).send(body).expect(200)).body);
      expectPlain((await as(api, ANN).post(`${path}/upsert`).send(body).expect(200)).body);
      expectPlain(
        (
          await as(api, ANN)
            .post(`${path}/upsert`)
            .send({ ...body, code: 'e' })
            .expect(201)
        ).body,
      );
      const bulk = { create: [{ ...body, code: 'f' }], update: [{ id, remark: 'bulk' }] };
      const many = (await as(api, ANN).post(`${path}/bulk`).send(bulk).expect(200)).body;
      expectPlain(many.created[0]);
      expectPlain(many.updated[0]);
      expectWhole((await as(api, HR).patch(`${path}/${id}`).send({ salary: 5 }).expect(200)).body);
      expectWhole(
        (
          await as(api, HR)
            .post(path)
            .send({ ...body, code: 'g' })
            .expect(201)
        ).body,
      );
    });

    it('are absent from an answer that is repeated to who may no longer read them', async () => {
      const body = { code: 'k', name: 'Kai', remark: '"},{', home: { zip: '1' } };
      const send = (user: TestUser) => as(api, user).post(path).set('Idempotency-Key', 'k1').send(body).expect(201);
      expectWhole((await send(HR)).body);
      const again = await send({ ...HR, roles: [] });
      expect(again.headers['idempotency-replayed']).toBe('true');
      expectPlain(again.body);
    });

    it.each([
      ['salary=100', 'xqvwzk=100'],
      ['salary__gte=100', 'xqvwzk__gte=100'],
      ['rank__isnull=true', 'xqvw__isnull=true'],
      ['fields=id,salary', 'fields=id,xqvwzk'],
      ['fields=home.zip', 'fields=home.xqv'],
      ['home.zip=1', 'home.xqv=1'],
      ['ordering=-salary', 'ordering=-xqvwzk'],
      ['manager.name=Ada', 'xqvwzkj.name=Ada'],
      ['managerId=1', 'xqvwzkjbf=1'],
      ['include=manager', 'include=xqvwzkj'],
      ['include=reports', 'include=xqvwzkj'],
      ['include=division&fields=division.budget', 'include=division&fields=division.xqvwzk'],
      ['reports.page_size=5', 'xqvwzkj.page_size=5'],
      ['division.budget=500', 'division.xqvwzk=500'],
      ['division.budget__lt=500', 'division.xqvwzk__lt=500'],
      ['ordering=division.budget', 'ordering=division.xqvwzk'],
      ['filter={"salary":{"eq":1}}', 'filter={"xqvwzk":{"eq":1}}'],
      ['filter={"or":[{"division.budget":{"eq":1}}]}', 'filter={"or":[{"division.xqvwzk":{"eq":1}}]}'],
      ['filter={"reports":{"some":{}}}', 'filter={"xqvwzkj":{"some":{}}}'],
      ['salary=x&rank=y', 'xqvwzk=x&xqvw=y'],
    ])('%s is the same question as one about what does not exist', async (secret, missing) => {
      const word = (text: string): RegExp => new RegExp(text, 'g');
      const refused = await as(api, ANN)
        .get(`${path}?${encodeURI(secret)}`)
        .expect(400);
      const unknown = await as(api, ANN)
        .get(`${path}?${encodeURI(missing)}`)
        .expect(400);
      const text = JSON.stringify(bare(unknown.body as Body))
        .replace(word('xqvwzkjbf'), 'managerId')
        .replace(word('xqvwzkj'), secret.includes('reports') ? 'reports' : 'manager')
        .replace(word('xqvwzk'), secret.includes('budget') ? 'budget' : 'salary')
        .replace(word('xqvw'), 'rank')
        .replace(word('xqv'), 'zip');
      expect(JSON.stringify(bare(refused.body as Body))).toBe(text);
      await as(api, BOSS)
        .get(
          `${path}?${encodeURI(secret.replace('=x&rank=y', '=1&rank=2').replace('rank__isnull=true', 'rank=1'))}${secret.startsWith('reports.') ? '&include=reports' : ''}`,
        )
        .expect(200);
    });

    it('are never suggested to who may not read them', async () => {
      for (const question of [
        'salry=1',
        'ordering=salry',
        'fields=salry',
        'filter={"salry":{"eq":1}}',
        'division.budgt=1',
        'include=reprts',
      ]) {
        const refused = await as(api, ANN)
          .get(`${path}?${encodeURI(question)}`)
          .expect(400);
        expect(refused.text).not.toMatch(/salary|budget|reports/);
        expect(
          (
            await as(api, BOSS)
              .get(`${path}?${encodeURI(question)}`)
              .expect(400)
          ).text,
        ).toMatch(/salary|budget|reports/);
      }
    });

    it('refuses them in a search body like names that do not exist', async () => {
      for (const [secret, missing] of [
        [{ fields: ['salary'] }, { fields: ['xqvwzk'] }],
        [{ ordering: ['-salary'] }, { ordering: ['-xqvwzk'] }],
        [{ filter: { salary: { eq: 1 } } }, { filter: { xqvwzk: { eq: 1 } } }],
      ]) {
        const refused = await as(api, ANN).post(`${path}/search`).send(secret).expect(400);
        const unknown = await as(api, ANN).post(`${path}/search`).send(missing).expect(400);
        expect(bare(refused.body as Body)).toEqual(
          JSON.parse(JSON.stringify(bare(unknown.body as Body)).replaceAll('xqvwzk', 'salary')),
        );
      }
    });

    it('does not order, nor look into, what the caller may not read', async () => {
      const ids = async (user: TestUser, question: string): Promise<number[]> =>
        ((await as(api, user).get(`${path}?${question}`).expect(200)).body.results as { id: number }[]).map(
          ({ id }) => id,
        );
      expect(await ids(HR, '')).toEqual([2, 3, 1]);
      expect(await ids(ANN, '')).toEqual([1, 2, 3]);
      expect(await ids(HR, 'search=thinks')).toEqual([2, 3, 1]);
      expect(await ids(ANN, 'search=thinks')).toEqual([]);
      expect(await ids(ANN, 'search=sea')).toEqual([2, 3]);
      const name = path.slice(1);
      const rows = async (user: TestUser): Promise<number[]> =>
        ((await as(api, user).get(`/divisions/1?include=${name}`).expect(200)).body[name] as { id: number }[]).map(
          ({ id }) => id,
        );
      await api.dataSource.manager.update<Employee>(entity as typeof Employee, 3, { rank: 9 });
      expect(await rows(HR)).toEqual([3, 2]);
      expect(await rows(ANN)).toEqual([2, 3]);
      const below = async (user: TestUser): Promise<unknown> =>
        (await as(api, user).get(`/divisions/1/${name}`).expect(200)).body.results;
      expect(await below(HR)).toMatchObject([{ id: 3 }, { id: 2 }]);
      expect(await below(ANN)).toMatchObject([{ id: 2 }, { id: 3 }]);
      await as(api, HR).get(`/divisions/1/${name}?salary=200`).expect(200);
      await as(api, ANN).get(`/divisions/1/${name}?salary=200`).expect(400);
    });

    it('walks by cursors that do not tell of them', async () => {
      const first = (await as(api, ANN).get(`${path}?cursor=&page_size=1`).expect(200)).body;
      const cursor = new URL(first.next as string, 'http://x').searchParams.get('cursor')!;
      // The side, and the key alone.
      const payload = JSON.parse(Buffer.from(cursor.split('.')[0]!, 'base64url').toString()) as unknown;
      expect(payload).toEqual(['after', expect.stringMatching(/^i?1$/)]);
      const second = (
        await as(api, ANN)
          .get(first.next as string)
          .expect(200)
      ).body;
      expect(second.results).toMatchObject([{ id: 2 }]);
      const hrs = (await as(api, HR).get(`${path}?cursor=&page_size=1`).expect(200)).body.next as string;
      expect((await as(api, ANN).get(hrs).expect(400)).body).toMatchObject({
        errors: [{ code: 'LA108', parameter: 'cursor' }],
      });
    });

    it('keeps the list of a relation that rests on them from who may not read them', async () => {
      expect((await as(api, ANN).get(`${path}/1/reports`).expect(403)).body).toMatchObject({ code: 'LA700' });
      const reports = await as(api, HR).get(`${path}/1/reports`).expect(200);
      expect(reports.body.results).toMatchObject([{ id: 2 }, { id: 3 }]);
    });

    it('refuses bodies of who may not write them, together with their other problems', async () => {
      const problems = async (user: TestUser, body: object): Promise<unknown> =>
        ((await as(api, user).patch(`${path}/1`).send(body).expect(400)).body as { errors: unknown }).errors;
      expect(await problems(ANN, { grade: 'A', name: 7 })).toEqual([
        { pointer: '/grade', code: 'LA205', detail: 'Can be read but not written.' },
        expect.objectContaining({ pointer: '/name', code: 'LA202' }),
      ]);
      // To them it is not there at all.
      expect(await problems(ANN, { salary: 5, xqvwzk: 5 })).toEqual([
        { pointer: '/salary', code: 'LA201', detail: 'No such field.' },
        { pointer: '/xqvwzk', code: 'LA201', detail: 'No such field.' },
      ]);
      expect(await problems(ANN, { salry: 5 })).toEqual([
        { pointer: '/salry', code: 'LA201', detail: 'No such field.' },
      ]);
      expect(await problems(HR, { salry: 5 })).toEqual([
        { pointer: '/salry', code: 'LA201', detail: 'No such field. Did you mean "salary"?' },
      ]);
      if (isOrm) {
        expect(await problems(ANN, { annual: 5 })).toEqual([
          { pointer: '/annual', code: 'LA201', detail: 'No such field.' },
        ]);
        expect(await problems(HR, { annual: 5 })).toMatchObject([{ pointer: '/annual', code: 'LA205' }]);
      }
      const bulk = { create: [{ code: 'x', name: 'X', grade: 'A' }], update: [{ id: 1, salary: 1 }] };
      expect((await as(api, ANN).post(`${path}/bulk`).send(bulk).expect(400)).body).toMatchObject({
        errors: [
          { pointer: '/create/0/grade', code: 'LA205' },
          { pointer: '/update/0/salary', code: 'LA201' },
        ],
      });
      await as(api, ANN).post(path).send({ code: 'x', name: 'X', grade: 'A' }).expect(400);
      await as(api, ANN).post(`${path}/upsert`).send({ code: 'a', name: 'X', grade: 'A' }).expect(400);
      expect(await stored(1)).toMatchObject({ grade: 'new', salary: 100 });
      await as(api, HR).patch(`${path}/1`).send({ grade: 'A', salary: 5 }).expect(200);
      expect(await stored(1)).toMatchObject({ grade: 'A', salary: 5 });
    });

    it('leaves them as they are when a row is replaced by who may not write them', async () => {
      await as(api, HR).patch(`${path}/2`).send({ grade: 'A' }).expect(200);
      await as(api, ANN).put(`${path}/2`).send({ code: 'b', name: 'New' }).expect(200);
      expect(await stored(2)).toMatchObject({ name: 'New', grade: 'A', salary: 300, rank: 3, remark: null, userId: 1 });
      // The same body and the same answer, and other fields to keep.
      await as(api, LEAD).put(`${path}/2`).send({ code: 'b', name: 'New' }).expect(200);
      expect(await stored(2)).toMatchObject({ grade: 'new', salary: 300, rank: 3 });
      await as(api, HR).put(`${path}/2`).send({ code: 'b', name: 'New' }).expect(200);
      expect(await stored(2)).toMatchObject({ grade: 'new', salary: null, rank: 0, userId: 1 });
      await as(api, ANN).patch(`${path}/3`).send({ home: null }).expect(200);
      expect(await stored(3)).toMatchObject({ home: { city: null, zip: null } });
    });

    it('lets who a rule allows choose the owner, and sets it for everybody else', async () => {
      const create = (user: TestUser, body: object) =>
        as(api, user)
          .post(path)
          .send({ name: 'N', ...body });
      expect((await create(ANN, { code: 'p', userId: 5 }).expect(400)).body).toMatchObject({
        errors: [{ pointer: '/userId', code: 'LA205' }],
      });
      expect((await create(ANN, { code: 'q' }).expect(201)).body).toMatchObject({ userId: 1 });
      expect((await create(ADMIN, { code: 'r', userId: 5 }).expect(201)).body).toMatchObject({ userId: 5 });
      expect((await create(ADMIN, { code: 's' }).expect(201)).body).toMatchObject({ userId: 9 });
      expect((await as(api, ADMIN).patch(`${path}/1`).send({ userId: 5 }).expect(200)).body).toMatchObject({
        userId: 5,
      });
      const replaced = await as(api, ADMIN).put(`${path}/1`).send({ code: 'a', name: 'A' }).expect(200);
      expect(replaced.body).toMatchObject({ userId: 5 });
    });
  });

  it('holds new rows that a body brings for a relation to the same rules', async () => {
    const body = (employee: object) => ({ name: 'Sky', employees: [{ code: 'n', name: 'N', ...employee }] });
    const send = (user: TestUser, employee: object) => as(api, user).post('/divisions').send(body(employee));
    expect((await send(ANN, { grade: 'A', salary: 1 }).expect(400)).body).toMatchObject({
      errors: [
        { pointer: '/employees/0/grade', code: 'LA205' },
        { pointer: '/employees/0/salary', code: 'LA201' },
      ],
    });
    await send(HR, { grade: 'A', salary: 1 }).expect(201);
  });
});
