import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Logger, Post } from '@nestjs/common';
import {
  AfterLoad,
  Column,
  DataSource,
  Entity,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  VersionColumn,
  ViewColumn,
  ViewEntity,
  type DataSourceOptions,
  type Relation,
} from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AuthSession,
  InjectResource,
  LightApiCache,
  LightApiModule,
  LightApiTransactions,
  type ResourceService,
} from '../../lib/index.js';
import { People, resetPeople } from './fixtures/people.js';
import { chosenEngines } from './harness/chosen.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { proxyOf, through } from './harness/proxied-database.js';
import { emptyTables } from './harness/table-cleaner.js';
import type { TcpProxy } from './harness/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from './harness/test-databases.js';

/** Time in which reads go to the primary database. */
const WINDOW_MS = 500;

@Entity()
class Hall {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) title: string;
}

@Entity()
class Statue {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) title: string;
  @VersionColumn() version: number;
  @ManyToOne(() => Hall, { nullable: true }) hall: Relation<Hall> | null;
}

/** Rows of it are read and written by TypeORM. */
@Entity()
class Relic {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) title: string;
  @ManyToOne(() => Hall, { nullable: true, eager: true }) hall: Relation<Hall> | null;

  @AfterLoad() touch(): void {
    this.title = `${this.title}!`;
  }
}

@ViewEntity({ expression: 'SELECT id, title FROM statue', dependsOn: [Statue] })
class Label {
  @PrimaryColumn() id: number;
  @ViewColumn() title: string;
}

@Controller('tours')
class TourController {
  constructor(
    private readonly transactions: LightApiTransactions,
    @InjectResource(Statue) private readonly statues: ResourceService<Statue>,
  ) {}

  @Post()
  guide(): Promise<unknown> {
    return this.transactions.run(async () => (await this.statues.list()).results.map(({ title }) => title));
  }
}

const ENTITIES = [Hall, Statue, Relic, Label, AuthSession];

/** What an action was shown. */
const told: string[] = [];

interface Titled {
  readonly title: string;
}

for (const engine of chosenEngines(['postgres', 'mariadb']) as ('postgres' | 'mariadb')[])
  describe(`an API with a replica (${engine})`, () => {
    let far: TestDatabase;
    let primaryProxy: TcpProxy;
    let replicaProxy: TcpProxy;
    let replica: DataSource;
    beforeAll(async () => {
      [far, primaryProxy, replicaProxy] = await Promise.all([
        createTestDatabase(engine),
        proxyOf(engine),
        proxyOf(engine),
      ]);
      replica = await new DataSource({ ...(far.options as DataSourceOptions), entities: ENTITIES }).initialize();
    });
    afterAll(async () => {
      await replica?.destroy();
      await far?.drop();
      await Promise.all([primaryProxy?.close(), replicaProxy?.close()]);
    });

    describeApi(
      'reads',
      {
        engines: [engine],
        platforms: ['fastify'],
        imports: (database) => {
          const { url, ...options } = through(primaryProxy, database) as { url: string };
          const replication = { master: { url }, slaves: [{ url: urlOf(through(replicaProxy, far.options)) }] };
          return [
            LightApiModule.forRoot({
              database: { ...options, replication } as never,
              readYourWritesMs: WINDOW_MS,
              health: { timeoutMs: 500 },
              jwt: { secret: 'a secret of the tests, of more than 32 bytes' },
              auth: { accounts: People },
              defaults: { access: 'public', limits: { statementTimeoutMs: 1_000 } },
              entities: [
                Hall,
                {
                  entity: Statue,
                  relations: ['hall'],
                  actions: { tell: { transaction: false, run: ({ row }) => void told.push(row.title) } },
                },
                { entity: Relic, relations: ['hall'] },
                { entity: Label, operations: ['list', 'read'] },
              ],
            }),
          ];
        },
        module: { controllers: [TourController] },
        openapi: '/openapi.json',
      },
      (api) => {
        beforeEach(async () => {
          told.length = 0;
          await Promise.all([fill(api.dataSource, 'primary'), fill(replica, 'replica')]);
          await sleep(WINDOW_MS + 50);
        });

        it.each(['statues', 'relics'])('come from the replica (%s)', async (path) => {
          expect(await sourceOf(api, `/${path}`)).toBe('replica');
          expect(await sourceOf(api, `/${path}/1`)).toBe('replica');
          expect(await sourceOf(api, `/${path}/1?include=hall`)).toBe('replica');
        });

        it.each(['statues', 'relics'])('come from the primary for a while after a write (%s)', async (path) => {
          const writes = [
            () => api.agent.post(`/${path}`).send({ title: 'primary' }).expect(201),
            () => api.agent.patch(`/${path}/1`).set('If-Match', '*').send({ title: 'primary' }).expect(200),
            () => api.agent.delete(`/${path}/2`).set('If-Match', '*').expect(204),
          ];
          for (const write of writes) {
            await write();
            expect(await sourceOf(api, `/${path}`)).toBe('primary');
            expect(await sourceOf(api, `/${path}/1`)).toBe('primary');
            await sleep(WINDOW_MS + 50);
            expect(await sourceOf(api, `/${path}`)).toBe('replica');
            expect(await sourceOf(api, `/${path}/1`)).toBe('replica');
          }
        });

        it('of other tables stay where they are, unless the statement names the table', async () => {
          await api.agent.patch('/halls/1').send({ title: 'primary' }).expect(200);
          expect(await sourceOf(api, '/statues')).toBe('replica');
          expect(await sourceOf(api, '/relics/1')).toBe('primary');
          expect(await sourceOf(api, '/statues?hall.title=primary')).toBe('primary');
          const { body } = await api.agent.get('/statues?include=hall').expect(200);
          expect((body as { results: { hall: Titled }[] }).results[0]!.hall.title).toBe('primary');
        });

        it('of a view follow every table', async () => {
          expect(await sourceOf(api, '/labels')).toBe('replica');
          await api.agent.patch('/statues/1').set('If-Match', '*').send({ title: 'primary' }).expect(200);
          expect(await sourceOf(api, '/labels')).toBe('primary');
        });

        it('find out on the primary why a write met no row', async () => {
          await replica.getRepository(Statue).delete(1);
          await api.agent.patch('/statues/1').set('If-Match', '"7"').send({ title: 'late' }).expect(412);
        });

        it('inside a transaction see the primary', async () => {
          const tour = await fetch(`${api.url}/tours`, { method: 'POST' });
          expect(await tour.json()).toEqual(['primary', 'primary', 'primary']);
          expect(await sourceOf(api, '/statues')).toBe('replica');
        });

        it('show actions the row as it is on the primary', async () => {
          await api.agent.post('/statues/1/tell').expect(200);
          expect(told).toEqual(['primary']);
        });

        it('know of a login at once, and of a logout', async () => {
          resetPeople();
          const { body } = await api.agent.post('/auth/login').send({ username: 'ann', password: 'correct horse' });
          const { token, refreshToken } = body as { token: string; refreshToken: string };
          const bearer = { authorization: `Bearer ${token}` };
          // The replica will never know of the session.
          await sleep(WINDOW_MS + 50);
          await api.agent.get('/auth/me').set(bearer).expect(200);
          await api.agent.post('/auth/refresh').send({ refreshToken }).expect(200);
          await api.agent.post('/auth/logout').set(bearer).expect(204);
          await api.agent.get('/auth/me').set(bearer).expect(401);
        });

        it('follow what the application writes by TypeORM, or says it has written', async () => {
          await api.dataSource.getRepository(Statue).save({ title: 'primary' });
          expect(await sourceOf(api, '/statues')).toBe('primary');
          expect(await sourceOf(api, '/relics')).toBe('replica');
          await api.app.get(LightApiCache).invalidate(Relic);
          expect(await sourceOf(api, '/relics')).toBe('primary');
        });

        describe('while a server is away', () => {
          beforeAll(() => {
            for (const level of ['log', 'warn'] as const)
              vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
          });
          afterAll(() => {
            vi.restoreAllMocks();
          });

          it.each([
            ['refuses', (proxy: TcpProxy) => proxy.refuse()],
            ['has lost its connections and refuses', (proxy: TcpProxy) => (proxy.bury(), proxy.refuseNew())],
            ['says nothing', (proxy: TcpProxy) => proxy.freeze()],
          ])('come from the primary where the replica %s', async (_fault, begin) => {
            expect(await sourceOf(api, '/statues')).toBe('replica');
            begin(replicaProxy);
            const first = await fetch(`${api.url}/statues`);
            // A statement over a connection that was good may be waited for in vain, once.
            expect([200, 503]).toContain(first.status);
            await first.text();
            for (let time = 0; time < 5; time++) {
              expect(await sourceOf(api, '/statues')).toBe('primary');
              expect(await sourceOf(api, '/relics/1')).toBe('primary');
            }
            expect(await ready(api)).toEqual([200, { database: 'up', replica: 'degraded' }]);
            replicaProxy.comeBack();
            await vi.waitFor(async () => expect(await sourceOf(api, '/statues')).toBe('replica'), 4_000);
            await vi.waitFor(async () => expect(await ready(api)).toEqual([200, { database: 'up', replica: 'up' }]));
          });

          it('come from the replica where the primary refuses, and writes are 503', async () => {
            primaryProxy.refuse();
            expect(await sourceOf(api, '/statues')).toBe('replica');
            for (let time = 0; time < 8; time++) {
              const write = await fetch(`${api.url}/halls`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: '{"title":"x"}',
              });
              expect([write.status, write.headers.has('retry-after')]).toEqual([503, true]);
              await write.text();
            }
            expect(await ready(api)).toEqual([503, { database: 'down', replica: 'up' }]);
            primaryProxy.comeBack();
            const backAt = performance.now();
            await vi.waitFor(() => api.agent.post('/halls').send({ title: 'primary' }).expect(201), {
              timeout: 3_000,
              interval: 50,
            });
            expect(performance.now() - backAt).toBeLessThan(1_000);
          });
        });
      },
    );
  });

function urlOf(options: object): string {
  return (options as { url: string }).url;
}

async function fill(dataSource: DataSource, title: string): Promise<void> {
  await emptyTables(dataSource);
  await dataSource.createQueryBuilder().insert().into(Hall).values({ title }).execute();
  for (const entity of [Statue, Relic])
    for (let row = 0; row < 3; row++)
      await dataSource
        .createQueryBuilder()
        .insert()
        .into(entity)
        .values({ title, hall: { id: 1 } })
        .execute();
}

/** What the rows of an answer say about where they come from. */
async function sourceOf(api: Api, path: string): Promise<string> {
  const answer = await api.agent.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  const body = answer.body as Titled & { results?: Titled[] };
  const titles = new Set((body.results ?? [body]).map(({ title }) => title.replace('!', '')));
  return [...titles].join();
}

async function ready(api: Api): Promise<[number, Record<string, string>]> {
  const answer = await fetch(`${api.url}/health/ready`);
  const { details } = (await answer.json()) as { details: Record<string, { status: string }> };
  return [answer.status, Object.fromEntries(Object.entries(details).map(([name, { status }]) => [name, status]))];
}
