import { ConflictException, Injectable, Logger } from '@nestjs/common';
import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, VersionColumn, type Relation } from 'typeorm';
import { beforeEach, expect, it, vi } from 'vitest';
import {
  InjectResource,
  LightApiError,
  LightApiModule,
  owner,
  ResourceService,
  type CommittedRow,
  type HookContext,
  type HookData,
  type ResourceHooks,
} from '../../lib/index.js';
import { describeApi } from './harness/describe-api.js';
import { as as speakAs, HeaderGuard } from './fixtures/principals.js';

@Entity()
class Parcel {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) title: string;
  @Column({ length: 20 }) slug: string;
  @Column({ type: 'int', default: 0 }) weight: number;
  @Column({ type: 'int', nullable: true }) ownerId: number | null;
  @VersionColumn() version: number;
  @OneToMany(() => Entry, (entry) => entry.parcel) entries: Relation<Entry>[];
}

@Entity()
class Entry {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) text: string;
  @ManyToOne(() => Parcel, (parcel) => parcel.entries) parcel: Relation<Parcel>;
}

/** What hooks have heard. */
const heard: unknown[] = [];
const committed: CommittedRow<Parcel>[] = [];

@Injectable()
class ParcelHooks implements ResourceHooks<Parcel> {
  constructor(@InjectResource(Entry) private readonly entries: ResourceService<Entry>) {}

  beforeCreate(data: HookData<Parcel>, { principal, operation }: HookContext<Parcel>): void {
    heard.push([operation, principal?.id]);
    data.slug = `${data.title}`.toLowerCase();
  }

  async afterCreate(parcel: Parcel, { requestId }: HookContext<Parcel>): Promise<void> {
    await this.entries.create({ text: `${requestId} made ${parcel.title}`, parcel: { id: parcel.id } });
    if (parcel.title === 'taken back') throw new ConflictException('not this one');
  }

  beforeUpdate(data: HookData<Parcel>, { previous, operation }: HookContext<Parcel>): HookData<Parcel> {
    heard.push([operation, previous?.weight]);
    if (data.weight === 13) throw new LightApiError('LA402', 'No thirteen.');
    return data.weight === 99 ? { ...data, title: 'x'.repeat(99) } : data;
  }

  beforeRemove(parcel: Parcel): void {
    if (parcel.title === 'kept') throw new LightApiError('LA403', 'It stays.');
  }

  async afterCommit(change: CommittedRow<Parcel>): Promise<void> {
    await Promise.resolve();
    committed.push(change);
    if (change.entity.title === 'unlucky') throw new Error('the mail server is away');
  }
}

describeApi(
  'hooks',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [{ entity: Entry, access: 'public' }],
      }),
      LightApiModule.forFeature(
        [
          {
            entity: Parcel,
            access: { read: 'public', create: 'authenticated', write: owner('ownerId') },
            fields: { slug: 'readOnly' },
            hooks: [ParcelHooks],
            locking: 'optional',
            upsert: ['title'],
            bulk: true,
          },
        ],
        { guards: [HeaderGuard] },
      ),
    ],
    platforms: ['fastify'],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      heard.length = 0;
      committed.length = 0;
    });
    const as = (id: number) => speakAs(api, { id });
    const told = (): Promise<void> => vi.waitFor(() => expect(committed).not.toEqual([]));

    it('run in the transaction of a create, change what is stored and are told once it is', async () => {
      const { body } = await as(1).post('/parcels').set('x-request-id', 'r-1').send({ title: 'One' }).expect(201);
      expect(body).toMatchObject({ id: 1, slug: 'one', ownerId: 1 });
      expect((await api.agent.get('/entries')).body).toMatchObject({
        results: [{ text: 'r-1 made One', parcelId: 1 }],
      });
      await told();
      expect(committed).toMatchObject([
        { resource: 'Parcel', operation: 'create', requestId: 'r-1', principal: { id: '1' }, entity: { slug: 'one' } },
      ]);
      expect(committed[0]!.entity).toBeInstanceOf(Parcel);
      expect(heard).toEqual([['create', '1']]);
    });

    it('take everything back when they throw, and nobody is told of it', async () => {
      const { body } = await as(1).post('/parcels').send({ title: 'taken back' }).expect(409);
      expect(body).toMatchObject({ status: 409, detail: 'not this one' });
      expect((await api.agent.get('/parcels')).body.count).toBe(0);
      expect((await api.agent.get('/entries')).body.count).toBe(0);
      await as(1).post('/parcels').send({ title: 'next' }).expect(201);
      await told();
      expect(committed.map(({ entity }) => entity.title)).toEqual(['next']);
    });

    it('know the row before, and are held to the rules of columns', async () => {
      await as(1).post('/parcels').send({ title: 'One', weight: 5 }).expect(201);
      await as(1).patch('/parcels/1').send({ weight: 6 }).expect(200);
      expect(heard).toContainEqual(['update', 5]);
      expect((await as(1).patch('/parcels/1').send({ weight: 13 }).expect(409)).body.code).toBe('LA402');
      const { body } = await as(1).patch('/parcels/1').send({ weight: 99 }).expect(400);
      expect(body.errors).toMatchObject([{ pointer: '/title' }]);
      expect((await api.agent.get('/parcels/1')).body).toMatchObject({ title: 'One', weight: 6 });
      await as(1).put('/parcels/1').send({ title: 'Two' }).expect(200);
      expect(heard).toContainEqual(['replace', 6]);
    });

    it('do not run for rows that are not there, or not theirs to write, or have another version', async () => {
      await as(1).post('/parcels').send({ title: 'One' }).expect(201);
      heard.length = 0;
      await as(1).patch('/parcels/9').send({ weight: 1 }).expect(404);
      await as(2).patch('/parcels/1').send({ weight: 1 }).expect(403);
      await as(1).patch('/parcels/1').set('If-Match', '"9"').send({ weight: 1 }).expect(412);
      expect(heard).toEqual([]);
    });

    it('may keep a row from being removed', async () => {
      await as(1).post('/parcels').send({ title: 'kept' }).expect(201);
      await as(1).delete('/parcels/1').expect(409);
      await api.agent.get('/parcels/1').expect(200);
    });

    it('run for each row of bulk requests and upserts', async () => {
      await as(1).post('/parcels/upsert').send({ title: 'A', weight: 1 }).expect(201);
      await as(1).post('/parcels/upsert').send({ title: 'A', weight: 2 }).expect(200);
      const create = [{ title: 'B' }, { title: 'C' }];
      const { body } = await as(1)
        .post('/parcels/bulk')
        .send({ create, update: [{ id: 1, weight: 3 }] })
        .expect(200);
      expect(body).toMatchObject({ created: [{ slug: 'b' }, { slug: 'c' }], updated: [{ weight: 3 }] });
      await vi.waitFor(() => expect(committed).toHaveLength(5));
      expect(committed.map(({ operation, entity }) => `${operation} ${entity.title}`)).toEqual([
        'create A',
        'update A',
        'create B',
        'create C',
        'update A',
      ]);
    });

    it('log what fails behind a commit with the id of the request, and answer as if it had not', async () => {
      const log = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      try {
        await as(1).post('/parcels').set('x-request-id', 'r-2').send({ title: 'unlucky' }).expect(201);
        await vi.waitFor(() => expect(log).toHaveBeenCalled());
        expect(log.mock.calls[0]![0]).toMatch(
          /afterCommit of Parcel create failed \(r-2\): Error: the mail server is away/,
        );
      } finally {
        log.mockRestore();
      }
    });
  },
);
