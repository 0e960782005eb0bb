import { AfterLoad, Column, DeleteDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { created, listed } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';
import { problemsOf, send, sendAtOnce, statuses } from './harness/parallel-client.js';
import { rounds } from './harness/rounds.js';

@Entity()
class Note {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) title: string;
  @Column({ type: 'int', default: 0 }) rank: number;
  @DeleteDateColumn() deletedAt: Date | null;
}

/** The same through the ORM, and its date is not shown. */
@Entity()
class Memo {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) title: string;
  @Column({ type: 'int', default: 0 }) rank: number;
  @DeleteDateColumn({ select: false }) deletedAt: Date | null;

  @AfterLoad() seen(): void {
    this.rank += 0;
  }
}

const softDelete = { restore: true, show: true };

describeApi(
  'soft deletion',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Note, softDelete, bulk: true },
          { entity: Memo, softDelete, bulk: true },
          { entity: Note, name: 'PlainNote', path: 'plain-notes' },
          { entity: Note, name: 'ShownNote', path: 'shown-notes', softDelete: { show: true }, operations: ['list'] },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    describe.each(['/notes', '/memos'])('of %s', (path) => {
      const titles = (query = ''): Promise<unknown[]> => listed(api, path, 'title', `ordering=id&${query}`);

      beforeEach(async () => {
        for (const title of ['one', 'two', 'three']) await created(api, path, { title });
        await api.agent.delete(`${path}/2`).expect(204);
      });

      it('hides a row from everything until it is restored', async () => {
        await api.agent.get(`${path}/2`).expect(404);
        await api.agent.patch(`${path}/2`).send({ rank: 1 }).expect(404);
        await api.agent.put(`${path}/2`).send({ title: 'x' }).expect(404);
        await api.agent.delete(`${path}/2`).expect(404);
        expect(await titles()).toEqual(['one', 'three']);
        expect(await titles('id=2')).toEqual([]);
        const bulk = await api.agent.post(`${path}/bulk`).send({ update: [{ id: 2, rank: 1 }], remove: [{ id: 2 }] });
        expect(bulk.status).toBe(400);
        const missed = await api.agent
          .post(`${path}/bulk`)
          .send({ update: [{ id: 2, rank: 1 }] })
          .expect(409);
        expect(problemsOf(missed)).toEqual(['/update/0 LA400']);

        const restored = await api.agent.post(`${path}/2/restore`).expect(200);
        expect(restored.body).toMatchObject({ id: 2, title: 'two', rank: 0 });
        expect((await api.agent.get(`${path}/2`).expect(200)).body).toEqual(restored.body);
        expect(await titles()).toEqual(['one', 'two', 'three']);
      });

      it('is shown where it is asked for', async () => {
        expect(await titles('deleted=with')).toEqual(['one', 'two', 'three']);
        expect(await titles('deleted=only')).toEqual(['two']);
        expect(await titles('deleted=only&title=one')).toEqual([]);
        await api.agent.get(`${path}/2?deleted=with`).expect(200);
        await api.agent.get(`${path}/2?deleted=only`).expect(200);
        await api.agent.get(`${path}/1?deleted=only`).expect(404);
        for (const value of ['yes', '', 'WITH', 'without,only', 'only&deleted=with']) {
          const answer = await api.agent.get(`${path}?deleted=${value}`).expect(400);
          expect(problemsOf(answer)[0]).toContain('deleted ');
        }
        // A write never reaches a deleted row, whatever is asked for.
        const write = await api.agent.patch(`${path}/2?deleted=with`).send({ rank: 1 });
        expect([400, 404]).toContain(write.status);
      });

      it('is taken back for deleted rows only', async () => {
        for (const id of [1, 99]) {
          const answer = await api.agent.post(`${path}/${id}/restore`).expect(404);
          expect(answer.body.code).toBe('LA400');
        }
        await api.agent.post(`${path}/2/restore`).expect(200);
        await api.agent.post(`${path}/2/restore`).expect(404);
        expect(problemsOf(await api.agent.post(`${path}/x/restore`).expect(400))[0]).toContain('id ');
      });

      it('keeps the unique values of a row, hidden or not', async () => {
        const taken = await api.agent.post(path).send({ title: 'two' }).expect(409);
        expect(problemsOf(taken)).toEqual(['/title LA401']);
        await api.agent.post(`${path}/2/restore`).expect(200);
      });

      it('is taken back once by many that come at once, and never half', { timeout: 120_000 }, async () => {
        const total = rounds(50, api.platform === 'fastify' && path === '/notes');
        for (let round = 0; round < total; round++) {
          const answers = await sendAtOnce(8, () => send(api, 'POST', `${path}/2/restore`));
          expect(statuses(answers)).toEqual({ 200: 1, 404: 7 });
          const removals = await sendAtOnce(8, () => send(api, 'DELETE', `${path}/2`));
          expect(statuses(removals)).toEqual({ 204: 1, 404: 7 });
        }
      });
    });

    it('has no route and no parameter where they were not asked for', async () => {
      await created(api, '/notes', { title: 'one' });
      await api.agent.delete('/plain-notes/1').expect(204);
      await api.agent.post('/plain-notes/1/restore').expect(404);
      const unknown = await api.agent.get('/plain-notes?deleted=only').expect(400);
      expect(problemsOf(unknown)).toEqual(['deleted LA101']);
      expect(await listed(api, '/shown-notes', 'title', 'deleted=only')).toEqual(['one']);
      await api.agent.post('/shown-notes/1/restore').expect(404);
    });
  },
);
