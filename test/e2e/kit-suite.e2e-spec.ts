import { IsEmail, Length, Max, Min } from 'class-validator';
import {
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  VersionColumn,
  type Relation,
} from 'typeorm';
import type { Type } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { role } from '../../lib/index.js';
import { createTestApi, type ApiAgent, type TestApi } from '../../lib/testing/index.js';
import { areChosen } from './harness/chosen.js';

// A suite as a user writes it: one application for the file, a hundred tests, each of which leaves nothing behind.

@Entity()
class Customer {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) @Length(2, 60) name: string;
  @Column({ length: 80, unique: true }) @IsEmail() email: string;
  @OneToMany(() => Order, (order) => order.customer) orders: Relation<Order[]>;
}

@Entity()
class Product {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 12, unique: true }) sku: string;
  @Column({ type: 'decimal', precision: 8, scale: 2 }) price: string;
  @Column({ type: 'int', default: 0 }) stock: number;
  @VersionColumn() version: number;
}

@Entity()
class Order {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'simple-enum', enum: ['open', 'paid', 'sent'], default: 'open' }) state: string;
  @Column({ type: 'varchar', length: 200, nullable: true }) note: string | null;
  @CreateDateColumn() placedAt: Date;
  @ManyToOne(() => Customer, (customer) => customer.orders, { nullable: false }) customer: Relation<Customer>;
  @OneToMany(() => OrderLine, (line) => line.order) lines: Relation<OrderLine[]>;
}

@Entity()
class OrderLine {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) @Min(1) @Max(99) quantity: number;
  @ManyToOne(() => Order, (order) => order.lines, { nullable: false }) order: Relation<Order>;
  @ManyToOne(() => Product, { nullable: false }) product: Relation<Product>;
}

@Entity()
class Review {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) @Min(1) @Max(5) stars: number;
  @Column({ type: 'text' }) text: string;
  @DeleteDateColumn() deletedAt: Date | null;
  @ManyToOne(() => Product, { nullable: false }) product: Relation<Product>;
}

interface Tested {
  readonly entity: Type<{ id: number }>;
  readonly path: string;
  readonly wrong: Readonly<Record<string, unknown>>;
  readonly change: Readonly<Record<string, unknown>>;
}

const TESTED: readonly Tested[] = [
  { entity: Customer, path: '/customers', wrong: { email: 'nobody' }, change: { name: 'Ada' } },
  { entity: Product, path: '/products', wrong: { price: '1.234' }, change: { stock: 7 } },
  { entity: Order, path: '/orders', wrong: { state: 'lost' }, change: { state: 'paid' } },
  { entity: OrderLine, path: '/order-lines', wrong: { quantity: 100 }, change: { quantity: 3 } },
  { entity: Review, path: '/reviews', wrong: { stars: 6 }, change: { stars: 5 } },
];

const SECRET = 'a secret of thirty-two bytes, or a little more';
const STAFF = { id: 'staff', roles: ['staff'] };

if (areChosen('sqlite'))
  describe('a suite of a hundred tests', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await createTestApi({
        entities: [
          { entity: Customer, search: ['name'] },
          { entity: Product, locking: 'optional' },
          { entity: Order, bulk: true },
          OrderLine,
          Review,
        ],
        auth: {},
        jwt: { secret: SECRET },
        defaults: { access: { read: 'public', write: role('staff') } },
      });
    });
    afterAll(() => api.close());
    beforeEach(() => api.begin());
    afterEach(() => api.rollback());

    describe.each(TESTED)('of $path', ({ entity, path, wrong, change }) => {
      const staff = (): ApiAgent => api.asUser(STAFF);
      const one = (): Promise<{ id: number }> => api.factory(entity).create();
      const count = async (query = ''): Promise<number> =>
        ((await api.get(path + query).expect(200)).body as { count: number }).count;

      it('begins with nothing', async () => expect(await count()).toBe(0));
      it('lists what there is', async () => {
        await api.factory(entity).create({}, 3);
        expect(await count()).toBe(3);
      });
      it('pages', async () => {
        await api.factory(entity).create({}, 5);
        const { body } = await api.get(`${path}?page_size=2&page=3`).expect(200);
        expect((body as { results: unknown[] }).results).toHaveLength(1);
      });
      it('orders', async () => {
        const [first, second] = await api.factory(entity).create({}, 2);
        const { body } = await api.get(`${path}?ordering=-id`).expect(200);
        expect((body as { results: { id: number }[] }).results.map(({ id }) => id)).toEqual([second!.id, first!.id]);
      });
      it('filters', async () => {
        const [first] = await api.factory(entity).create({}, 2);
        expect(await count(`?id=${first!.id}`)).toBe(1);
      });
      it('reads one', async () => void (await api.get(`${path}/${(await one()).id}`).expect(200)));
      it('knows no other', async () => void (await api.get(`${path}/999999`).expect(404)));
      it('refuses a question that it does not know', async () => void (await api.get(`${path}?nothing=1`).expect(400)));
      it('creates', async () => {
        await staff()
          .post(path)
          .send(await api.factory(entity).build())
          .expect(201);
        expect(await count()).toBe(1);
      });
      it('creates with everything', async () => {
        await staff()
          .post(path)
          .send(await api.factory(entity, { fields: 'all' }).build())
          .expect(201);
      });
      it('refuses a wrong body', async () => {
        await staff()
          .post(path)
          .send(await api.factory(entity).build(wrong))
          .expect(400);
        expect(await count()).toBe(0);
      });
      it('refuses a field that it does not know', async () => {
        await staff()
          .post(path)
          .send(await api.factory(entity).build({ nothing: 1 }))
          .expect(400);
      });
      it('creates for nobody', async () => {
        await api
          .asNobody()
          .post(path)
          .send(await api.factory(entity).build())
          .expect(401);
      });
      it('creates for nobody else', async () => {
        await api
          .asUser({ id: 'guest' })
          .post(path)
          .send(await api.factory(entity).build())
          .expect(403);
      });
      it('updates', async () => {
        const { body } = await staff()
          .patch(`${path}/${(await one()).id}`)
          .send(change)
          .expect(200);
        expect(body).toMatchObject(change);
      });
      it('refuses a wrong update', async () => {
        await staff()
          .patch(`${path}/${(await one()).id}`)
          .send(wrong)
          .expect(400);
      });
      it('updates for nobody', async () => {
        await api
          .patch(`${path}/${(await one()).id}`)
          .send(change)
          .expect(401);
      });
      it('removes', async () => {
        await staff()
          .delete(`${path}/${(await one()).id}`)
          .expect(204);
        expect(await count()).toBe(0);
      });
      it('removes for nobody', async () => void (await api.delete(`${path}/${(await one()).id}`).expect(401)));
      it('answers 304 to who has it', async () => {
        const { id } = await one();
        const { headers } = await api.get(`${path}/${id}`).expect(200);
        await api.get(`${path}/${id}`).set('if-none-match', headers['etag']!).expect(304);
      });
    });
  });
