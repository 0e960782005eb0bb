import { beforeEach, expect, it } from 'vitest';
import { describeApi } from './harness/describe-api.js';
import { fillOwned, Label, Note, OWNED } from './fixtures/owned.js';
import { ANN, as, BOB } from './fixtures/principals.js';

describeApi('rows that belong to somebody through a relation', OWNED, (api) => {
  beforeEach(async () => {
    await api.reset();
    await fillOwned(api.dataSource.manager);
  });

  const ids = ({ body }: { body: { results: { id: number }[] } }): number[] => body.results.map(({ id }) => id);

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
