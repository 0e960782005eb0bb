import { beforeEach, expect, it } from 'vitest';
import { describeApi, type Api } from './harness/describe-api.js';
import { problemsOf } from './harness/parallel-client.js';
import { Address, HEARD, NESTED, Parcel, Part, Seal, Sticker } from './fixtures/nested.js';
import { ANN, as, BOB, EDITH } from './fixtures/principals.js';

describeApi('rows that come with another one', NESTED, suite);
describeApi('rows that come with another one, written by TypeORM,', HEARD, suite);

function suite(api: Api): void {
  beforeEach(() => api.reset());

  const create = (body: object, user = ANN) => as(api, user).post('/parcels').send(body);
  const counts = (): Promise<number[]> =>
    Promise.all([Parcel, Address, Seal, Part, Sticker].map((entity) => api.dataSource.manager.count<object>(entity)));
  const NOTHING = [0, 0, 0, 0, 0];

  it('belong to who brings them', async () => {
    await create({
      name: 'box',
      address: { city: 'Basel' },
      parts: [{ quantity: 1 }, { quantity: 5 }],
      stickers: [{ text: 'fragile' }],
    }).expect(201);
    const { manager } = api.dataSource;
    expect(await manager.find(Parcel)).toMatchObject([{ userId: 1, addressId: 1 }]);
    expect(await manager.find(Address)).toMatchObject([{ userId: 1, city: 'Basel' }]);
    expect(await manager.find(Sticker)).toMatchObject([{ userId: 1 }]);
    expect(await manager.count(Part)).toBe(2);
    await as(api, ANN).get('/addresses/1').expect(200);
    await as(api, BOB).get('/addresses/1').expect(404);
    const shown = await as(api, ANN).get('/parcels/1?include=address,parts,stickers').expect(200);
    expect(shown.body).toMatchObject({ address: { id: 1 }, parts: [{ id: 1 }, { id: 2 }], stickers: [{ id: 1 }] });
  });

  it('are refused where who brings them may never make one', async () => {
    const refused = await create({ name: 'x', seal: { mark: 'eagle' } }).expect(403);
    expect([refused.body.code, problemsOf(refused)]).toEqual(['LA700', ['/seal LA700']]);
    expect(await counts()).toEqual(NOTHING);
    await create({ name: 'x', seal: { mark: 'eagle' } }, EDITH).expect(201);
    await create({ name: 'x' }).expect(201);
    const changed = await as(api, ANN)
      .patch('/parcels/2')
      .send({ seal: { mark: 'x' } })
      .expect(403);
    expect(problemsOf(changed)).toEqual(['/seal LA700']);
    const bulk = await as(api, ANN)
      .post('/parcels/bulk')
      .send({ create: [{ name: 'x' }, { name: 'y', seal: { mark: 'x' } }], update: [{ id: 2, name: 'z' }] })
      .expect(409);
    expect([bulk.body.code, problemsOf(bulk)]).toEqual(['LA305', ['/create/1/seal LA700']]);
    expect(await counts()).toEqual([2, 0, 1, 0, 0]);
  });

  it('are taken back with everything where they break a rule', async () => {
    for (const [body, pointer] of [
      [{ address: { city: 'Perth', distance: 11 } }, '/address'],
      [{ parts: [{ quantity: 5 }, { quantity: 6 }] }, '/parts'],
      [{ stickers: [{ text: 'small' }, { text: 'large', size: 6 }] }, '/stickers'],
    ] as const) {
      const refused = await create({ name: 'x', ...body }).expect(403);
      expect([refused.body.code, problemsOf(refused)]).toEqual(['LA701', [`${pointer} LA701`]]);
      const many = { create: [{ name: 'a' }, { name: 'b', ...body }] };
      const bulk = await as(api, ANN).post('/parcels/bulk').send(many).expect(409);
      expect([bulk.body.code, problemsOf(bulk)]).toEqual(['LA305', [`/create/1${pointer} LA701`]]);
    }
    expect(await counts()).toEqual(NOTHING);
  });

  it('are held to the same in a change', async () => {
    await create({ name: 'x' }).expect(201);
    const far = await as(api, ANN)
      .patch('/parcels/1')
      .send({ address: { city: 'Perth', distance: 11 } })
      .expect(403);
    expect(problemsOf(far)).toEqual(['/address LA701']);
    const large = await as(api, ANN)
      .patch('/parcels/1')
      .send({ stickers: [{ text: 'x', size: 6 }] })
      .expect(403);
    expect(problemsOf(large)).toEqual(['/stickers LA701']);
    expect(await counts()).toEqual([1, 0, 0, 0, 0]);
    await as(api, ANN)
      .patch('/parcels/1')
      .send({ address: { city: 'Bern', distance: 10 } })
      .expect(200);
    expect(await api.dataSource.manager.find(Address)).toMatchObject([{ userId: 1, city: 'Bern' }]);
    await as(api, BOB)
      .patch('/parcels/1')
      .send({ address: { city: 'Bern' } })
      .expect(404);
    expect(await counts()).toEqual([1, 1, 0, 0, 0]);
  });

  it('are not what is linked: that was there before', async () => {
    const { manager } = api.dataSource;
    await manager.insert(Sticker, [
      { text: 'old and large', size: 9, userId: 1 },
      { text: 'his', size: 1, userId: 2 },
    ]);
    await create({ name: 'x', stickers: [{ id: 1 }, { text: 'new' }] }).expect(201);
    const refused = await create({ name: 'x', stickers: [{ text: 'new' }, { id: 2 }] }).expect(409);
    expect([refused.body.code, problemsOf(refused)]).toEqual(['LA402', ['/stickers/1 LA402']]);
    const large = await create({ name: 'x', stickers: [{ id: 1 }, { text: 'new', size: 6 }] }).expect(403);
    expect(problemsOf(large)).toEqual(['/stickers LA701']);
    expect(await counts()).toEqual([1, 0, 0, 0, 3]);
  });

  it('name only rows that may be read', async () => {
    await api.dataSource.manager.insert(Sticker, [
      { text: 'hers', userId: 1 },
      { text: 'his', userId: 2 },
    ]);
    const parts = [
      { quantity: 1, stickerId: 1 },
      { quantity: 1, stickerId: 2 },
      { quantity: 1, stickerId: 99 },
    ];
    const refused = await create({ name: 'x', parts }).expect(409);
    expect([refused.body.code, problemsOf(refused)]).toEqual([
      'LA402',
      ['/parts/1/stickerId LA402', '/parts/2/stickerId LA402'],
    ]);
    const address = await create({ name: 'x', addressId: 1 }).expect(409);
    expect(problemsOf(address)).toEqual(['/addressId LA402']);
    expect(await counts()).toEqual([0, 0, 0, 0, 2]);
    await create({ name: 'x', parts: parts.slice(0, 1) }).expect(201);
  });

  it('are a change of the row that they are related to', async () => {
    const made = await create({ name: 'x', stickers: [{ text: 'a' }] }).expect(201);
    const changed = await as(api, ANN)
      .patch('/parcels/1')
      .set('If-Match', made.headers.etag as string)
      .send({ stickers: [{ text: 'b' }] })
      .expect(200);
    expect(changed.body).toMatchObject({ version: 2 });
    await as(api, ANN).patch('/parcels/1').set('If-Match', '"1"').send({ stickers: [] }).expect(412);
    const shown = await as(api, ANN).get('/parcels/1?include=stickers').expect(200);
    expect(shown.body).toMatchObject({ version: 2, stickers: [{ text: 'b' }] });
  });

  it('have no owner that a body could name', async () => {
    const known = await create({ name: 'x', address: { city: 'x', userId: 2 } }).expect(400);
    const unknown = await create({ name: 'x', address: { city: 'x', zzzzzz: 2 } }).expect(400);
    expect(JSON.stringify(known.body.errors).replaceAll('userId', 'zzzzzz')).toBe(JSON.stringify(unknown.body.errors));
    expect(problemsOf(await create({ name: 'x', stickers: [{ text: 'x', userId: 2 }] }).expect(400))).toEqual([
      '/stickers/0/userId LA205',
    ]);
  });
}
