import { Controller, Injectable, Logger, Post } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  InjectResource,
  LightApiModule,
  LightApiTransactions,
  ResourceController,
  ResourceService,
  type CommittedRow,
  type ResourceHooks,
} from '../../lib/index.js';
import { chosenEngines } from './harness/chosen.js';
import { createTestApp, describeApi } from './harness/describe-api.js';
import { createTestDatabase } from './harness/test-databases.js';

@Entity()
class GuestBook {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) name: string;
}

/** What listeners were told. */
const told: string[] = [];

const lineOf = ({ operation, entity, previous, requestId }: CommittedRow<GuestBook>): string =>
  [operation, entity.name, previous?.name ?? '-', requestId ?? '-'].join(' ');

@Injectable()
class Listener {
  constructor(@InjectResource(GuestBook) readonly books: ResourceService<GuestBook>) {}

  @OnEvent('lightapi.guestBook.*', { suppressErrors: false })
  async heard(change: CommittedRow<GuestBook>): Promise<void> {
    await Promise.resolve();
    if (change.entity.name === 'unlucky') throw new RangeError('the index is away');
    told.push(lineOf(change));
  }

  @OnEvent('lightapi.guestBook.removed')
  removed({ entity }: CommittedRow<GuestBook>): void {
    told.push(`removed ${entity.name}`);
  }
}

@Controller()
class GuestBooksController extends ResourceController {
  constructor(@InjectResource(GuestBook) private readonly books: ResourceService<GuestBook>) {
    super();
  }

  @Post('beside')
  async beside(): Promise<object> {
    return this.books.create({ name: 'beside' });
  }
}

/** An action that writes by the service. */
@Injectable()
class Rename {
  constructor(@InjectResource(GuestBook) private readonly books: ResourceService<GuestBook>) {}

  async run({ row }: { row: GuestBook }): Promise<void> {
    await this.books.update(row.id, { name: `${row.name}!` });
  }
}

describeApi(
  'events of what is stored',
  {
    imports: (database) => [
      EventEmitterModule.forRoot({ wildcard: true }),
      LightApiModule.forRoot({
        database,
        defaults: { access: 'public' },
        entities: [
          { entity: GuestBook, bulk: true, controller: GuestBooksController, actions: { rename: { run: Rename } } },
        ],
      }),
    ],
    module: { providers: [Listener] },
    engines: ['sqlite'],
    openapi: false,
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      told.length = 0;
    });
    const isTold = (lines: readonly string[]): Promise<void> => vi.waitFor(() => expect(told).toEqual(lines));

    it('are told once for each row, with the request that it belongs to, and not for what is taken back', async () => {
      const { agent } = api;
      await agent.post('/guest-books').set('x-request-id', 'r-1').send({ name: 'a' }).expect(201);
      await agent.post('/guest-books').set('x-request-id', 'r-2').send({ name: 'a' }).expect(409);
      await agent.patch('/guest-books/1').set('x-request-id', 'r-3').send({ name: 'b' }).expect(200);
      await agent.post('/guest-books').set('x-request-id', 'r-0').send({ name: 'z' }).expect(201);
      const bulk = { create: [{ name: 'c' }], update: [{ id: 1, name: 'd' }], remove: [{ id: 2 }] };
      await agent.post('/guest-books/bulk').set('x-request-id', 'r-4').send(bulk).expect(200);
      await isTold([
        'create a - r-1',
        'update b a r-3',
        'create z - r-0',
        'create c - r-4',
        'update d b r-4',
        'removed z',
        'remove z z r-4',
      ]);
    });

    it('know the request behind an action and behind a route of an own controller', async () => {
      await api.agent.post('/guest-books/beside').set('x-request-id', 'r-5').expect(201);
      await api.agent.post('/guest-books/1/rename').set('x-request-id', 'r-6').expect(200);
      await isTold(['create beside - r-5', 'update beside! beside r-6']);
    });

    it('wait for the end of the transaction of the code that writes', async () => {
      const { books } = api.app.get(Listener);
      const transactions = api.app.get(LightApiTransactions, { strict: false });
      const failed = transactions.run(async () => {
        await books.create({ name: 'x' });
        throw new Error('never mind');
      });
      await expect(failed).rejects.toThrow('never mind');
      await transactions.run(async () => {
        await books.create({ name: 'y' });
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(told).toEqual([]);
      });
      await isTold(['create y - -']);
    });

    it('log a listener that fails, and go on', async () => {
      const log = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      try {
        await api.agent.post('/guest-books').set('x-request-id', 'r-9').send({ name: 'unlucky' }).expect(201);
        await vi.waitFor(() => expect(log).toHaveBeenCalled());
        expect(log.mock.calls[0]![0]).toMatch(/of GuestBook create failed \(r-9\): RangeError: the index is away/);
      } finally {
        log.mockRestore();
      }
      await api.agent.post('/guest-books').set('x-request-id', 'r-10').send({ name: 'fine' }).expect(201);
      await isTold(['create fine - r-10']);
      expect(api.app.get(EventEmitter2, { strict: false }).hasListeners('lightapi.guestBook.created')).toBe(true);
    });
  },
);

for (const engine of chosenEngines(['sqlite']))
  describe(`an application that closes (${engine})`, () => {
    const done: string[] = [];
    let works = 0;

    @Injectable()
    class Slow implements ResourceHooks<GuestBook> {
      async afterCommit({ entity }: CommittedRow<GuestBook>): Promise<void> {
        works++;
        if (entity.name === 'endless') await new Promise(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 60));
        done.push(entity.name);
      }
    }

    afterEach(() => {
      done.length = 0;
      works = 0;
      vi.restoreAllMocks();
    });

    /** Writes rows in one commit, and closes at once. */
    async function closedAfter(names: readonly string[]): Promise<void> {
      const database = await createTestDatabase(engine);
      const imports: Parameters<typeof createTestApp>[1]['imports'] = (options) => [
        LightApiModule.forRoot({
          database: options,
          entities: [{ entity: GuestBook, access: 'public', hooks: [Slow], bulk: true }],
        }),
      ];
      const app = await createTestApp('fastify', { imports }, database.options);
      await app.listen(0, '127.0.0.1');
      const answer = await fetch(`${await app.getUrl()}/guest-books/bulk`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ create: names.map((name) => ({ name })) }),
      });
      expect(answer.status).toBe(200);
      expect(done).toEqual([]);
      await app.close();
      await database.drop();
    }

    it('waits for all that is to be done behind its commits', async () => {
      await closedAfter(['a', 'b', 'c']);
      expect(done).toEqual(['a', 'b', 'c']);
    });

    it('gives up what never ends after five seconds, and says so', { timeout: 20_000 }, async () => {
      const log = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      const from = performance.now();
      await closedAfter(['endless', 'after it']);
      expect(performance.now() - from).toBeGreaterThan(4_900);
      expect(performance.now() - from).toBeLessThan(9_000);
      expect([works, done]).toEqual([1, []]);
      expect(log.mock.calls.flat()).toContainEqual(expect.stringMatching(/Gave up 1 afterCommit/));
    });
  });
