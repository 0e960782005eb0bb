import { beforeEach, describe, expect, it } from 'vitest';
import { ALL_VISIBLE, type Condition } from '../../../lib/query/question.js';
import { toPayload, type Document, type SampleApi } from '../fixtures/sample-api.js';

/** Reading and writing one row. */
export function describeItems(samples: () => SampleApi): void {
  describe('items', () => {
    beforeEach(() => samples().clear());

    it('writes every type the same on every engine', async () => {
      const created = await samples().create({
        code: 'all',
        text: 'line\nbreak "quoted" \\ \u2028 🙂',
        count: -5,
        big: '9007199254740993',
        price: '1234567890.5',
        ratio: 0.1,
        flag: false,
        local: new Date('2024-01-31T12:00:00.250Z'),
        at: new Date('2024-01-31T12:00:00.000Z'),
        day: '2024-02-29',
        clock: '08:30:00',
        uid: '0a000000-0000-4000-8000-00000000000a',
        mood: 'wild',
        level: 30,
        tags: ['a', 'b'],
        data: { b: [1, null, 'x'] },
        doc: { a: { b: [1.5, true, null, 'é'] } },
        bytes: Buffer.from([0, 255, 10]),
        secret: 'hidden',
        shout: 'Loud',
      });
      const { id, createdAt, updatedAt, ...rest } = created;
      expect(id).toEqual(expect.any(Number));
      expect(rest).toEqual({
        code: 'all',
        text: 'line\nbreak "quoted" \\ \u2028 🙂',
        count: -5,
        big: '9007199254740993',
        price: '1234567890.5000',
        ratio: 0.1,
        flag: false,
        local: '2024-01-31T12:00:00.250Z',
        at: '2024-01-31T12:00:00.000Z',
        day: '2024-02-29',
        clock: '08:30:00',
        uid: '0a000000-0000-4000-8000-00000000000a',
        mood: 'wild',
        level: 30,
        tags: ['a', 'b'],
        data: { b: [1, null, 'x'] },
        doc: { a: { b: [1.5, true, null, 'é'] } },
        bytes: 'AP8K',
        shout: 'LOUD',
        state: "it's new",
        stock: 7,
        version: 1,
      });
      for (const stamp of [createdAt, updatedAt]) {
        expect(stamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(Math.abs(Date.parse(stamp as string) - Date.now())).toBeLessThan(5_000);
      }
      expect(await samples().read(id)).toEqual(created);
      expect((await samples().rowsOf({}))[0]).toEqual(created);
      expect(Object.keys(created)).toEqual(samples().resource.representation.read.map(({ name }) => name));
    });

    it('reads what TypeORM reads', async () => {
      const { id } = await samples().create({
        local: new Date('2024-07-01T10:20:30.456Z'),
        at: new Date('1901-02-03T04:05:06.007Z'),
        doc: [1],
        price: '3.1',
      });
      const entity = (await samples().dataSource.getRepository('Sample').findOneByOrFail({ id })) as Document;
      const row = (await samples().read(id))!;
      expect(row.local).toBe((entity.local as Date).toISOString());
      expect(row.at).toBe((entity.at as Date).toISOString());
      expect(row.doc).toEqual(entity.doc);
    });

    it('writes NULL and empty values', async () => {
      const created = await samples().create({ tags: [], text: '', data: null, bytes: Buffer.alloc(0) });
      expect(created).toMatchObject({
        code: null,
        count: null,
        big: null,
        price: null,
        ratio: null,
        flag: null,
        at: null,
        day: null,
        mood: null,
        data: null,
        doc: null,
        shout: null,
      });
      expect(created).toMatchObject({ tags: [], text: '', bytes: '' });
    });

    it('answers a create with the key as it stands in a path', async () => {
      const stored = await samples().repository.create(toPayload({ code: 'k' }), ALL_VISIBLE);
      expect(stored.key).toEqual([String((stored.row.toJSON() as Document).id)]);
    });

    it('creates a row of nothing but defaults', async () => {
      expect(await samples().create({})).toMatchObject({ state: "it's new", stock: 7, version: 1, code: null });
    });

    it('reads nothing where there is no row', async () => {
      expect(await samples().read(2147483647)).toBeUndefined();
    });

    it('reads only rows that the filter allows', async () => {
      const { id } = await samples().create({ count: 1 });
      const filter = (value: number): Condition => ({
        kind: 'comparison',
        field: samples().field('count'),
        operator: 'eq',
        value,
      });
      expect(await samples().read(id, filter(1))).toBeDefined();
      expect(await samples().read(id, filter(2))).toBeUndefined();
      expect(await samples().update(id, { count: 3 }, filter(2))).toBeUndefined();
      expect(await samples().replace(id, { count: 3 }, filter(2))).toBeUndefined();
      expect(await samples().remove(id, filter(2))).toBe(false);
      expect(await samples().read(id)).toMatchObject({ count: 1, version: 1 });
      expect(await samples().update(id, { text: 'x' }, filter(1))).toMatchObject({ text: 'x' });
      // The row has to be one that the filter allows afterwards as well.
      await expect(samples().update(id, { count: 2 }, filter(1))).rejects.toMatchObject({ code: 'LA701' });
      await expect(samples().replace(id, { text: 'y' }, filter(1))).rejects.toMatchObject({ code: 'LA701' });
      expect(await samples().read(id)).toMatchObject({ count: 1, text: 'x', version: 2 });
      expect(await samples().replace(id, { count: 1 }, filter(1))).toMatchObject({ count: 1, text: null });
      expect(await samples().remove(id, filter(1))).toBe(true);
    });

    it('updates what was sent, raises the version and the date', async () => {
      const created = await samples().create({ code: 'u', text: 'old', count: 4, stock: 1 });
      const updated = (await samples().update(created.id, { text: null, price: '2' }))!;
      expect(updated).toMatchObject({
        code: 'u',
        text: null,
        price: '2.0000',
        count: 4,
        stock: 1,
        version: 2,
        createdAt: created.createdAt,
      });
      // TypeORM's own CURRENT_TIMESTAMP has no fraction of a second on MariaDB.
      expect(Date.parse(updated.updatedAt as string)).toBeGreaterThan(Date.parse(created.createdAt as string) - 1000);
      expect(await samples().read(created.id)).toEqual(updated);
    });

    it('updates a row to the values that it has', async () => {
      const { id } = await samples().create({ code: 'same' });
      expect(await samples().update(id, { code: 'same' })).toMatchObject({ code: 'same' });
    });

    it('changes nothing for an empty payload', async () => {
      const created = await samples().create({ code: 'e' });
      expect(await samples().update(created.id, {})).toEqual(created);
      expect(await samples().update(2147483647, {})).toBeUndefined();
    });

    it('replaces every field: what is absent returns to its default', async () => {
      const created = await samples().create({
        code: 'r',
        text: 'old',
        count: 4,
        stock: 1,
        state: 'used',
        shout: 'hey',
      });
      const replaced = (await samples().replace(created.id, { code: 'r2' }))!;
      expect(replaced).toMatchObject({
        id: created.id,
        code: 'r2',
        text: null,
        count: null,
        shout: null,
        stock: 7,
        state: "it's new",
        version: 2,
      });
      expect(replaced.createdAt).toBe(created.createdAt);
    });

    it('answers undefined or false where there is no row', async () => {
      expect(await samples().update(2147483647, { count: 1 })).toBeUndefined();
      expect(await samples().replace(2147483647, { count: 1 })).toBeUndefined();
      expect(await samples().remove(2147483647)).toBe(false);
    });

    it('removes a row once', async () => {
      const { id } = await samples().create({});
      expect(await samples().remove(id)).toBe(true);
      expect(await samples().remove(id)).toBe(false);
      expect(await samples().read(id)).toBeUndefined();
    });
  });
}
