import { ApiProperty } from '@nestjs/swagger';
import { Exclude, Expose, instanceToPlain, plainToInstance, Transform } from 'class-transformer';
import { AfterLoad, Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { created } from './fixtures/rows.js';
import { page } from './fixtures/stored.js';
import { describeApi } from './harness/describe-api.js';

class Origin {
  @Column({ type: 'varchar', length: 40, nullable: true }) cityName: string | null;
  @Column({ type: 'varchar', length: 40, nullable: true }) farmName: string | null;
}

@Entity()
class Tea {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) fullName: string;
  @Column({ type: 'int', default: 3 }) steepMinutes: number;
  @Column({ type: 'varchar', length: 40, nullable: true }) secretBlend: string | null;
  @Column({ type: 'varchar', length: 40, nullable: true }) batchCode: string | null;
  @Column({ type: 'varchar', length: 40, nullable: true }) tasterPin: string | null;
  @Column(() => Origin) origin: Origin;
  @CreateDateColumn() createdAt: Date;
}

/** A class-transformer class that shapes what leaves. */
class TeaView {
  @ApiProperty({ minimum: 1 }) @Expose() id: number;
  @Expose() @Transform(({ value }) => String(value).toUpperCase()) fullName: string;
  @Expose() get kind(): string {
    return `${this.fullName.length} letters`;
  }
  @Exclude() steepMinutes: number;
}

@Entity()
class Loaded {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) firstName: string;
  @Column({ length: 40 }) lastName: string;
  /** No column: neither answered nor taken. */
  loadedAt: string;

  @AfterLoad() stamp(): void {
    this.loadedAs();
  }
  loadedAs(): void {
    this.loadedAt = 'now';
  }
  @Expose() get wholeName(): string {
    return `${this.firstName} ${this.lastName}`;
  }
  @Expose() get initials(): string[] {
    return [this.firstName, this.lastName].map((name) => name.slice(0, 1));
  }
}

describeApi(
  'what leaves and comes in',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          {
            entity: Tea,
            name: 'ListedTea',
            serializer: {
              read: ['id', 'fullName', 'steepMinutes', 'origin'],
              list: ['id', 'fullName', 'origin.cityName'],
              write: ['fullName', 'origin.cityName'],
            },
          },
          { entity: Tea, name: 'ViewedTea', serializer: TeaView },
          {
            entity: Tea,
            name: 'GuardedTea',
            fields: { secretBlend: 'hidden', batchCode: 'readOnly', tasterPin: 'writeOnly', origin: 'readOnly' },
          },
          { entity: Tea, name: 'SnakeTea', naming: 'snake_case', search: ['fullName'], ordering: ['-steepMinutes'] },
          Loaded,
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    const TEA = { fullName: 'Darjeeling', origin: { cityName: 'Darjiling', farmName: null } };

    const pointers = async (path: string, body: object): Promise<string[]> => {
      const answer = await api.agent.post(path).send(body).expect(400);
      return (answer.body.errors as { pointer: string; code: string }[]).map(
        ({ pointer, code }) => `${pointer} ${code}`,
      );
    };

    describe('lists of fields', () => {
      it('say what an item and a row of a list are made of', async () => {
        const row = await created(api, '/listed-teas', { fullName: 'Darjeeling', origin: { cityName: 'Darjiling' } });
        expect(row).toEqual({ id: 1, steepMinutes: 3, ...TEA });
        await api.agent.get('/listed-teas/1').expect(200, row);
        await api.agent
          .patch('/listed-teas/1')
          .send({ fullName: 'Assam' })
          .expect(200, { ...row, fullName: 'Assam' });
        await api.agent.put('/listed-teas/1').send({ fullName: 'Ceylon' }).expect(200);
        expect(await page(api, '/listed-teas')).toEqual([{ id: 1, fullName: 'Ceylon', origin: { cityName: null } }]);
      });

      it('say what a body may carry', async () => {
        expect(await pointers('/listed-teas', { fullName: 'x', steepMinutes: 1, origin: { farmName: 'y' } })).toEqual([
          '/steepMinutes LA205',
          '/origin/farmName LA205',
        ]);
        expect(Object.keys(schema('CreateListedTeaDto').properties)).toEqual(['fullName', 'origin']);
      });

      it('leave PUT what clients cannot write as it is', async () => {
        await created(api, '/guarded-teas', { fullName: 'Darjeeling', steepMinutes: 9 });
        const answer = await api.agent.put('/listed-teas/1').send({ fullName: 'Ceylon' }).expect(200);
        expect(answer.body).toMatchObject({ fullName: 'Ceylon', steepMinutes: 9 });
      });
    });

    describe('a serializer class', () => {
      const VIEW = { id: 1, fullName: 'DARJEELING', kind: '10 letters' };

      it('shapes every answer, as class-transformer does', async () => {
        expect(await created(api, '/viewed-teas', TEA)).toEqual(VIEW);
        await api.agent.get('/viewed-teas/1').expect(200, VIEW);
        expect(await page(api, '/viewed-teas')).toEqual([VIEW]);
        await api.agent.patch('/viewed-teas/1').send({ steepMinutes: 4 }).expect(200, VIEW);
        await api.agent.put('/viewed-teas/1').send(TEA).expect(200, VIEW);
        const [tea] = await api.dataSource.getRepository(Tea).find();
        expect(instanceToPlain(plainToInstance(TeaView, tea, { excludeExtraneousValues: true }))).toEqual(VIEW);
      });
    });

    it('that a serializer class exposes is documented, by its author or by its types', () => {
      expect(schema('TeaView').properties).toEqual({
        id: { type: 'number', minimum: 1 },
        fullName: { anyOf: [{}], readOnly: true },
        kind: { type: ['string', 'null'], readOnly: true },
      });
    });

    describe('access to fields', () => {
      it('hides, and lets only read or only write', async () => {
        const row = await created(api, '/guarded-teas', { fullName: 'Assam', tasterPin: '4711' });
        expect(Object.keys(row).sort()).toEqual(['batchCode', 'createdAt', 'fullName', 'id', 'origin', 'steepMinutes']);
        expect(await page(api, '/guarded-teas')).toEqual([row]);
        const [tea] = await api.dataSource.getRepository(Tea).find();
        expect(tea).toMatchObject({ tasterPin: '4711', batchCode: null });
      });

      it('refuses a body that goes past it', async () => {
        const body = {
          fullName: 'x',
          secretBlend: 'a',
          batchCode: 'b',
          origin: { cityName: 'c' },
          id: 1,
          createdAt: 'd',
        };
        expect(await pointers('/guarded-teas', body)).toEqual([
          '/secretBlend LA201',
          '/batchCode LA205',
          '/origin LA205',
          '/id LA205',
          '/createdAt LA205',
        ]);
      });

      it('makes a hidden and a write-only field unknown to every question', async () => {
        for (const query of [
          'secretBlend=x',
          'tasterPin=x',
          'ordering=tasterPin',
          'ordering=secretBlend',
          'search=x',
        ]) {
          await api.agent.get(`/guarded-teas?${query}`).expect(400);
        }
      });
    });

    describe('snake_case', () => {
      it('speaks it in bodies, answers, questions and problems', async () => {
        const body = { full_name: 'Oolong', origin: { city_name: 'Anxi' }, steep_minutes: 5 };
        const row = await created(api, '/snake-teas', body);
        expect(Object.keys(row).sort()).toEqual([
          'batch_code',
          'created_at',
          'full_name',
          'id',
          'origin',
          'secret_blend',
          'steep_minutes',
          'taster_pin',
        ]);
        expect(row).toMatchObject({ ...body, origin: { city_name: 'Anxi', farm_name: null } });
        await created(api, '/snake-teas', { full_name: 'Sencha', steep_minutes: 2 });
        const names = async (query: string) => (await page(api, `/snake-teas?${query}`)).map((tea) => tea['full_name']);
        expect(await names('')).toEqual(['Oolong', 'Sencha']);
        expect(await names('ordering=steep_minutes')).toEqual(['Sencha', 'Oolong']);
        expect(await names('origin.city_name=Anxi')).toEqual(['Oolong']);
        expect(await names('full_name__startswith=Sen&created_at__gt=2001-01-01T00:00:00Z')).toEqual(['Sencha']);
        expect(await names('search=oolong')).toEqual(['Oolong']);
        expect(await pointers('/snake-teas', { fullName: 'x', full_name: 5 })).toEqual([
          '/fullName LA201',
          '/full_name LA202',
        ]);
        const answer = await api.agent.get('/snake-teas?fullName=x').expect(400);
        expect(answer.body.errors).toMatchObject([{ parameter: 'fullName', code: 'LA101' }]);
        expect((answer.body.errors as { detail: string }[])[0]!.detail).toContain('full_name');
      });
    });

    describe('getters', () => {
      it('that are exposed are answered, read-only and documented with their type', async () => {
        const row = await created(api, '/loadeds', { firstName: 'Ada', lastName: 'Lovelace' });
        expect(row).toEqual({
          id: 1,
          firstName: 'Ada',
          lastName: 'Lovelace',
          wholeName: 'Ada Lovelace',
          initials: ['A', 'L'],
        });
        expect(await page(api, '/loadeds')).toEqual([row]);
        await api.agent.get('/loadeds/1').expect(200, row);
        await api.agent.get('/loadeds/1?fields=firstName').expect(200, { firstName: 'Ada' });
        expect(await pointers('/loadeds', { firstName: 'a', lastName: 'b', wholeName: 'c', loadedAt: 'd' })).toEqual([
          '/wholeName LA205',
          '/loadedAt LA201',
        ]);
        expect(schema('LoadedDto').properties['wholeName']).toMatchObject({ type: 'string', readOnly: true });
        await api.agent.get('/loadeds?wholeName=x').expect(400);
      });
    });

    const schema = (name: string) =>
      api.document.components!.schemas![name] as { properties: Readonly<Record<string, unknown>> };
  },
);
