import { beforeEach, describe, expect, it } from 'vitest';
import { describeApi } from './harness/describe-api.js';
import { problemsOf, send, sendAtOnce, statuses } from './harness/parallel-client.js';
import { rounds } from './harness/rounds.js';
import { ANN, as, BOB, EDITH, userHeader } from './fixtures/principals.js';
import { Article, Chore, Idea, Letter, Membership, Page, RULED, Section, Task, Team, Tip } from './fixtures/ruled.js';

const ADMIN = { id: 9, roles: ['admin', 'editor'] };

describeApi('rules of every kind', RULED, (api) => {
  beforeEach(() => api.reset());

  const ids = ({ body }: { body: { results: { id: number }[] } }): number[] => body.results.map(({ id }) => id);
  const insert = <Row extends object>(entity: new () => Row, ...rows: Partial<Row>[]): Promise<Row[]> =>
    api.dataSource.manager.save(rows.map((row) => api.dataSource.manager.create(entity, row as never)));

  describe('roles and filters', () => {
    beforeEach(async () => {
      await insert(Section, { name: 'news', open: true }, { name: 'plans', open: false });
      await insert(Article, { title: 'one', status: 'published' }, { title: 'two' });
    });

    it('show what everybody may read, and more to a role', async () => {
      for (const user of [undefined, ANN]) {
        const list = await as(api, user).get('/articles?count=exact').expect(200);
        expect([ids(list), list.body.count]).toEqual([[1], 1]);
        await as(api, user).get('/articles/2').expect(404);
        expect(ids(await as(api, user).get('/articles?status=draft').expect(200))).toEqual([]);
      }
      expect(ids(await as(api, EDITH).get('/articles?ordering=id').expect(200))).toEqual([1, 2]);
    });

    it('turn away who may never do it: 401 for nobody known, 403 for anybody else', async () => {
      for (const [user, status, code] of [
        [undefined, 401, 'LA600'],
        [ANN, 403, 'LA700'],
      ] as const) {
        const answers = [
          await as(api, user).post('/articles').send({ title: 'x' }),
          await as(api, user).post('/articles').send({ nonsense: 1 }),
          await as(api, user).patch('/articles/1').send({ title: 'x' }),
          await as(api, user).put('/articles/1').send({ title: 'x' }),
          await as(api, user).delete('/articles/1'),
          await as(api, user).delete('/articles/99'),
          await as(api, user)
            .post('/articles/bulk')
            .send({ create: [{ title: 'x' }] }),
        ];
        expect(answers.map((answer) => [answer.status, answer.body.code as string])).toEqual(
          answers.map(() => [status, code]),
        );
      }
      expect(await api.dataSource.manager.countBy(Article, { title: 'x' })).toBe(0);
    });

    it('answer 403 for a row that may be read and not written', async () => {
      expect((await as(api, EDITH).delete('/articles/1').expect(403)).body).toMatchObject({ code: 'LA700' });
      await as(api, EDITH).delete('/articles/2').expect(204);
      await as(api, EDITH).delete('/articles/99').expect(404);
      const bulk = await as(api, EDITH)
        .post('/articles/bulk')
        .send({ create: [{ title: 'x' }], remove: [{ id: 1 }, { id: 99 }] })
        .expect(409);
      expect([bulk.body.code, problemsOf(bulk)]).toEqual(['LA305', ['/remove/0 LA700', '/remove/1 LA400']]);
      expect(await api.dataSource.manager.countBy(Article, { title: 'x' })).toBe(0);
    });

    it('keep foreign keys of a relation that is not declared to rows that may be read', async () => {
      const closed = await as(api, EDITH).post('/articles').send({ title: 'x', sectionId: 2 }).expect(409);
      const absent = await as(api, EDITH).post('/articles').send({ title: 'x', sectionId: 99 }).expect(409);
      expect(problemsOf(closed)).toEqual(['/sectionId LA402']);
      expect(closed.body).toEqual(absent.body);
      await as(api, EDITH).patch('/articles/2').send({ sectionId: 2 }).expect(409);
      await as(api, EDITH).patch('/articles/99').send({ sectionId: 2 }).expect(404);
      await as(api, EDITH).patch('/articles/2').send({ sectionId: 1 }).expect(200);
      await as(api, EDITH).patch('/articles/2').send({ sectionId: null }).expect(200);
      await as(api, EDITH).put('/articles/2').send({ title: 'x', sectionId: 2 }).expect(409);
    });
  });

  describe.each([
    ['/tasks', Task],
    ['/chores', Chore],
  ] as const)('%s, held by who changes them,', (path, entity) => {
    const stored = (title: string): Promise<Task | null> =>
      api.dataSource.manager.findOneBy(entity as typeof Task, { title });
    beforeEach(() => insert(entity as typeof Task, { title: 'free' }, { title: 'his', holder: 2 }));

    it('are changed by who may', async () => {
      await as(api, ANN).patch(`${path}/2`).send({ title: 'x' }).expect(403);
      await as(api, ANN).put(`${path}/2`).send({ title: 'x' }).expect(403);
      await as(api, ANN).delete(`${path}/2`).expect(403);
      await as(api, BOB).patch(`${path}/2`).send({ title: 'x' }).expect(200);
      await as(api, ANN).delete(`${path}/1`).expect(204);
    });

    it('are not given to somebody else', async () => {
      const refused = await as(api, BOB).patch(`${path}/2`).send({ holder: 1 }).expect(403);
      expect(refused.body).toMatchObject({ code: 'LA701' });
      await as(api, BOB).put(`${path}/2`).send({ title: 'his', holder: 1 }).expect(403);
      expect(await stored('his')).toMatchObject({ holder: 2 });
      await as(api, BOB).put(`${path}/2`).send({ title: 'his' }).expect(200);
      expect(await stored('his')).toMatchObject({ holder: null });
    });

    it('say in a bulk request which of them may not be given away', async () => {
      await insert(entity as typeof Task, { title: 'hers', holder: 1 });
      const update = [
        { id: 1, holder: 1 },
        { id: 2, holder: 1 },
        { id: 3, holder: 2 },
      ];
      const refused = await as(api, BOB).post(`${path}/bulk`).send({ update }).expect(409);
      expect([refused.body.code, problemsOf(refused)]).toEqual([
        'LA305',
        ['/update/0 LA701', '/update/1 LA701', '/update/2 LA700'],
      ]);
      expect(await stored('free')).toMatchObject({ holder: null });
    });

    it('are not changed by the upsert of somebody else', async () => {
      const refused = await as(api, ANN).post(`${path}/upsert`).send({ title: 'his', holder: 1 }).expect(403);
      expect(refused.body).toMatchObject({ code: 'LA700' });
      await as(api, undefined).post(`${path}/upsert`).send({ title: 'his' }).expect(401);
      await as(api, ANN).post(`${path}/upsert`).send({ title: 'free', holder: 2 }).expect(403);
      expect([await stored('his'), await stored('free')]).toMatchObject([{ holder: 2 }, { holder: null }]);
      await as(api, ANN).post(`${path}/upsert`).send({ title: 'free', holder: 1 }).expect(200);
      await as(api, ANN).post(`${path}/upsert`).send({ title: 'new', holder: 2 }).expect(201);
    });

    it('go to exactly one of many who want them at once', { timeout: 120_000 }, async () => {
      for (let round = 0; round < rounds(30); round++) {
        await api.dataSource.manager.update(entity as typeof Task, { id: 1 }, { holder: null });
        const answers = await sendAtOnce(20, (index) =>
          send(api, 'PATCH', `${path}/1`, { holder: index + 10 }, userHeader({ id: index + 10 })),
        );
        expect(statuses(answers)).toEqual({ 200: 1, 403: 19 });
        const winner = answers.findIndex(({ status }) => status === 200) + 10;
        expect(await stored('free')).toMatchObject({ holder: winner });
      }
    });
  });

  it('hold what listeners make of a row', async () => {
    await insert(Chore, { title: 'his', holder: 2 });
    const refused = await as(api, BOB).patch('/chores/1').send({ title: 'given away' }).expect(403);
    expect(refused.body).toMatchObject({ code: 'LA701' });
    expect(await api.dataSource.manager.findOneBy(Chore, { id: 1 })).toMatchObject({ title: 'his', holder: 2 });
  });

  it('ask a function about the rows of a relation that clients do not see', async () => {
    const [red] = await insert(Team, { name: 'red' }, { name: 'blue' });
    await insert(Membership, { userId: 1, team: red! });
    expect(ids(await as(api, ANN).get('/teams').expect(200))).toEqual([1]);
    expect(ids(await as(api, BOB).get('/teams').expect(200))).toEqual([]);
    await as(api, undefined).get('/teams').expect(401);
    await as(api, ANN).patch('/teams/1').send({ name: 'pink' }).expect(200);
    await as(api, BOB).patch('/teams/1').send({ name: 'x' }).expect(404);
    // Nobody would be a member of it.
    expect((await as(api, ANN).post('/teams').send({ name: 'x' }).expect(403)).body.code).toBe('LA701');
    expect(await api.dataSource.manager.countBy(Team, { name: 'x' })).toBe(0);
  });

  describe('who may create a row and not read it', () => {
    it('learns where it is, and nothing else', async () => {
      for (const user of [undefined, ANN]) {
        const made = await as(api, user)
          .post('/tips')
          .send({ text: `by ${user?.id}` })
          .expect(201);
        expect([made.text, made.headers.location]).toEqual(['', `/tips/${user === undefined ? 1 : 2}`]);
        expect(made.headers['content-type']).toBeUndefined();
        await as(api, user)
          .get('/tips/1')
          .expect(user === undefined ? 401 : 403);
      }
      const own = await as(api, EDITH).post('/tips').send({ text: 'hers' }).expect(201);
      expect(own.body).toEqual({ id: 3, text: 'hers' });
    });

    it('learns no more when it asks again, nor in a bulk request or an upsert', async () => {
      const ask = () => as(api, ANN).post('/tips').set('Idempotency-Key', '"k"').send({ text: 'once' });
      await ask().expect(201);
      const again = await ask().expect(201);
      expect([again.text, again.headers.location, again.headers['idempotency-replayed']]).toEqual([
        '',
        '/tips/1',
        'true',
      ]);
      const many = await as(api, ANN)
        .post('/tips/bulk')
        .send({ create: [{ text: 'a' }, { text: 'b' }] })
        .expect(200);
      expect(many.body.created).toEqual([null, null]);
      const put = await as(api, ANN).post('/tips/upsert').send({ text: 'c' }).expect(201);
      expect([put.text, put.headers.location]).toEqual(['', '/tips/4']);
      expect((await as(api, ANN).post('/tips/upsert').send({ text: 'c' }).expect(409)).body.code).toBe('LA401');
    });

    it('reads it where the row itself says so', async () => {
      const shown = await as(api, ANN).post('/ideas').send({ text: 'x', approved: true }).expect(201);
      expect(shown.body).toMatchObject({ id: 1, text: 'x' });
      const hidden = await as(api, ANN).post('/ideas').send({ text: 'y' }).expect(201);
      expect([hidden.text, hidden.headers.location]).toEqual(['', '/ideas/2']);
      const many = await as(api, ANN)
        .post('/ideas/bulk')
        .send({ create: [{ text: 'a', approved: true }, { text: 'b' }, { text: 'c', approved: true }] })
        .expect(200);
      expect(many.body.created).toMatchObject([{ text: 'a' }, null, { text: 'c' }]);
    });

    it('is told by a repeated request what it may read by now', async () => {
      const ask = () => as(api, ANN).post('/ideas').set('Idempotency-Key', '"k"').send({ text: 'x', approved: true });
      expect((await ask().expect(201)).body).toMatchObject({ text: 'x' });
      await api.dataSource.manager.update(Idea, { id: 1 }, { approved: false });
      expect((await ask().expect(201)).text).toBe('');
    });
  });

  it('narrow everything by a scope', async () => {
    await insert(Page, { title: 'new' }, { title: 'old', archived: true });
    expect(ids(await as(api, undefined).get('/pages').expect(200))).toEqual([1]);
    await as(api, undefined).get('/pages/2').expect(404);
    await as(api, undefined).delete('/pages/2').expect(404);
    expect((await as(api, ANN).patch('/pages/1').send({ archived: true }).expect(403)).body.code).toBe('LA701');
    expect((await as(api, ANN).post('/pages').send({ title: 'x', archived: true }).expect(403)).body.code).toBe(
      'LA701',
    );
    expect(await api.dataSource.manager.countBy(Page, { archived: true })).toBe(1);
    await as(api, EDITH).patch('/pages/1').send({ archived: true }).expect(200);
    expect(ids(await as(api, EDITH).get('/pages?ordering=id').expect(200))).toEqual([1, 2]);
    expect(await api.dataSource.manager.count(Tip)).toBe(0);
  });

  it('have a word of their own about deleted rows', async () => {
    await insert(Letter, { text: 'a' }, { text: 'b' });
    await as(api, ANN).delete('/letters/1').expect(403);
    await as(api, EDITH).delete('/letters/1').expect(204);
    for (const question of ['?deleted=only', '?deleted=with']) {
      await as(api, undefined).get(`/letters${question}`).expect(401);
      await as(api, EDITH).get(`/letters${question}`).expect(403);
      await as(api, EDITH).get(`/letters/1${question}`).expect(403);
    }
    await as(api, EDITH).post('/letters/1/restore').expect(403);
    expect(ids(await as(api, ADMIN).get('/letters?deleted=only').expect(200))).toEqual([1]);
    await as(api, ADMIN).post('/letters/1/restore').expect(200);
    expect(ids(await as(api, undefined).get('/letters?ordering=id').expect(200))).toEqual([1, 2]);
  });
});
