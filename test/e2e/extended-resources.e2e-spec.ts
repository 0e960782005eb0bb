import { ConflictException, Injectable } from '@nestjs/common';
import {
  AfterInsert,
  BeforeUpdate,
  Column,
  DeleteDateColumn,
  Entity,
  PrimaryGeneratedColumn,
  VersionColumn,
} from 'typeorm';
import { beforeEach, expect, it } from 'vitest';
import {
  InjectResource,
  LightApiModule,
  ResourceService,
  type ChangeOptions,
  type EntityData,
  type EntityKey,
  type HookContext,
  type HookData,
  type OnBehalf,
  type ResourceHooks,
  type UpsertedEntity,
} from '../../lib/index.js';
import { as as speakAs, HeaderGuard } from './fixtures/principals.js';
import { describeApi } from './harness/describe-api.js';

/** What hooks, listeners and services have done, in their order. */
const heard: string[] = [];

/** Written by TypeORM itself, because of its listeners. */
@Entity()
class Crate {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) labelText: string;
  @Column({ length: 20, default: '' }) storedBy: string;
  @Column({ type: 'int', default: 0 }) pieceCount: number;
  @VersionColumn() rowVersion: number;
  @DeleteDateColumn() deletedAt: Date | null;

  @AfterInsert() inserted(): void {
    heard.push(`listener insert ${this.labelText}`);
  }

  @BeforeUpdate() updating(): void {
    heard.push(`listener update ${this.pieceCount}`);
  }
}

/** The same by compiled SQL. */
@Entity()
class Barrel {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) labelText: string;
  @Column({ length: 20, default: '' }) storedBy: string;
  @Column({ type: 'int', default: 0 }) pieceCount: number;
  @VersionColumn() rowVersion: number;
  @DeleteDateColumn() deletedAt: Date | null;
}

type Container = Crate | Barrel;

@Injectable()
class ContainerHooks implements ResourceHooks<Container> {
  beforeCreate(data: HookData<Container>): void {
    heard.push('beforeCreate');
    data.storedBy = `hook ${data.labelText}`;
  }

  afterCreate({ storedBy }: Container): void {
    heard.push(`afterCreate ${storedBy}`);
  }

  beforeUpdate(data: HookData<Container>, { operation, previous }: HookContext<Container>): void {
    heard.push(`beforeUpdate ${operation} ${previous?.deletedAt === null ? 'there' : 'deleted'}`);
    if (operation === 'restore' && previous?.labelText === 'gone for good')
      throw new ConflictException('It stays away.');
    if (data.pieceCount === 7) data.pieceCount = 70;
  }

  afterUpdate({ pieceCount, deletedAt }: Container, { operation }: HookContext<Container>): void {
    heard.push(`afterUpdate ${operation} ${pieceCount} ${deletedAt === null ? 'there' : 'deleted'}`);
  }

  beforeRemove({ labelText }: Container): void {
    heard.push(`beforeRemove ${labelText}`);
  }

  afterRemove({ labelText }: Container): void {
    heard.push(`afterRemove ${labelText}`);
    if (labelText === 'kept') throw new ConflictException('It is needed.');
  }
}

@Injectable()
class CratesService extends ResourceService<Crate> {
  override async remove(key: EntityKey, options: ChangeOptions = {}): Promise<void> {
    heard.push('service remove');
    if (options.as?.roles.includes('careless')) throw new ConflictException('Ask somebody else.');
    await super.remove(key, options);
  }

  override async restore(key: EntityKey, options: ChangeOptions = {}): Promise<Crate> {
    heard.push('service restore');
    return super.restore(key, options);
  }

  override async upsert(data: EntityData<Crate>, options: OnBehalf = {}): Promise<UpsertedEntity<Crate>> {
    heard.push('service upsert');
    return super.upsert({ ...data, pieceCount: 5 }, options);
  }
}

@Injectable()
class Yard {
  constructor(@InjectResource(Crate) readonly crates: ResourceService<Crate>) {}
}

const COMMON = {
  access: 'public',
  naming: 'snake_case',
  softDelete: { restore: true },
  upsert: ['labelText'],
  locking: 'optional',
  bulk: true,
  fields: { storedBy: 'readOnly' },
} as const;

describeApi(
  'hooks and services over either executor',
  {
    imports: (database) => [
      LightApiModule.forRoot({ database }),
      LightApiModule.forFeature(
        [
          { entity: Crate, ...COMMON, hooks: [ContainerHooks], service: CratesService },
          { entity: Barrel, ...COMMON, hooks: [ContainerHooks] },
        ],
        { guards: [HeaderGuard] },
      ),
    ],
    module: { providers: [Yard] },
    platforms: ['fastify'],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      heard.length = 0;
    });

    it.each(['crates', 'barrels'])('run around every write of %s, and see what is stored', async (path) => {
      const listened = path === 'crates' ? (line: string) => [`listener ${line}`] : () => [];
      const made = await api.agent.post(`/${path}`).send({ label_text: 'a', piece_count: 1 }).expect(201);
      expect(made.body).toMatchObject({ id: 1, label_text: 'a', stored_by: 'hook a', row_version: 1 });
      expect(heard.splice(0)).toEqual(['beforeCreate', ...listened('insert a'), 'afterCreate hook a']);

      const changed = await api.agent.patch(`/${path}/1`).send({ piece_count: 7, row_version: 1 }).expect(200);
      expect(changed.body).toMatchObject({ piece_count: 70, row_version: 2 });
      expect(heard.splice(0)).toEqual([
        'beforeUpdate update there',
        ...listened('update 70'),
        'afterUpdate update 70 there',
      ]);
      await api.agent.patch(`/${path}/1`).send({ piece_count: 8, row_version: 1 }).expect(409);
      expect(heard.splice(0)).toEqual([]);
    });

    it.each(['crates', 'barrels'])('run around removals and restores of %s', async (path) => {
      const own = (name: string): string[] => (path === 'crates' ? [`service ${name}`] : []);
      for (const label_text of ['a', 'kept', 'gone for good']) {
        await api.agent.post(`/${path}`).send({ label_text }).expect(201);
      }
      heard.length = 0;
      await api.agent.delete(`/${path}/1`).expect(204);
      expect(heard.splice(0)).toEqual([...own('remove'), 'beforeRemove a', 'afterRemove a']);
      await api.agent.delete(`/${path}/2`).expect(409);
      await api.agent.get(`/${path}/2`).expect(200);
      await api.agent.delete(`/${path}/3`).expect(204);
      heard.length = 0;

      const { body } = await api.agent.post(`/${path}/1/restore`).expect(200);
      expect(body).toMatchObject({ id: 1, label_text: 'a' });
      const lines = heard.splice(0).filter((line) => !line.startsWith('listener'));
      expect(lines).toEqual([...own('restore'), 'beforeUpdate restore deleted', 'afterUpdate restore 0 there']);
      await api.agent.post(`/${path}/3/restore`).expect(409);
      await api.agent.get(`/${path}/3`).expect(404);
    });

    it('lets a service remove and upsert in its own way, by routes and in bulk', async () => {
      const { body } = await api.agent.post('/crates/upsert').send({ label_text: 'a' }).expect(201);
      expect(body).toMatchObject({ label_text: 'a', piece_count: 5, stored_by: 'hook a' });
      expect(heard.splice(0)[0]).toBe('service upsert');
      await api.agent.post('/crates/upsert').send({ label_text: 'a', piece_count: 9 }).expect(200);
      expect((await api.agent.get('/crates/1')).body).toMatchObject({ piece_count: 5 });
      const careless = speakAs(api, { id: 1, roles: ['careless'] });
      await careless.delete('/crates/1').expect(409);
      await careless
        .post('/crates/bulk')
        .send({ remove: [{ id: 1 }] })
        .expect(409);
      expect(await api.app.get(Yard).crates.count()).toBe(1);
      await api.agent
        .post('/crates/bulk')
        .send({ remove: [{ id: 1 }] })
        .expect(200);
      expect(await api.app.get(Yard).crates.exists(1)).toBe(false);
      const { created } = await api.app.get(Yard).crates.upsert({ labelText: 'b' });
      expect(created).toBe(true);
    });
  },
);
