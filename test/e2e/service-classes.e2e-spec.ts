import { Injectable } from '@nestjs/common';
import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import { beforeEach, expect, it } from 'vitest';
import {
  InjectResource,
  LightApiModule,
  or,
  owner,
  ResourceService,
  role,
  type ChangeOptions,
  type EntityData,
  type EntityKey,
  type EntityPage,
  type ListOptions,
  type OnBehalf,
  type ReadOptions,
} from '../../lib/index.js';
import { describeApi } from './harness/describe-api.js';
import { as as speakAs, HeaderGuard } from './fixtures/principals.js';

@Entity()
class Ticket {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 30 }) title: string;
  @Column({ length: 30 }) code: string;
  @Column({ type: 'int', default: 1 }) seats: number;
  @Column({ type: 'varchar', length: 30, default: 'secret' }) note: string;
  @Column({ type: 'int', nullable: true }) ownerId: number | null;
  @VersionColumn() version: number;
}

@Injectable()
class Numbers {
  private last = 0;
  next(): string {
    return `T-${++this.last}`;
  }
}

const calls: string[] = [];

@Injectable()
class TicketsService extends ResourceService<Ticket> {
  constructor(private readonly numbers: Numbers) {
    super();
  }

  override async list(question: ListOptions<Ticket> = {}): Promise<EntityPage<Ticket>> {
    calls.push('list');
    const page = await super.list({ ...question, filter: { seats: { gt: 0 } } });
    const others = question.as?.roles.includes('nosy') ? (await super.list()).results : [];
    return { ...page, results: [...page.results, ...others] };
  }

  override async read(key: EntityKey, options: ReadOptions<Ticket> = {}): Promise<Ticket> {
    calls.push('read');
    if (options.as?.roles.includes('nosy')) return super.read(key);
    const ticket = await super.read(key, options);
    ticket.title = `${ticket.title} (${ticket.note})`;
    return Object.assign(ticket, { extra: 'never answered' });
  }

  override create(data: EntityData<Ticket>, options: OnBehalf = {}): Promise<Ticket> {
    calls.push('create');
    return super.create({ ...data, code: this.numbers.next() }, options);
  }

  override update(key: EntityKey, data: EntityData<Ticket>, options: ChangeOptions = {}): Promise<Ticket> {
    calls.push('update');
    return super.update(key, { ...data, note: 'changed' }, options);
  }
}

@Injectable()
class Office {
  constructor(
    readonly byClass: TicketsService,
    @InjectResource(Ticket) readonly byEntity: ResourceService<Ticket>,
  ) {}
}

describeApi(
  'a service of a class of the application',
  {
    imports: (database) => [
      LightApiModule.forRoot({ database }),
      LightApiModule.forFeature(
        [
          {
            entity: Ticket,
            access: { read: or(owner('ownerId'), role('clerk')), write: owner('ownerId') },
            fields: { code: 'readOnly', note: 'hidden' },
            service: TicketsService,
            locking: 'optional',
            bulk: true,
            idempotency: true,
          },
        ],
        { guards: [HeaderGuard], providers: [Numbers] },
      ),
    ],
    module: { providers: [Office] },
    platforms: ['fastify'],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      calls.length = 0;
    });
    const as = (id: number, roles: readonly string[] = []) => speakAs(api, { id, roles });

    it('is one for whoever injects it', () => {
      const { byClass, byEntity } = api.app.get(Office);
      expect(byEntity).toBe(byClass);
      expect(byClass).toBeInstanceOf(TicketsService);
    });

    it('is asked by the routes, and answers by the output list', async () => {
      const { body, headers } = await as(1).post('/tickets').send({ title: 'Opera' }).expect(201);
      expect(body).toMatchObject({ id: 1, title: 'Opera', ownerId: 1, code: expect.stringMatching(/^T-/) });
      expect(body).not.toHaveProperty('note');
      expect(headers['location']).toBe('/tickets/1');
      const read = await as(1).get('/tickets/1').expect(200);
      expect(read.body).toMatchObject({ title: 'Opera (secret)' });
      expect(Object.keys(read.body as object).sort()).toEqual(['code', 'id', 'ownerId', 'seats', 'title', 'version']);
      await as(1).patch('/tickets/1').send({ seats: 2, version: 1 }).expect(200);
      expect((await as(1).get('/tickets/1')).body).toMatchObject({ title: 'Opera (changed)', seats: 2, version: 2 });
      await as(1).patch('/tickets/1').send({ seats: 2, version: 1 }).expect(409);
      await as(1).post('/tickets').send({ title: 'x', code: 'mine' }).expect(400);
      expect(calls.filter((name) => name !== 'read')).toEqual(['create', 'update', 'update']);
    });

    it('narrows a list further, in pages and counts', async () => {
      for (const seats of [1, 0, 2])
        await as(1)
          .post('/tickets')
          .send({ title: `s${seats}`, seats })
          .expect(201);
      const { body } = await as(1).get('/tickets?ordering=-seats&page_size=1').expect(200);
      expect(body).toMatchObject({ count: 2, results: [{ title: 's2' }] });
      const walk = await as(1).get('/tickets?cursor=&page_size=1').expect(200);
      const next = await as(1)
        .get(walk.body.next as string)
        .expect(200);
      expect(next.body).toMatchObject({ results: [{ title: 's2' }], next: null });
      expect((await as(1).get('/tickets?fields=title&seats=1')).body.results).toEqual([{ title: 's1' }]);
    });

    it('cannot show rows that the caller may not see', async () => {
      await as(1).post('/tickets').send({ title: 'hers' }).expect(201);
      await as(2).post('/tickets').send({ title: 'his' }).expect(201);
      await as(2, ['nosy']).get('/tickets/1').expect(404);
      expect((await as(2, ['nosy']).get('/tickets')).body.results).toMatchObject([{ title: 'his' }, { title: 'his' }]);
      await as(2).patch('/tickets/1').send({ seats: 5 }).expect(404);
      await as(3, ['clerk']).patch('/tickets/1').send({ seats: 5 }).expect(403);
      expect(await api.app.get(Office).byClass.count({ filter: { seats: { eq: 5 } } })).toBe(0);
    });

    it('serves bulk requests and idempotent creates', async () => {
      const create = [{ title: 'a' }, { title: 'b' }];
      const { body } = await as(1).post('/tickets/bulk').send({ create }).expect(200);
      expect(body.created).toMatchObject([{ title: 'a', code: expect.stringMatching(/^T-/) }, { title: 'b' }]);
      await as(1)
        .post('/tickets/bulk')
        .send({ update: [{ id: 1, seats: 4 }], remove: [{ id: 2 }] })
        .expect(200);
      expect(calls).toEqual(['create', 'create', 'update']);
      const once = () => as(1).post('/tickets').set('Idempotency-Key', 'k1').send({ title: 'once' });
      const [first, again] = [await once().expect(201), await once().expect(201)];
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotency-replayed']).toBe('true');
    });
  },
);
