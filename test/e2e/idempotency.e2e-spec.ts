import { request as httpRequest } from 'node:http';
import { BeforeInsert, Column, Entity, PrimaryColumn, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { IdempotencyEntry, LightApiModule } from '../../lib/index.js';
import { created } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';
import { problemsOf, send, sendAtOnce, statuses, type Answer } from './harness/parallel-client.js';
import { rounds } from './harness/rounds.js';

@Entity()
class Payment {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) payer: string;
  @Column({ type: 'decimal', precision: 12, scale: 2, default: 0 }) amount: string;
  @Column({ type: 'bigint', default: 0 }) serial: string;
  @Column({ type: 'simple-json', nullable: true }) extra: unknown;
  @VersionColumn() version: number;
}

/** The same through the ORM. */
@Entity()
class Transfer {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) payer: string;
  @Column({ type: 'decimal', precision: 12, scale: 2, default: 0 }) amount: string;
  @Column({ type: 'bigint', default: 0 }) serial: string;
  @Column({ type: 'simple-json', nullable: true }) extra: unknown;
  @VersionColumn() version: number;

  @BeforeInsert() heard(): void {
    this.payer = this.payer.trim();
  }
}

/** With a key of its own, which only one row can have. */
@Entity()
class Voucher {
  @PrimaryColumn({ length: 20 }) code: string;
}

const MALFORMED_KEYS = ['x'.repeat(256), 'with space', 'tab\there', 'é', '€'.normalize(), 'a, b'];

describeApi(
  'an idempotency key',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        defaults: { locking: 'optional' },
        entities: [
          { entity: Payment, idempotency: true, bulk: true },
          { entity: Transfer, idempotency: true },
          { entity: Voucher, idempotency: true },
          { entity: Payment, name: 'ShortPayment', path: 'short-payments', idempotency: { retentionMs: 1 } },
          { entity: Payment, name: 'OtherPayment', path: 'other-payments' },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    const post = (path: string, key: string, body: unknown): Promise<Answer> =>
      send(api, 'POST', path, body, { 'Idempotency-Key': key });
    const count = async (path: string): Promise<number> => (await api.agent.get(path)).body.count as number;
    const entries = (): Promise<number> => api.dataSource.getRepository(IdempotencyEntry).count();
    const signs = ({ status, text, headers }: Answer) => ({
      status,
      text,
      location: headers.get('location'),
      etag: headers.get('etag'),
      type: headers.get('content-type'),
    });

    describe.each(['/payments', '/transfers'])('of a create of %s', (path) => {
      const total = rounds(100, api.platform === 'fastify' && path === '/payments');

      it('stores one row, and gives the same answer again, byte for byte', async () => {
        const body = {
          payer: 'ada',
          amount: '1.50',
          serial: '9007199254740993',
          extra: { b: 1, a: ['é', '\\', '💥'] },
        };
        const first = await post(path, 'one', body);
        expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
        for (let turn = 0; turn < 3; turn++) {
          const again = await post(path, 'one', body);
          expect(signs(again)).toEqual(signs(first));
          expect(again.headers.get('idempotency-replayed')).toBe('true');
        }
        expect([await count(path), await entries()]).toEqual([1, 1]);
      });

      it('answers as it did then, whatever became of the row', async () => {
        const first = await post(path, 'one', { payer: 'ada' });
        await api.agent.patch(`${path}/1`).send({ payer: 'eve' }).expect(200);
        expect(signs(await post(path, 'one', { payer: 'ada' }))).toEqual(signs(first));
        await api.agent.delete(`${path}/1`).expect(204);
        expect(signs(await post(path, 'one', { payer: 'ada' }))).toEqual(signs(first));
        expect(await count(path)).toBe(0);
      });

      it('is bound to the body, not to how it is written', async () => {
        await post(path, 'one', { payer: 'ada', amount: '1.50', extra: { b: 1, a: 2 } });
        const same = await post(path, 'one', { extra: { a: 2, b: 1 }, amount: '1.50', payer: 'ada' });
        expect([same.status, same.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
        for (const other of [
          { payer: 'ada' },
          { payer: 'ada', amount: '1.51', extra: { b: 1, a: 2 } },
          { payer: 'ada', amount: '1.50', extra: { b: 1, a: '2' } },
          { payer: 'Ada', amount: '1.50', extra: { b: 1, a: 2 } },
        ]) {
          const answer = await post(path, 'one', other);
          expect([answer.status, answer.body.code, problemsOf(answer)]).toEqual([
            422,
            'LA303',
            ['Idempotency-Key LA303'],
          ]);
          expect(answer.headers.get('idempotency-replayed')).toBeNull();
        }
        expect(await count(path)).toBe(1);
      });

      it('keeps nothing of a request that failed, so that it can be sent right', async () => {
        const wrong = await post(path, 'one', { payer: 7 });
        expect([wrong.status, problemsOf(wrong)]).toEqual([400, ['/payer LA202']]);
        expect(await entries()).toBe(0);
        expect((await post(path, 'one', { payer: 'ada' })).status).toBe(201);
        expect(await count(path)).toBe(1);
      });

      it('makes one row of many that come at once, round after round', { timeout: 600_000 }, async () => {
        for (let round = 0; round < total; round++) {
          const answers = await sendAtOnce(20, () => post(path, `key-${round}`, { payer: `p ${round}` }));
          for (const answer of answers) {
            // A twin may be told to come again, when the first one is slow.
            if (answer.status === 409)
              expect([answer.body.code, answer.headers.get('retry-after')]).toEqual(['LA304', '1']);
            else expect([answer.status, answer.text]).toEqual([201, answers.find((one) => one.status === 201)!.text]);
          }
          const fresh = answers.filter((one) => one.status === 201 && one.headers.get('idempotency-replayed') === null);
          expect(fresh).toHaveLength(1);
        }
        expect([await count(path), await entries()]).toEqual([total, total]);
      });
    });

    it('is nothing to another resource, nor to other operations', async () => {
      const [payment, transfer] = [
        await post('/payments', 'one', { payer: 'ada' }),
        await post('/transfers', 'one', { payer: 'ada' }),
      ];
      for (const answer of [payment, transfer]) {
        expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
      }
      const short = await post('/short-payments', 'one', { payer: 'eve' });
      expect([short.status, short.headers.get('idempotency-replayed')]).toEqual([201, null]);
      const patched = await send(api, 'PATCH', '/payments/1', { payer: 'zoe' }, { 'Idempotency-Key': 'one' });
      expect([patched.status, patched.body.payer]).toEqual([200, 'zoe']);
    });

    it('is told apart from keys that differ in case or length only', async () => {
      const keys = [
        'key',
        'KEY',
        'Key',
        'k',
        'x'.repeat(255),
        'X'.repeat(255),
        "'",
        '"',
        '\\',
        '%',
        '_',
        '{}',
        '0',
        '00',
        '~!',
      ];
      for (const key of keys) expect((await post('/payments', key, { payer: 'ada' })).status).toBe(201);
      expect(await count('/payments')).toBe(keys.length);
      for (const key of keys)
        expect((await post('/payments', key, { payer: 'ada' })).headers.get('idempotency-replayed')).toBe('true');
    });

    it('is refused when it is malformed, and nothing is stored', async () => {
      for (const key of MALFORMED_KEYS) {
        const answer = await raw('/payments', [['Idempotency-Key', Buffer.from(key, 'utf8').toString('latin1')]]);
        expect([key, answer.status, problemsOf(answer)]).toEqual([key, 400, ['Idempotency-Key LA505']]);
      }
      const empty = await raw('/payments', [['Idempotency-Key', '']]);
      expect([empty.status, problemsOf(empty)]).toEqual([400, ['Idempotency-Key LA505']]);
      const twice = await raw('/payments', [
        ['Idempotency-Key', 'a'],
        ['Idempotency-Key', 'b'],
      ]);
      expect([twice.status, problemsOf(twice)]).toEqual([400, ['Idempotency-Key LA505']]);
      expect([await count('/payments'), await entries()]).toEqual([0, 0]);
    });

    it('lets a refused row be tried again once it can be stored', async () => {
      await created(api, '/vouchers', { code: 'A' });
      const refused = await post('/vouchers', 'one', { code: 'A' });
      expect([refused.status, problemsOf(refused)]).toEqual([409, ['/code LA401']]);
      expect(await entries()).toBe(0);
      await api.agent.delete('/vouchers/A').expect(204);
      expect((await post('/vouchers', 'one', { code: 'A' })).status).toBe(201);
      expect((await post('/vouchers', 'one', { code: 'A' })).headers.get('idempotency-replayed')).toBe('true');
      // With other keys the same code stays taken.
      const answers = await sendAtOnce(10, (index) => post('/vouchers', `key-${index}`, { code: 'B' }));
      expect(statuses(answers)).toEqual({ 201: 1, 409: 9 });
      expect(await entries()).toBe(2);
    });

    it('is forgotten when its time is over, and removed by a later create', async () => {
      await post('/short-payments', 'one', { payer: 'ada' });
      await new Promise((resolve) => setTimeout(resolve, 20));
      const again = await post('/short-payments', 'one', { payer: 'eve' });
      expect([again.status, again.headers.get('idempotency-replayed'), again.body.id]).toEqual([201, null, 2]);
      expect(await entries()).toBe(1);
    });

    it('is ignored where a resource does not heed keys, and is not needed where it does', async () => {
      for (let turn = 0; turn < 2; turn++) {
        expect((await post('/other-payments', 'one', { payer: 'ada' })).status).toBe(201);
        await created(api, '/payments', { payer: 'ada' });
      }
      expect([await count('/payments'), await entries()]).toEqual([4, 0]);
    });

    it('is part of the OpenAPI document where it is heeded', () => {
      const headersOf = (path: string) =>
        ((api.document.paths[path] as { post: { parameters?: { in: string; name: string }[] } }).post.parameters ?? [])
          .filter((parameter) => parameter.in === 'header')
          .map(({ name }) => name);
      expect(headersOf('/payments')).toContain('Idempotency-Key');
      expect(headersOf('/other-payments')).not.toContain('Idempotency-Key');
    });

    /** A create with header fields that `fetch` would not send. */
    function raw(path: string, fields: [string, string][]): Promise<Answer> {
      const body = JSON.stringify({ payer: 'ada' });
      return new Promise((resolve, reject) => {
        const target = new URL(api.url + path);
        const outgoing = httpRequest(target, { method: 'POST' }, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const headers = new Headers();
            resolve({
              status: incoming.statusCode!,
              headers,
              text,
              body: text.startsWith('{') ? JSON.parse(text) : undefined,
            });
          });
        });
        outgoing.on('error', reject);
        outgoing.setHeader('Content-Type', 'application/json');
        for (const [name] of fields) {
          outgoing.setHeader(
            name,
            fields.filter(([other]) => other === name).map(([, value]) => value),
          );
        }
        outgoing.end(body);
      });
    }
  },
);
