import { beforeEach, describe, expect, it } from 'vitest';
import type { SampleApi } from '../fixtures/sample-api.js';

/** Writes that refuse or race each other. */
export function describeConflicts(samples: () => SampleApi): void {
  describe('conflicts and parallel writes', () => {
    beforeEach(() => samples().clear());

    it('answers a duplicate with a conflict that names the field', async () => {
      await samples().create({ code: 'taken' });
      const { id } = await samples().create({ code: 'free' });
      const conflict = { code: 'LA401', status: 409, errors: [expect.objectContaining({ pointer: '/code' })] };
      await expect(samples().create({ code: 'taken' })).rejects.toMatchObject(conflict);
      await expect(samples().update(id, { code: 'taken' })).rejects.toMatchObject(conflict);
      await expect(samples().replace(id, { code: 'taken' })).rejects.toMatchObject(conflict);
      expect(await samples().read(id)).toMatchObject({ code: 'free', version: 1 });
    });

    it('loses none of 250 parallel creates when every fifth fails', async () => {
      await samples().create({ code: 'dup' });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 250 }, (_, index) => samples().create({ code: index % 5 === 4 ? 'dup' : `p${index}` })),
      );
      const stored = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(50);
      for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toMatchObject({ code: 'LA401' });
      expect(stored).toHaveLength(200);
      expect((await samples().list({ pageSize: 1 })).total).toBe(201);
    });

    it('lets parallel updates each raise the version', async () => {
      const { id } = await samples().create({ count: 0 });
      await Promise.all(Array.from({ length: 30 }, (_, count) => samples().update(id, { count: count + 1 })));
      expect(await samples().read(id)).toMatchObject({ version: 31 });
    });

    it('finds a row by the instant that was shown, however precise the stored one is', async () => {
      const { id, createdAt, updatedAt } = await samples().create({});
      for (const [fieldName, text] of [
        ['createdAt', createdAt],
        ['updatedAt', updatedAt],
      ] as const) {
        const value = new Date(text as string);
        for (const [operator, found] of [
          ['eq', true],
          ['gte', true],
          ['lte', true],
          ['gt', false],
          ['lt', false],
          ['ne', false],
        ] as const) {
          const rows = await samples().rowsOf({
            filter: { kind: 'comparison', field: samples().field(fieldName), operator, value },
          });
          expect([operator, rows.map((row) => row.id)]).toEqual([operator, found ? [id] : []]);
        }
      }
    });
  });
}
