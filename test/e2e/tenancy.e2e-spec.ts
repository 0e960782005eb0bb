import {
  BeforeInsert,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { or, role, where } from '../../lib/resource/access-rule.js';
import { describeApi } from './harness/describe-api.js';
import { problemsOf } from './harness/parallel-client.js';
import { as, HeaderGuard, type TestUser } from './fixtures/principals.js';

/** Named by two columns, one of which is the tenant. */
@Entity()
class Shop {
  @PrimaryColumn({ type: 'int' }) tenantId: number;
  @PrimaryColumn({ length: 10 }) code: string;
  @Column({ type: 'boolean', default: true }) open: boolean;
  @OneToMany(() => Sale, (sale) => sale.shop) sales: Sale[];
}

@Entity()
@Unique(['tenantId', 'number'])
class Sale {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) tenantId: number;
  @Column({ type: 'int' }) number: number;
  @Column({ type: 'varchar', length: 10, nullable: true }) shopCode: string | null;
  @ManyToOne(() => Shop, (shop) => shop.sales, { nullable: true })
  @JoinColumn([
    { name: 'tenantId', referencedColumnName: 'tenantId' },
    { name: 'shopCode', referencedColumnName: 'code' },
  ])
  shop: Relation<Shop> | null;
  @OneToMany(() => Refund, (refund) => refund.sale) refunds: Relation<Refund>[];
}

/** Named by a key that does not tell the tenant. */
@Entity()
class Refund {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) tenantId: number;
  @Column({ length: 20 }) reason: string;
  @ManyToOne(() => Sale, (sale) => sale.refunds, { nullable: false }) sale: Relation<Sale>;
}

/** Through the ORM. */
@Entity()
@Unique(['tenantId', 'page'])
class Visit {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) tenantId: number;
  @Column({ length: 20 }) page: string;

  @BeforeInsert() heard(): void {
    this.page = this.page.toLowerCase();
  }
}

/** For every tenant. */
@Entity()
class Currency {
  @PrimaryColumn({ length: 3 }) code: string;
}

const RED = { id: 1, tenantId: 1 };
const BLUE = { id: 2, tenantId: 2 };
const LOST = { id: 3 };
const CHIEF = { id: 4, tenantId: 1, roles: ['chief'] };

describeApi(
  'tenancy',
  {
    imports: (database) => [
      LightApiModule.forRoot({ database, tenancy: { field: 'tenantId' } }),
      LightApiModule.forFeature(
        [
          {
            entity: Shop,
            access: { read: or(role('chief'), where({ open: { eq: true } })), write: 'authenticated' },
            relations: ['sales'],
          },
          {
            entity: Sale,
            access: 'public',
            bulk: true,
            relations: ['shop', 'refunds'],
            upsert: ['tenantId', 'number'],
          },
          { entity: Refund, access: 'public', relations: ['sale'], search: ['reason', 'sale.shopCode'] },
          { entity: Visit, access: 'public', fields: { tenantId: 'hidden' }, upsert: ['page', 'tenantId'] },
          { entity: Currency, access: 'public', tenancy: false },
        ] as never,
        { guards: [HeaderGuard] },
      ),
    ],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      const { manager } = api.dataSource;
      await manager.insert(Shop, [
        { tenantId: 1, code: 'N' },
        { tenantId: 1, code: 'S' },
        { tenantId: 1, code: 'X', open: false },
        { tenantId: 2, code: 'N' },
        { tenantId: 2, code: 'W' },
      ]);
      await manager.insert(Sale, [
        { tenantId: 1, number: 1, shopCode: 'N' },
        { tenantId: 2, number: 1, shopCode: 'N' },
      ]);
    });

    const ids = ({ body }: { body: { results: { id: number }[] } }): number[] => body.results.map(({ id }) => id);

    it('keeps tenants apart in what they read', async () => {
      expect(ids(await as(api, RED).get('/sales').expect(200))).toEqual([1]);
      expect(ids(await as(api, BLUE).get('/sales?tenantId=1').expect(200))).toEqual([]);
      expect(ids(await as(api, BLUE).get('/sales?shop.tenantId=1').expect(200))).toEqual([]);
      await as(api, BLUE).get('/sales/1').expect(404);
      await as(api, BLUE).get('/shops/1/N').expect(404);
      await as(api, BLUE).get('/shops/1/N/sales').expect(404);
      expect(ids(await as(api, BLUE).get('/shops/2/N/sales').expect(200))).toEqual([2]);
      await as(api, undefined).get('/sales').expect(401);
      await as(api, LOST).get('/sales').expect(403);
      await as(api, undefined).get('/currencies').expect(200);
    });

    it('keeps rows apart that an application has related across tenants', async () => {
      await api.dataSource.manager.insert(Refund, [
        { tenantId: 1, reason: 'ripped', sale: { id: 2 } },
        { tenantId: 2, reason: 'stolen', sale: { id: 1 } },
        { tenantId: 2, reason: 'broken', sale: { id: 2 } },
      ]);
      const { body } = await as(api, RED).get('/refunds?include=sale').expect(200);
      expect(body.results).toMatchObject([{ id: 1, sale: null }]);
      expect((await as(api, RED).get('/refunds/1?include=sale').expect(200)).body).toMatchObject({ sale: null });
      for (const question of ['sale.number=1', 'sale.shopCode__isnull=false', 'search=N']) {
        expect([question, ids(await as(api, RED).get(`/refunds?${question}`))]).toEqual([question, []]);
      }
      const sales = await as(api, RED).get('/sales?include=refunds').expect(200);
      expect(sales.body.results).toMatchObject([{ id: 1, refunds: [] }]);
      expect(ids(await as(api, RED).get('/sales?refunds.reason=stolen').expect(200))).toEqual([]);
      expect(ids(await as(api, RED).get('/sales/1/refunds').expect(200))).toEqual([]);
      await as(api, RED).get('/sales/2/refunds').expect(404);
      expect(ids(await as(api, BLUE).get('/sales/2/refunds').expect(200))).toEqual([3]);
    });

    it('keeps them apart in what they write', async () => {
      await as(api, BLUE).patch('/sales/1').send({ number: 9 }).expect(404);
      await as(api, BLUE).put('/sales/1').send({ number: 9 }).expect(404);
      await as(api, BLUE).delete('/sales/1').expect(404);
      const bulk = await as(api, BLUE)
        .post('/sales/bulk')
        .send({ remove: [{ id: 1 }] })
        .expect(409);
      expect(problemsOf(bulk)).toEqual(['/remove/0 LA400']);
      expect(problemsOf(await as(api, BLUE).post('/sales').send({ number: 5, tenantId: 1 }).expect(400))).toEqual([
        '/tenantId LA205',
      ]);
      await as(api, BLUE).post('/sales').send({ number: 5 }).expect(201);
      await as(api, undefined).post('/sales').send({ number: 5 }).expect(401);
      await as(api, LOST).post('/sales').send({ number: 5 }).expect(403);
      const many = { create: [{ number: 6 }, { number: 7 }] };
      await as(api, RED).post('/sales/bulk').send(many).expect(200);
      expect(await api.dataSource.manager.find(Sale, { order: { id: 'ASC' } })).toMatchObject([
        { tenantId: 1, number: 1 },
        { tenantId: 2, number: 1 },
        { tenantId: 2, number: 5 },
        { tenantId: 1, number: 6 },
        { tenantId: 1, number: 7 },
      ]);
    });

    it('sets the tenant where it is hidden and TypeORM writes the row', async () => {
      const made = await as(api, BLUE).post('/visits').send({ page: 'Home' }).expect(201);
      expect(made.body).toEqual({ id: 1, page: 'home' });
      expect(await api.dataSource.manager.find(Visit)).toMatchObject([{ tenantId: 2, page: 'home' }]);
      expect(ids(await as(api, RED).get('/visits').expect(200))).toEqual([]);
      const taken = await as(api, BLUE).post('/visits').send({ page: 'home' }).expect(409);
      expect([problemsOf(taken), taken.text]).toEqual([['/page LA401'], expect.not.stringContaining('tenantId')]);
      await as(api, BLUE).put('/visits/1').send({ page: 'x' }).expect(200);
      expect(await api.dataSource.manager.find(Visit)).toMatchObject([{ tenantId: 2, page: 'x' }]);
    });

    it('finds rows of the own tenant alone by a key that the tenant is a part of', async () => {
      const upsert = (user: TestUser, body: object) => as(api, user).post('/sales/upsert').send(body);
      const found = await upsert(BLUE, { number: 1, shopCode: 'W' }).expect(200);
      expect(found.body).toMatchObject({ id: 2, tenantId: 2, number: 1, shopCode: 'W' });
      const made = await upsert(BLUE, { number: 3, shopCode: 'W' }).expect(201);
      expect(made.body).toMatchObject({ tenantId: 2, number: 3 });
      await upsert(RED, { number: 3, shopCode: 'S' }).expect(201);
      expect(problemsOf(await upsert(RED, { number: 1, tenantId: 2 }).expect(400))).toEqual(['/tenantId LA205']);
      await upsert(LOST, { number: 1, shopCode: null }).expect(403);
      await as(api, undefined).post('/sales/upsert').send({ number: 1, shopCode: null }).expect(401);
      const shops = await api.dataSource.manager.find(Sale, { order: { id: 'ASC' } });
      expect(shops.map(({ tenantId, number, shopCode }) => `${tenantId} ${number} ${shopCode}`)).toEqual([
        '1 1 N',
        '2 1 W',
        '2 3 W',
        '1 3 S',
      ]);
      for (const [user, status] of [
        [BLUE, 201],
        [BLUE, 200],
        [RED, 201],
      ] as const) {
        await as(api, user).post('/visits/upsert').send({ page: 'home' }).expect(status);
      }
    });

    describe('with foreign keys that the tenant is a part of', () => {
      const shops = () => api.dataSource.manager.findOneBy(Sale, { id: 1 });

      it('takes the rest of the key from the row', async () => {
        await as(api, RED).patch('/sales/1').send({ shopCode: 'S' }).expect(200);
        for (const shopCode of ['X', 'W', 'none']) {
          const refused = await as(api, RED).patch('/sales/1').send({ shopCode }).expect(409);
          expect([refused.body.code, problemsOf(refused)]).toEqual(['LA402', ['/shopCode LA402']]);
          const replaced = await as(api, RED).put('/sales/1').send({ number: 1, shopCode }).expect(409);
          expect(problemsOf(replaced)).toEqual(['/shopCode LA402']);
          const made = await as(api, RED).post('/sales').send({ number: 8, shopCode }).expect(409);
          expect(problemsOf(made)).toEqual(['/shopCode LA402']);
        }
        expect(await shops()).toMatchObject({ tenantId: 1, shopCode: 'S' });
        await as(api, BLUE).patch('/sales/1').send({ shopCode: 'X' }).expect(404);
        await as(api, RED).patch('/sales/1').send({ shopCode: null }).expect(200);
        await as(api, CHIEF).patch('/sales/1').send({ shopCode: 'X' }).expect(200);
        await as(api, RED).post('/sales').send({ number: 9, shopCode: 'N' }).expect(201);
      });

      it('looks them up together', async () => {
        const create = ['N', 'X', 'S', 'W', 'N'].map((shopCode, index) => ({ number: 20 + index, shopCode }));
        const refused = await as(api, RED).post('/sales/bulk').send({ create }).expect(409);
        expect(problemsOf(refused)).toEqual(['/create/1/shopCode LA402', '/create/3/shopCode LA402']);
        expect(await api.dataSource.manager.count(Sale)).toBe(2);
      });
    });
  },
);
