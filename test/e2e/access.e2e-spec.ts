import { beforeEach, describe, expect, it } from 'vitest';
import { describeApi } from './harness/describe-api.js';
import { Diary, Folder, Label, Memo, Note, OWNED, Seat } from './fixtures/owned.js';
import { ANN, as, BOB } from './fixtures/principals.js';

/**
 * | | Ann | Bob |
 * |---|---|---|
 * | memos, diaries | 1 a1, 3 a2, 5 a3 (deleted) | 2 b1, 4 b2, 6 b3 (deleted) |
 * | seats | A-1 | A-2 |
 * | folders | 1 plans | 2 secrets |
 * | notes | 1 in 1, labels 1 and 3; 2 in 1 | 3 in 2, labels 2 and 3 |
 * | labels | 1 mine | 2 his, 3 both (shared) |
 */
describeApi('rows that belong to somebody', OWNED, (api) => {
  beforeEach(async () => {
    await api.reset();
    const { manager } = api.dataSource;
    for (const entity of [Memo, Diary]) {
      for (const [slug, userId] of [
        ['a1', 1],
        ['b1', 2],
        ['a2', 1],
        ['b2', 2],
        ['a3', 1],
        ['b3', 2],
      ] as const) {
        await manager.save(
          manager.create(Memo === entity ? Memo : Diary, { slug, userId, text: `text of ${slug}`, rank: userId }),
        );
      }
      await manager.softDelete<Memo>(entity, { slug: 'a3' });
      await manager.softDelete<Memo>(entity, { slug: 'b3' });
    }
    await manager.insert(Seat, [
      { hall: 'A', place: 1, userId: 1, label: 'front' },
      { hall: 'A', place: 2, userId: 2, label: 'back' },
    ]);
    await manager.insert(Folder, [
      { title: 'plans', userId: 1 },
      { title: 'secrets', userId: 2 },
    ]);
    const labels = await manager.save(
      [
        { name: 'mine', userId: 1, shared: false },
        { name: 'his', userId: 2, shared: false },
        { name: 'both', userId: 2, shared: true },
      ].map((label) => manager.create(Label, label)),
    );
    const note = (text: string, folderId: number, ...places: number[]): Promise<Note> =>
      manager.save(manager.create(Note, { text, folderId, labels: places.map((place) => labels[place - 1]!) }));
    await note('todo', 1, 1, 3);
    await note('done', 1);
    await note('code', 2, 2, 3);
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

  describe('through a relation', () => {
    it('belong to who owns what they are in', async () => {
      expect(ids(await as(api, ANN).get('/notes?ordering=id').expect(200))).toEqual([1, 2]);
      expect(ids(await as(api, BOB).get('/notes').expect(200))).toEqual([3]);
      await as(api, BOB).get('/notes/1').expect(404);
      await as(api, BOB).patch('/notes/1').send({ text: 'x' }).expect(404);
      await as(api, BOB).delete('/notes/1').expect(404);
      await as(api, undefined).get('/notes').expect(401);
      await as(api, ANN).patch('/notes/1').send({ text: 'x' }).expect(200);
    });

    it('are included only where they may be read', async () => {
      const label = await as(api, ANN).get('/labels/3?include=notes.folder').expect(200);
      expect(label.body.notes).toMatchObject([{ id: 1, folder: { id: 1 } }]);
      const note = await as(api, ANN).get('/notes/1?include=labels,folder.notes').expect(200);
      expect(note.body.labels).toMatchObject([{ id: 1 }, { id: 3 }]);
      expect(note.body.folder.notes).toMatchObject([{ id: 1 }, { id: 2 }]);
      const list = await as(api, BOB).get('/labels?include=notes&ordering=id').expect(200);
      expect(list.body.results).toMatchObject([
        { id: 2, notes: [{ id: 3 }] },
        { id: 3, notes: [{ id: 3 }] },
      ]);
    });

    it('are no part of filters, searches and orders of anybody else', async () => {
      for (const question of [
        'notes.text=todo',
        'notes.folder.title=plans',
        'filter={"notes":{"some":{"text":{"eq":"todo"}}}}',
        'filter={"notes":{"some":{"folder":{"some":{"userId":{"eq":1}}}}}}',
      ]) {
        expect(ids(await as(api, BOB).get(`/labels?${question}`).expect(200))).toEqual([]);
        expect(ids(await as(api, ANN).get(`/labels?${question}&ordering=id`).expect(200))).toEqual([1, 3]);
      }
      const none = 'filter={"notes":{"none":{"text":{"eq":"todo"}}}}&ordering=id';
      expect(ids(await as(api, BOB).get(`/labels?${none}`).expect(200))).toEqual([2, 3]);
      expect(ids(await as(api, BOB).get('/notes?search=plans').expect(200))).toEqual([]);
      expect(ids(await as(api, BOB).get('/notes?ordering=folder.title&folder.userId=1').expect(200))).toEqual([]);
      expect(ids(await as(api, BOB).get('/notes?ordering=-folder.title').expect(200))).toEqual([3]);
    });

    it('are listed by the route of a relation only from a row that may be read', async () => {
      expect(ids(await as(api, ANN).get('/folders/1/notes').expect(200))).toEqual([1, 2]);
      await as(api, BOB).get('/folders/1/notes').expect(404);
      await as(api, undefined).get('/folders/1/notes').expect(401);
      const shared = await as(api, ANN).get('/labels/3/notes?count=exact').expect(200);
      expect([ids(shared), shared.body.count]).toEqual([[1], 1]);
      const walk = await as(api, BOB).get('/labels/3/notes?cursor=&page_size=1').expect(200);
      expect([ids(walk), walk.body.next]).toEqual([[3], null]);
    });

    it('do not move into what belongs to somebody else, nor out of it', async () => {
      const moved = await as(api, ANN).patch('/notes/1').send({ folderId: 2 }).expect(409);
      const absent = await as(api, ANN).patch('/notes/1').send({ folderId: 99 }).expect(409);
      expect(moved.body).toEqual(absent.body);
      expect(moved.body).toMatchObject({ code: 'LA402', errors: [{ pointer: '/folderId', code: 'LA402' }] });
      const made = await as(api, ANN).post('/notes').send({ text: 'x', folderId: 2 }).expect(409);
      expect(made.body.errors).toMatchObject([{ pointer: '/folderId', code: 'LA402' }]);
      await as(api, ANN).put('/notes/1').send({ text: 'x', folderId: 2 }).expect(409);
      await as(api, BOB).patch('/notes/1').send({ folderId: 2 }).expect(404);
      await as(api, BOB).patch('/notes/1').send({ folderId: 1 }).expect(404);
      expect(await api.dataSource.manager.countBy(Note, { folderId: 2 })).toBe(1);
      await as(api, ANN).post('/notes').send({ text: 'x', folderId: 1 }).expect(201);
    });

    it('name what they may not in a bulk request by its place', async () => {
      const create = [
        { text: 'x', folderId: 1 },
        { text: 'x', folderId: 2 },
        { text: 'x', folderId: 99 },
      ];
      const refused = await as(api, ANN).post('/notes/bulk').send({ create }).expect(409);
      expect(refused.body).toMatchObject({
        code: 'LA305',
        errors: [
          { pointer: '/create/1/folderId', code: 'LA402' },
          { pointer: '/create/2/folderId', code: 'LA402' },
        ],
      });
      const update = await as(api, ANN)
        .post('/notes/bulk')
        .send({ update: [{ id: 1, folderId: 2 }] })
        .expect(409);
      expect(update.body.errors).toMatchObject([{ pointer: '/update/0/folderId', code: 'LA402' }]);
      expect(await api.dataSource.manager.count(Note)).toBe(3);
    });

    it('stay linked where who changes the links does not see them', async () => {
      const labelsOf = async (): Promise<number[]> => {
        const note = await api.dataSource.manager.findOneOrFail(Note, {
          where: { id: 1 },
          relations: { labels: true },
        });
        return note.labels.map(({ id }) => id).toSorted((left, right) => left - right);
      };
      await api.dataSource.manager.update(Label, { id: 3 }, { shared: false });
      await as(api, ANN).patch('/notes/1').send({ labels: [] }).expect(200);
      expect(await labelsOf()).toEqual([3]);
      await as(api, ANN)
        .put('/notes/1')
        .send({ text: 'x', folderId: 1, labels: [{ id: 1 }] })
        .expect(200);
      expect(await labelsOf()).toEqual([1, 3]);
      await api.dataSource.manager.update(Label, { id: 3 }, { shared: true });
      await as(api, ANN).patch('/notes/1').send({ labels: [] }).expect(200);
      expect(await labelsOf()).toEqual([]);
    });

    it('are linked with nothing that may not be read', async () => {
      for (const ask of [
        () =>
          as(api, ANN)
            .post('/notes')
            .send({ text: 'x', folderId: 1, labels: [{ id: 1 }, { id: 2 }] }),
        () =>
          as(api, ANN)
            .patch('/notes/1')
            .send({ labels: [{ id: 1 }, { id: 2 }] }),
        () =>
          as(api, ANN)
            .put('/notes/1')
            .send({ text: 'x', folderId: 1, labels: [{ id: 1 }, { id: 2 }] }),
      ]) {
        const refused = await ask().expect(409);
        expect(refused.body).toMatchObject({ code: 'LA402', errors: [{ pointer: '/labels/1', code: 'LA402' }] });
      }
      const bulk = { create: [{ text: 'x', folderId: 1, labels: [{ id: 3 }, { id: 2 }] }] };
      const refused = await as(api, ANN).post('/notes/bulk').send(bulk).expect(409);
      expect(refused.body.errors).toMatchObject([{ pointer: '/create/0/labels/1', code: 'LA402' }]);
      await as(api, ANN)
        .post('/notes')
        .send({ text: 'x', folderId: 1, labels: [{ id: 1 }, { id: 3 }] })
        .expect(201);
    });
  });
});
