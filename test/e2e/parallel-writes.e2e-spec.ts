import { BeforeInsert, Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Audited } from '../entities/audited.js';
import { Author } from '../entities/author.js';
import { Country } from '../entities/country.js';
import { Specimen } from '../entities/specimen.js';
import { created } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';

/** Unique, and with a listener, so that it is written through the ORM. */
@Entity()
class Badge {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) code: string;
  @Column({ type: 'varchar', length: 40, nullable: true }) seal: string | null;

  @BeforeInsert() close(): void {
    this.seal = `sealed ${this.code}`;
  }
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

describeApi(
  'parallel writes',
  {
    imports: (database) => [
      LightApiModule.forRoot({ database, entities: [Author, Audited, Badge, Country, Specimen] }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    /** Through `fetch`, so that requests do run beside each other. */
    const send = async (method: string, path: string, body?: object): Promise<Answer> => {
      const response = await fetch(api.url + path, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    };
    const statuses = (answers: readonly Answer[]) => {
      const counts: Record<number, number> = {};
      for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
      return counts;
    };
    const namesOf = async (): Promise<string[]> =>
      (await api.dataSource.getRepository(Author).find()).map(({ name }) => name);

    it('store every create that was acknowledged, and answer 409 to every other', async () => {
      await created(api, '/authors', { name: 'taken' });
      const names = Array.from({ length: 250 }, (_, index) => (index % 5 === 0 ? 'taken' : `author ${index}`));
      const answers = await Promise.all(names.map((name) => send('POST', '/authors', { name })));
      expect(statuses(answers)).toEqual({ 201: 200, 409: 50 });
      const acknowledged = answers.filter(({ status }) => status === 201).map(({ body }) => String(body['name']));
      expect((await namesOf()).sort()).toEqual(['taken', ...acknowledged].sort());
      for (const { status, body } of answers.filter((answer) => answer.status === 409)) {
        expect({ status, code: body['code'] }).toEqual({ status: 409, code: 'LA401' });
      }
    });

    it('store every acknowledged create through the ORM as well', async () => {
      await created(api, '/badges', { code: 'taken' });
      const codes = Array.from({ length: 100 }, (_, index) => (index % 5 === 0 ? 'taken' : `code ${index}`));
      const answers = await Promise.all(codes.map((code) => send('POST', '/badges', { code })));
      expect(statuses(answers)).toEqual({ 201: 80, 409: 20 });
      const stored = await api.dataSource.getRepository(Badge).find();
      const acknowledged = answers.filter(({ status }) => status === 201).map(({ body }) => String(body['id']));
      expect(stored.map(({ id }) => String(id)).sort()).toEqual(['1', ...acknowledged].sort());
      expect(stored.every(({ code, seal }) => seal === `sealed ${code}`)).toBe(true);
    });

    it('give one unique value to exactly one of many creates', async () => {
      for (const [path, body] of [
        ['/authors', { name: 'Ursula' }],
        ['/countries', { code: 'CH', name: 'Switzerland' }],
        ['/badges', { code: 'the one' }],
      ] as const) {
        const answers = await Promise.all(Array.from({ length: 40 }, () => send('POST', path, body)));
        expect(statuses(answers)).toEqual({ 201: 1, 409: 39 });
        await api.agent.get(path).expect(({ body: page }) => expect(page.count).toBe(1));
      }
    });

    it('give one unique value to exactly one of many updates', async () => {
      const rows = await Promise.all(
        Array.from({ length: 12 }, (_, index) => created(api, '/authors', { name: `author ${index}` })),
      );
      const answers = await Promise.all(
        rows.map(({ id }) => send('PATCH', `/authors/${String(id)}`, { name: 'the one' })),
      );
      expect(statuses(answers)).toEqual({ 200: 1, 409: 11 });
      expect((await namesOf()).filter((name) => name === 'the one')).toHaveLength(1);
    });

    describe.each([
      ['/authors', { name: 'Ursula' }, { bornOn: '1929-10-21' }],
      ['/auditeds', { label: 'one' }, { label: 'two' }],
    ])('of one row of %s', (path, body, change) => {
      it('never bring back a row that was deleted', async () => {
        for (let round = 0; round < 15; round++) {
          const { id } = await created(api, path, body);
          const place = `${path}/${String(id)}`;
          const [patched, removed, put] = await Promise.all([
            send('PATCH', place, change),
            send('DELETE', place),
            send('PUT', place, body),
          ]);
          expect(removed.status).toBe(204);
          expect([200, 404]).toContain(patched.status);
          expect([200, 404]).toContain(put.status);
          await api.agent.get(path).expect(({ body: page }) => expect(page.count).toBe(0));
        }
      });

      it('delete it once', async () => {
        const { id } = await created(api, path, body);
        const answers = await Promise.all(Array.from({ length: 10 }, () => send('DELETE', `${path}/${String(id)}`)));
        expect(statuses(answers)).toEqual({ 204: 1, 404: 9 });
      });
    });

    it('count every change in the version', async () => {
      const { id } = await created(api, '/specimens', { intValue: 0, varcharValue: 'x' });
      const place = `/specimens/${String(id)}`;
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, index) => send('PATCH', place, { intValue: index + 1 })),
      );
      expect(statuses(answers)).toEqual({ 200: 30 });
      const versions = answers.map(({ body }) => Number(body['version'])).sort((left, right) => left - right);
      const { body } = await api.agent.get(place).expect(200);
      expect(body.version).toBe(31);
      expect(versions.at(-1)).toBe(31);
    });

    it('change only what each of them names', async () => {
      const { id } = await created(api, '/specimens', { intValue: 0, varcharValue: 'x' });
      const place = `/specimens/${String(id)}`;
      const changes = [
        { intValue: 7 },
        { varcharValue: 'y' },
        { textValue: 'z' },
        { state: 'retired' },
        { booleanValue: true },
      ];
      await Promise.all(changes.map((change) => send('PATCH', place, change)));
      const { body } = await api.agent.get(place).expect(200);
      expect(body).toMatchObject(Object.assign({}, ...changes) as object);
    });

    it('outlive a transaction of the application that is rolled back', async () => {
      let answers: Answer[] = [];
      const rolledBack = api.dataSource.transaction(async (manager) => {
        await manager.insert(Author, { name: 'of the host' });
        const sent = Promise.all(
          Array.from({ length: 20 }, (_, index) => send('POST', '/authors', { name: `author ${index}` })),
        );
        await new Promise((resolve) => setTimeout(resolve, 150));
        void sent.then((all) => (answers = all));
        throw new Error('the host changes its mind');
      });
      await expect(rolledBack).rejects.toThrow('the host changes its mind');
      for (let waited = 0; answers.length === 0 && waited < 100; waited++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(statuses(answers)).toEqual({ 201: 20 });
      expect((await namesOf()).sort()).toEqual(answers.map(({ body }) => String(body['name'])).sort());
    });

    it('and transactions of the application do not get in each other’s way', async () => {
      const transactions = Array.from({ length: 10 }, (_, index) =>
        api.dataSource
          .transaction(async (manager) => {
            await manager.insert(Author, { name: `host ${index}` });
            await new Promise((resolve) => setTimeout(resolve, 5));
            if (index % 2 === 0) throw new Error('no');
          })
          .catch(() => undefined),
      );
      const requests = Array.from({ length: 40 }, (_, index) => send('POST', '/authors', { name: `client ${index}` }));
      const [answers] = await Promise.all([Promise.all(requests), Promise.all(transactions)]);
      expect(statuses(answers)).toEqual({ 201: 40 });
      expect((await namesOf()).filter((name) => name.startsWith('client'))).toHaveLength(40);
    });
  },
);
