import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Account, Ledger, Purse, Vault } from './fixtures/accounts.js';
import { created } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';
import { problemsOf, send, sendAtOnce, statuses, type Answer } from './harness/parallel-client.js';
import { rounds } from './harness/rounds.js';

/** Texts that stand for version 1 somewhere, and are not the tag that was given out for it. */
const FORGED_TAGS = [
  'W/"1"',
  '"01"',
  '"+1"',
  '"1.0"',
  '"1e0"',
  '"0x1"',
  '"1abc"',
  '""',
  '"-1"',
  '"0"',
  '"2147483648"',
  '"9223372036854775808"',
  `"${'9'.repeat(400)}"`,
  '"true"',
  '"null"',
  `"1'OR'1'='1"`,
  '"1)OR(1=1"',
  '"*"',
  '"2", "3", "4"',
  'W/"1", "2"',
];

/** Texts that are no list of entity tags at all. */
const MALFORMED_TAGS = [
  '" 1"',
  'w/"1"',
  '1',
  '"1',
  '1"',
  "'1'",
  '*, "1"',
  '"1" "2"',
  '"1";',
  ',',
  'W/1',
  '**',
  '"1", 2',
  '"a"b"',
];

/** Versions in a body that do not name version 1. */
const STALE_VERSIONS = [-1, 0, 2, 99, 2147483647];

/** As many as a pool has connections: more of them only stand in line. */
const WORKERS = 5;

const UNSOUND_VERSIONS = ['1', null, 1.5, 1e21, '1 OR 1=1', true, [1], { '': 1 }, 2147483648];

describeApi(
  'optimistic locking',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          Account,
          Ledger,
          { entity: Vault, softDelete: { restore: true, show: true } },
          Purse,
          { entity: Account, name: 'LooseAccount', path: 'loose-accounts', locking: 'optional' },
          { entity: Account, name: 'FreeAccount', path: 'free-accounts', locking: 'none' },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    const ifMatch = (tag: string): Record<string, string> => ({ 'If-Match': tag });
    const tagOf = ({ headers }: Answer): string => headers.get('etag')!;

    describe.each(['/accounts', '/ledgers', '/vaults'])('of %s', (path) => {
      const place = `${path}/1`;
      const full = api.platform === 'fastify' && path === '/accounts';

      it('gives out the version as a strong tag, with every answer that is one item', async () => {
        const first = await api.agent.post(path).send({ owner: 'ada' }).expect(201);
        expect(first.headers.etag).toBe('"1"');
        expect((await api.agent.get(place)).headers.etag).toBe('"1"');
        expect((await api.agent.head(place)).headers.etag).toBe('"1"');
        expect((await api.agent.get(`${place}?fields=owner`)).headers.etag).toBe('"1"');
        const patched = await api.agent.patch(place).set('If-Match', '"1"').send({ balance: 5 }).expect(200);
        expect([patched.headers.etag, patched.body.version]).toEqual(['"2"', 2]);
        const put = await api.agent.put(place).set('If-Match', '"2"').send({ owner: 'ada', balance: 6 }).expect(200);
        expect([put.headers.etag, put.body.version]).toEqual(['"3"', 3]);
        expect((await api.agent.get(path)).headers.etag).not.toBe('"3"');
      });

      it('changes what has the version, and tells a stale one from a row that is gone', async () => {
        await created(api, path, { owner: 'ada' });
        await api.agent.patch(place).set('If-Match', '"1"').send({ balance: 1 }).expect(200);
        const before = (await api.agent.get(place)).body as object;
        for (const stale of [
          await api.agent.patch(place).set('If-Match', '"1"').send({ balance: 2 }),
          await api.agent.put(place).set('If-Match', '"1"').send({ owner: 'eve' }),
          await api.agent.delete(place).set('If-Match', '"1"'),
          await api.agent.patch(place).set('If-Match', '"1"').send({}),
        ]) {
          expect([stale.status, stale.body.code, problemsOf(stale)]).toEqual([412, 'LA301', ['If-Match LA301']]);
        }
        expect((await api.agent.get(place)).body).toEqual(before);
        for (const gone of [
          await api.agent.patch(`${path}/9`).set('If-Match', '"1"').send({ balance: 2 }),
          await api.agent.put(`${path}/9`).set('If-Match', '*').send({ owner: 'eve' }),
          await api.agent.delete(`${path}/9`).set('If-Match', '"1"'),
        ]) {
          expect([gone.status, gone.body.code]).toEqual([404, 'LA400']);
        }
        await api.agent.delete(place).set('If-Match', '"2"').expect(204);
        await api.agent.delete(place).set('If-Match', '"2"').expect(404);
      });

      it('answers 428 where no version is named, before it looks for the row', async () => {
        await created(api, path, { owner: 'ada' });
        for (const id of [1, 9]) {
          for (const bare of [
            await api.agent.patch(`${path}/${id}`).send({ balance: 2 }),
            await api.agent.put(`${path}/${id}`).send({ owner: 'eve' }),
            await api.agent.delete(`${path}/${id}`),
          ]) {
            expect([bare.status, bare.body.code, problemsOf(bare)]).toEqual([428, 'LA300', ['If-Match LA300']]);
          }
        }
        expect((await api.agent.get(place)).body).toMatchObject({ owner: 'ada', version: 1 });
      });

      it('takes the version from the body as well, and answers 409 to a stale one', async () => {
        await created(api, path, { owner: 'ada' });
        const patched = await api.agent.patch(place).send({ version: 1, balance: 1 }).expect(200);
        expect(patched.body).toMatchObject({ balance: 1, version: 2 });
        const put = await api.agent.put(place).send({ version: 2, owner: 'ada', balance: 2 }).expect(200);
        expect(put.body).toMatchObject({ balance: 2, version: 3 });
        for (const version of [...STALE_VERSIONS.filter((one) => one !== 3), 1]) {
          for (const stale of [
            await api.agent.patch(place).send({ version, balance: 9 }),
            await api.agent.put(place).send({ version, owner: 'eve' }),
            await api.agent.patch(place).send({ version }),
          ]) {
            expect([stale.status, stale.body.code, problemsOf(stale)]).toEqual([409, 'LA302', ['/version LA302']]);
          }
        }
        await api.agent.patch(`${path}/9`).send({ version: 1, balance: 9 }).expect(404);
        expect((await api.agent.get(place)).body).toMatchObject({ owner: 'ada', balance: 2, version: 3 });
      });

      it('demands both when both are sent', async () => {
        await created(api, path, { owner: 'ada' });
        const refused = [
          await api.agent.patch(place).set('If-Match', '"1"').send({ version: 2, balance: 9 }),
          await api.agent.patch(place).set('If-Match', '"2"').send({ version: 1, balance: 9 }),
          await api.agent.patch(place).set('If-Match', '*').send({ version: 2, balance: 9 }),
        ];
        expect(refused.map(({ status }) => status)).toEqual([409, 412, 409]);
        await api.agent.patch(place).set('If-Match', '"1"').send({ version: 1, balance: 9 }).expect(200);
      });

      it('takes any of a list of tags, and * for any version of a row that is there', async () => {
        await created(api, path, { owner: 'ada' });
        await api.agent.patch(place).set('If-Match', '"7", "1", W/"2"').send({ balance: 1 }).expect(200);
        await api.agent.patch(place).set('If-Match', ' , "2",').send({ balance: 2 }).expect(200);
        await api.agent.patch(place).set('If-Match', '*').send({ balance: 3 }).expect(200);
        await api.agent.delete(place).set('If-Match', '*').expect(204);
        await api.agent.patch(place).set('If-Match', '*').send({ balance: 3 }).expect(404);
      });

      it('is not deceived by a tag that only looks like a version', async () => {
        await created(api, path, { owner: 'ada' });
        for (const tag of FORGED_TAGS) {
          const answer = await send(api, 'PATCH', place, { balance: 9 }, ifMatch(tag));
          expect([tag, answer.status, answer.body.code]).toEqual([tag, 412, 'LA301']);
        }
        for (const tag of MALFORMED_TAGS) {
          const answer = await send(api, 'PATCH', place, { balance: 9 }, ifMatch(tag));
          expect([tag, answer.status, problemsOf(answer)]).toEqual([tag, 400, ['If-Match LA505']]);
          if (tag.length > 4) expect(answer.text).not.toContain(JSON.stringify(tag).slice(1, -1));
        }
        const many = Array.from({ length: 1200 }, (_, index) => `"${index + 2}"`).join(',');
        expect((await send(api, 'PATCH', place, { balance: 9 }, ifMatch(many))).status).toBe(412);
        expect((await api.agent.get(place)).body).toMatchObject({ balance: 0, version: 1 });
      });

      it('refuses a version in the body that is none', async () => {
        await created(api, path, { owner: 'ada' });
        for (const version of UNSOUND_VERSIONS) {
          const answer = await send(api, 'PATCH', place, { version, balance: 9 });
          expect([version, answer.status, answer.body.errors?.[0]?.pointer]).toEqual([version, 400, '/version']);
        }
        expect((await api.agent.get(place)).body).toMatchObject({ balance: 0, version: 1 });
      });

      it('lets exactly one of many changes of one version pass, round after round', { timeout: 600_000 }, async () => {
        const { id } = await created(api, path, { owner: 'ada' });
        const total = rounds(200, full);
        for (let version = 1; version <= total; version++) {
          const answers = await sendAtOnce(20, (index) =>
            send(api, 'PATCH', `${path}/${String(id)}`, { balance: version * 20 + index }, ifMatch(`"${version}"`)),
          );
          expect(statuses(answers)).toEqual({ 200: 1, 412: 19 });
          const winner = answers.find(({ status }) => status === 200)!;
          expect(tagOf(winner)).toBe(`"${version + 1}"`);
          if (version % 20 === 0) expect((await api.agent.get(place)).body.balance).toBe(winner.body.balance);
        }
        expect((await api.agent.get(place)).body.version).toBe(total + 1);
      });

      it('loses none of many increments that are tried again after 412', { timeout: 600_000 }, async () => {
        await created(api, path, { owner: 'ada' });
        const total = rounds(1000, full);
        const increment = async (): Promise<void> => {
          for (;;) {
            const { body, headers } = await send(api, 'GET', place);
            const change = { balance: Number(body.balance) + 1 };
            const { status } = await send(api, 'PATCH', place, change, ifMatch(headers.get('etag')!));
            if (status === 200) return;
            expect(status).toBe(412);
          }
        };
        const worker = async (): Promise<void> => {
          for (let done = 0; done < total / WORKERS; done++) await increment();
        };
        await Promise.all(Array.from({ length: WORKERS }, worker));
        expect((await api.agent.get(place)).body).toMatchObject({ balance: total, version: total + 1 });
      });

      it('brings no row back that was deleted while it was changed', { timeout: 600_000 }, async () => {
        for (let round = 0; round < rounds(100, full); round++) {
          const { id } = await created(api, path, { owner: `owner ${round}` });
          const target = `${path}/${String(id)}`;
          const [patched, removed, put] = await Promise.all([
            send(api, 'PATCH', target, { balance: 1 }, ifMatch('*')),
            send(api, 'DELETE', target, undefined, ifMatch('*')),
            send(api, 'PUT', target, { owner: `owner ${round}` }, ifMatch('*')),
          ]);
          expect(removed.status).toBe(204);
          expect([200, 404]).toContain(patched.status);
          expect([200, 404]).toContain(put.status);
          await api.agent.get(path).expect(({ body }) => expect(body.count).toBe(0));
        }
      });

      it('lets one of a change and a deletion of the same version pass', { timeout: 600_000 }, async () => {
        for (let round = 0; round < rounds(100, full); round++) {
          const { id } = await created(api, path, { owner: `owner ${round}` });
          const target = `${path}/${String(id)}`;
          const answers = await Promise.all([
            send(api, 'PATCH', target, { balance: 1 }, ifMatch('"1"')),
            send(api, 'DELETE', target, undefined, ifMatch('"1"')),
          ]);
          expect([
            [200, 412],
            [404, 204],
          ]).toContainEqual(answers.map(({ status }) => status));
        }
      });
    });

    it('keeps a deleted row and its restoration apart by version', async () => {
      await created(api, '/vaults', { owner: 'ada' });
      await api.agent.delete('/vaults/1').set('If-Match', '"1"').expect(204);
      await api.agent.post('/vaults/1/restore').set('If-Match', '"1"').expect(412);
      const restored = await api.agent.post('/vaults/1/restore').set('If-Match', '"2"').expect(200);
      expect([restored.headers.etag, restored.body.closedAt]).toEqual(['"3"', null]);
      await api.agent.patch('/vaults/1').set('If-Match', '"1"').send({ balance: 1 }).expect(412);
      await api.agent.patch('/vaults/1').set('If-Match', '"3"').send({ balance: 1 }).expect(200);
    });

    it('heeds a version only where it is sent when it is optional', async () => {
      await created(api, '/loose-accounts', { owner: 'ada' });
      await api.agent.patch('/loose-accounts/1').send({ balance: 1 }).expect(200);
      await api.agent.patch('/loose-accounts/1').set('If-Match', '"1"').send({ balance: 2 }).expect(412);
      await api.agent.patch('/loose-accounts/1').send({ version: 1, balance: 2 }).expect(409);
      await api.agent.delete('/loose-accounts/1').set('If-Match', '"1"').expect(412);
      await api.agent.delete('/loose-accounts/1').expect(204);
    });

    it('refuses a version in the body of a resource that does not lock', async () => {
      await created(api, '/free-accounts', { owner: 'ada' });
      const answer = await api.agent.patch('/free-accounts/1').send({ version: 1, balance: 1 }).expect(400);
      expect(problemsOf(answer)).toEqual(['/version LA205']);
      await api.agent.patch('/free-accounts/1').send({ balance: 1 }).expect(200);
    });

    it('takes only * where rows have no version', async () => {
      const first = await api.agent.post('/purses').send({ owner: 'ada' }).expect(201);
      expect(first.headers.etag).not.toBe('"1"');
      await api.agent.patch('/purses/1').set('If-Match', '*').send({ balance: 1 }).expect(200);
      await api.agent.patch('/purses/9').set('If-Match', '*').send({ balance: 1 }).expect(404);
      for (const refused of [
        await api.agent.patch('/purses/1').set('If-Match', '"1"').send({ balance: 2 }),
        await api.agent.put('/purses/1').set('If-Match', '"1"').send({ owner: 'eve' }),
        await api.agent.delete('/purses/1').set('If-Match', '"1", "2"'),
      ]) {
        expect([refused.status, problemsOf(refused)]).toEqual([412, ['If-Match LA301']]);
      }
      await api.agent.patch('/purses/9').set('If-Match', '"1"').send({ balance: 2 }).expect(404);
      expect((await api.agent.get('/purses/1')).body).toEqual({ id: 1, owner: 'ada', balance: 1 });
      await api.agent.delete('/purses/1').expect(204);
    });
  },
);
