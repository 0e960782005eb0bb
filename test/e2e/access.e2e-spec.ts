import { beforeEach, describe, expect, it } from 'vitest';
import { describeApi } from './harness/describe-api.js';
import { Diary, fillOwned, Memo, OWNED, Seat } from './fixtures/owned.js';
import { ANN, as, BOB } from './fixtures/principals.js';

describeApi('rows that belong to somebody', OWNED, (api) => {
  beforeEach(async () => {
    await api.reset();
    await fillOwned(api.dataSource.manager);
  });

  const ids = ({ body }: { body: { results: { id: number }[] } }): number[] => body.results.map(({ id }) => id);
  const stored = (entity: typeof Memo | typeof Diary, slug: string): Promise<Memo | null> =>
    api.dataSource.manager.findOne<Memo>(entity, { where: { slug }, withDeleted: true });

  describe.each([
    ['/memos', Memo],
    ['/diaries', Diary],
  ] as const)('%s', (path, entity) => {
    it('are read by whose they are, and are not there for anybody else', async () => {
      expect((await as(api, ANN).get(`${path}/1`).expect(200)).body).toMatchObject({ id: 1, slug: 'a1' });
      expect((await as(api, BOB).get(`${path}/1`).expect(404)).body).toMatchObject({ code: 'LA400' });
      expect((await as(api, undefined).get(`${path}/1`).expect(401)).body).toMatchObject({ code: 'LA600' });
      const missing = await as(api, BOB).get(`${path}/99`).expect(404);
      const hidden = await as(api, BOB).get(`${path}/1`).expect(404);
      expect({ ...hidden.body, instance: '' }).toEqual({ ...missing.body, instance: '' });
    });

    it('are listed and counted for whose they are', async () => {
      for (const [user, own] of [
        [ANN, [1, 3]],
        [BOB, [2, 4]],
      ] as const) {
        for (const question of ['', '&cursor=&count=exact', '&search=text', '&rank__gte=0', '&page=1']) {
          const list = await as(api, user).get(`${path}?ordering=id${question}`).expect(200);
          expect([ids(list), list.body.count]).toEqual([own, 2]);
        }
        const all = await as(api, user)
          .get(`${path}?filter={"or":[{"id":{"gt":0}},{"not":{"id":{"gt":0}}}]}`)
          .expect(200);
        expect(ids(all)).toEqual(own);
        const sent = await as(api, user)
          .post(`${path}/search`)
          .send({ filter: { slug: { ne: 'x' } } })
          .expect(200);
        expect(ids(sent)).toEqual(own);
      }
      await as(api, undefined).get(path).expect(401);
      await as(api, undefined).post(`${path}/search`).send({}).expect(401);
    });

    it('are found by no filter of anybody else', async () => {
      for (const question of [
        'slug=a1',
        'slug__in=a1,a2',
        'search=a1',
        'id=1',
        'filter={"not":{"slug":{"eq":"b1"}}}',
      ]) {
        const list = await as(api, BOB).get(`${path}?${question}`).expect(200);
        expect(ids(list).filter((id) => id % 2 === 1)).toEqual([]);
      }
    });

    it('stay out of the walk of somebody who was given a cursor', async () => {
      const first = await as(api, ANN).get(`${path}?ordering=id&page_size=1&cursor=`).expect(200);
      expect(ids(first)).toEqual([1]);
      const next = String(first.body.next);
      expect(ids(await as(api, ANN).get(next).expect(200))).toEqual([3]);
      const others = await as(api, BOB).get(next).expect(200);
      expect(ids(others)).toEqual([2]);
    });

    it('are deleted, and asked for as deleted, by whose they are', async () => {
      expect(ids(await as(api, ANN).get(`${path}?deleted=only`).expect(200))).toEqual([5]);
      expect(ids(await as(api, BOB).get(`${path}?deleted=with&ordering=id`).expect(200))).toEqual([2, 4, 6]);
      await as(api, BOB).delete(`${path}/1`).expect(404);
      await as(api, BOB).post(`${path}/5/restore`).expect(404);
      expect((await stored(entity, 'a1'))!.deletedAt).toBeNull();
      expect((await stored(entity, 'a3'))!.deletedAt).not.toBeNull();
      await as(api, ANN).post(`${path}/5/restore`).expect(200);
      await as(api, ANN).delete(`${path}/1`).expect(204);
      expect(ids(await as(api, ANN).get(`${path}?ordering=id`).expect(200))).toEqual([3, 5]);
    });

    it('are changed by nobody else, with or without a version', async () => {
      for (const header of [{}, { 'If-Match': '"1"' }, { 'If-Match': '"7"' }, { 'If-Match': '*' }]) {
        const ask = as(api, BOB);
        await ask.patch(`${path}/1`).set(header).send({ text: 'x' }).expect(404);
        await ask.put(`${path}/1`).set(header).send({ slug: 'x' }).expect(404);
        await ask.delete(`${path}/1`).set(header).expect(404);
      }
      await as(api, undefined).patch(`${path}/1`).send({ text: 'x' }).expect(401);
      await as(api, undefined).put(`${path}/1`).send({ slug: 'x' }).expect(401);
      await as(api, undefined).delete(`${path}/1`).expect(401);
      expect(await stored(entity, 'a1')).toMatchObject({ text: 'text of a1', version: 1, userId: 1, deletedAt: null });
      const changed = await as(api, ANN).patch(`${path}/1`).set('If-Match', '"1"').send({ text: 'new' }).expect(200);
      expect(changed.body).toMatchObject({ text: 'new', version: 2 });
      await as(api, ANN).patch(`${path}/1`).set('If-Match', '"1"').send({ text: 'x' }).expect(412);
      expect((await as(api, BOB).get(`${path}/1`).set('If-None-Match', '"2"')).status).toBe(404);
      expect((await as(api, ANN).get(`${path}/1`).set('If-None-Match', '"2"')).status).toBe(304);
    });

    it('belong to whoever creates them', async () => {
      const made = await as(api, BOB).post(path).send({ slug: 'new', text: 'x' }).expect(201);
      expect(made.body).not.toHaveProperty('userId');
      expect(made.headers.location).toBe(`${path}/${made.body.id as number}`);
      expect(await stored(entity, 'new')).toMatchObject({ userId: 2, text: 'x' });
      await as(api, ANN)
        .get(`${path}/${made.body.id as number}`)
        .expect(404);
      expect((await as(api, undefined).post(path).send({ slug: 'other' }).expect(401)).body.code).toBe('LA600');
      expect(await stored(entity, 'other')).toBeNull();
      await as(api, { id: 'no number' }).post(path).send({ slug: 'other' }).expect(403);
    });

    it('keep their owner when they are replaced', async () => {
      await as(api, ANN).put(`${path}/1`).send({ slug: 'a1' }).expect(200);
      expect(await stored(entity, 'a1')).toMatchObject({ userId: 1, text: null, rank: 0 });
    });

    it('have a field that no body can name, and nobody learns that it is there', async () => {
      const unknown = ({ body }: { body: { errors: { detail: string }[] } }) =>
        body.errors.map((error) => ({ ...error, pointer: '' }));
      for (const [method, place] of [
        ['post', path],
        ['put', `${path}/1`],
        ['patch', `${path}/1`],
        ['post', `${path}/upsert`],
      ] as const) {
        const owned = await as(api, ANN)[method](place).send({ slug: 'a1', userId: 2 }).expect(400);
        const other = await as(api, ANN)[method](place).send({ slug: 'a1', zzzzzz: 2 }).expect(400);
        expect(unknown(owned)).toEqual(unknown(other));
      }
      for (const question of ['userId=1', 'ordering=userId', 'fields=userId', 'filter={"userId":{"eq":1}}']) {
        const owned = await as(api, ANN).get(`${path}?${question}`).expect(400);
        const other = await as(api, ANN)
          .get(`${path}?${question.replace('userId', 'zzzzzz')}`)
          .expect(400);
        expect(JSON.stringify(owned.body.errors).replaceAll('userId', 'zzzzzz')).toBe(
          JSON.stringify(other.body.errors),
        );
      }
    });

    it('are not overwritten by an upsert of somebody else', async () => {
      const refused = await as(api, BOB).post(`${path}/upsert`).send({ slug: 'a1', text: 'stolen' }).expect(409);
      expect(refused.body).toMatchObject({ code: 'LA401', errors: [{ pointer: '/slug', code: 'LA401' }] });
      expect(await stored(entity, 'a1')).toMatchObject({ text: 'text of a1', userId: 1, version: 1 });
      await as(api, undefined).post(`${path}/upsert`).send({ slug: 'a1', text: 'stolen' }).expect(401);
      await as(api, ANN).post(`${path}/upsert`).send({ slug: 'a1', text: 'mine' }).expect(200);
      await as(api, BOB).post(`${path}/upsert`).send({ slug: 'b9', text: 'his' }).expect(201);
      expect(await stored(entity, 'a1')).toMatchObject({ text: 'mine', userId: 1 });
      expect(await stored(entity, 'b9')).toMatchObject({ text: 'his', userId: 2 });
    });

    it('are changed together by whose they are, or not at all', async () => {
      const refused = await as(api, BOB)
        .post(`${path}/bulk`)
        .send({
          create: [{ slug: 'b7' }],
          update: [
            { id: 2, text: 'x' },
            { id: 1, text: 'x' },
          ],
          remove: [{ id: 3 }],
        })
        .expect(409);
      expect(refused.body.code).toBe('LA305');
      expect(refused.body.errors).toMatchObject([
        { pointer: '/update/1', code: 'LA400' },
        { pointer: '/remove/0', code: 'LA400' },
      ]);
      expect(await stored(entity, 'b7')).toBeNull();
      expect(await stored(entity, 'b1')).toMatchObject({ text: 'text of b1' });
      await as(api, undefined)
        .post(`${path}/bulk`)
        .send({ create: [{ slug: 'b7' }] })
        .expect(401);
      const done = await as(api, BOB)
        .post(`${path}/bulk`)
        .send({
          create: [{ slug: 'b7' }, { slug: 'b8', text: 'x' }],
          update: [{ id: 2, text: 'x' }],
          remove: [{ id: 4 }],
        })
        .expect(200);
      expect(done.body.created).toMatchObject([{ slug: 'b7' }, { slug: 'b8' }]);
      expect([(await stored(entity, 'b7'))!.userId, (await stored(entity, 'b8'))!.userId]).toEqual([2, 2]);
    });

    it('are answered again only to whom they were made for', async () => {
      const send = (user: typeof ANN) =>
        as(api, user)
          .post(path)
          .set('Idempotency-Key', '"key-1"')
          .send({ slug: `of${user.id}` });
      const first = await send(ANN).expect(201);
      const again = await send(ANN).expect(201);
      expect([again.headers['idempotency-replayed'], again.body]).toEqual(['true', first.body]);
      const others = await send(BOB).expect(201);
      expect([others.headers['idempotency-replayed'], others.body.slug]).toEqual([undefined, 'of2']);
      await api.dataSource.manager.update<Memo>(entity, { slug: 'of1' }, { userId: 2 });
      const moved = await send(ANN).expect(201);
      expect([moved.headers['idempotency-replayed'], moved.text]).toEqual(['true', '']);
    });
  });

  it('have keys of several columns', async () => {
    expect((await as(api, ANN).get('/seats').expect(200)).body.results).toEqual([
      { hall: 'A', place: 1, label: 'front' },
    ]);
    await as(api, BOB).get('/seats/A/1').expect(404);
    await as(api, BOB).delete('/seats/A/1').expect(404);
    await as(api, BOB).patch('/seats/A/1').send({ label: 'x' }).expect(404);
    await as(api, BOB).put('/seats/A/1').send({ label: 'x' }).expect(404);
    await as(api, BOB).post('/seats').send({ hall: 'A', place: 1 }).expect(409);
    await as(api, BOB).post('/seats').send({ hall: 'A', place: 3 }).expect(201);
    expect(await api.dataSource.manager.find(Seat, { order: { place: 'ASC' } })).toMatchObject([
      { place: 1, userId: 1, label: 'front' },
      { place: 2, userId: 2 },
      { place: 3, userId: 2 },
    ]);
  });
});
