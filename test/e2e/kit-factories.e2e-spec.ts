import {
  ArrayMinSize,
  IsEmail,
  IsIn,
  IsInt,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
  Validate,
  ValidatorConstraint,
} from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import { Column, Entity, Index, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import type { Type } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../lib/testing/index.js';
import { Loan, Shelf, Volume } from '../entities/archive.js';
import { attachmentEntity } from '../entities/attachment.js';
import { Audited } from '../entities/audited.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Country as TextKeyed } from '../entities/country.js';
import { Observation } from '../entities/observation.js';
import { OrderItem } from '../entities/order-item.js';
import { Country, Cover, Critique, Edition, Novel, Theme, Writer } from '../entities/press.js';
import { Shipment } from '../entities/shipment.js';
import { Specimen } from '../entities/specimen.js';
import { Temperature } from '../entities/temperature.js';
import { Ticket } from '../entities/ticket.js';
import { Car, Truck, Vehicle } from '../entities/vehicle.js';
import { ResourceRegistry } from '../../lib/resource/resource.registry.js';
import { areChosen } from './harness/chosen.js';

const Attachment = attachmentEntity('better-sqlite3');
const SIMPLE = [Shelf, Volume, Loan, Attachment, Audited, Author, Book, TextKeyed, Observation];
const MIXED = [...SIMPLE, OrderItem, Shipment, Specimen, Temperature, Ticket, Vehicle, Car, Truck];
const PRESS = [Country, Writer, Novel, Critique, Theme, Cover, Edition];
const BODIES = 50;

if (areChosen('sqlite'))
  describe.each([
    ['of every kind', MIXED],
    ['with relations', PRESS],
  ])('factories of entities %s', (_title, entities: Type<object>[]) => {
    let api: TestApi;

    beforeAll(async () => {
      api = await createTestApi({ entities, defaults: { access: 'public' } });
    });
    afterAll(() => api.close());

    it.each(entities.map((entity) => [entity.name, entity] as const))(
      'make bodies of %s that are accepted',
      async (name, entity) => {
        const agent = api.request();
        const factories = (['required', 'all'] as const).map((fields) => api.factory(entity, { fields }));
        const path = pathOf(api, name);
        const refused: unknown[] = [];
        for (let made = 0; made < BODIES; made++) {
          const body = await factories[made % 2]!.build();
          const answer = await agent.post(path).send(body);
          if (answer.status !== 201) refused.push(body, answer.body);
        }
        expect(refused).toEqual([]);
        expect(await api.dataSource.manager.count(entity)).toBeGreaterThanOrEqual(BODIES);
      },
    );

    it.each(entities.map((entity) => [entity.name, entity] as const))('store rows of %s', async (name, entity) => {
      const before = await api.dataSource.manager.count(entity);
      const rows = await api.factory(entity, { fields: 'all' }).create({}, 3);
      expect(rows).toHaveLength(3);
      expect(rows[0]).toBeInstanceOf(entity);
      expect(await api.dataSource.manager.count(entity)).toBe(before + 3);
      await api.get(`${pathOf(api, name)}?page_size=100`).expect(200);
    });
  });

function pathOf(api: TestApi, name: string): string {
  const { resources } = api.provider(ResourceRegistry);
  return `/${resources.find((resource) => resource.name === name)!.path}`;
}

@ValidatorConstraint()
class IsPalindrome implements ValidatorConstraintInterface {
  validate(text: unknown): boolean {
    return typeof text === 'string' && text === Array.from(text).toReversed().join('') && text.length > 40;
  }
  defaultMessage(): string {
    return 'sku must be a long palindrome';
  }
}

/** Nobody asks for it, and others need it. */
@Entity()
class Maker {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) name: string;
  @OneToMany(() => Product, (product) => product.maker) products: Relation<Product[]>;
}

@Entity()
@Index(['maker', 'code'], { unique: true })
class Product {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 8, unique: true }) @Matches(/^[A-Z]{2}-\d{3}$/) code: string;
  @Column({ length: 60, unique: true }) @IsEmail() contact: string;
  @Column({ length: 60 }) @IsUrl() site: string;
  @Column({ length: 40 }) @Length(12, 14) label: string;
  @Column({ type: 'int' }) @Min(18) @Max(20) grade: number;
  @Column({ type: 'decimal', precision: 6, scale: 2 }) @Min(10) @Max(11) price: string;
  @Column({ type: 'float' }) @IsInt() weight: number;
  @Column({ length: 10 }) @IsIn(['red', 'green']) colour: string;
  @Column({ type: 'simple-array' }) @ArrayMinSize(3) tags: string[];
  @Column({ type: 'date' }) from: string;
  @Column({ type: 'date' }) until: string;
  @Column({ length: 60, select: false }) secret: string;
  @ManyToOne(() => Maker, (maker) => maker.products, { nullable: false }) maker: Relation<Maker>;
}

@Entity()
class Puzzle {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) @Validate(IsPalindrome) sku: string;
}

if (areChosen('sqlite'))
  describe('a factory', () => {
    let api: TestApi;
    const start = (seed?: number): Promise<TestApi> =>
      createTestApi({
        entities: [
          {
            entity: Product,
            fields: { secret: 'writeOnly' },
            validate: ({ from, until }) =>
              (from as string) < (until as string) ? [] : [{ field: 'until', message: 'must be after from' }],
          },
          Puzzle,
        ],
        defaults: { access: 'public' },
        ...(seed !== undefined && { seed }),
      });

    beforeAll(async () => {
      api = await start();
    });
    afterAll(() => api.close());

    it('obeys the decorators of the entity and the rule over several fields', async () => {
      const bodies: Record<string, unknown>[] = [];
      for (let made = 0; made < 30; made++) {
        const body = await api.factory(Product).build();
        await api.post('/products').send(body).expect(201);
        bodies.push(body);
      }
      expect(new Set(bodies.map(({ code }) => code)).size).toBe(30);
      expect(bodies[0]).toMatchObject({
        code: expect.stringMatching(/^[A-Z]{2}-\d{3}$/) as string,
        tags: { length: 3 },
      });
      // Parents that may be shared are.
      expect(await api.dataSource.manager.count(Maker)).toBe(1);
    });

    it('takes values as they are, right or wrong, and leaves out what is undefined', async () => {
      const right = await api.factory(Product).build({ colour: 'green', grade: 20 });
      expect(right).toMatchObject({ colour: 'green', grade: 20 });
      const wrong = await api.factory(Product).build({ grade: 99, label: undefined, colour: 'blue' });
      const { body } = await api.post('/products').send(wrong).expect(400);
      const pointers = (body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
      expect(pointers.sort()).toEqual(['/colour', '/grade', '/label']);
    });

    it('stores rows with values of entities', async () => {
      const maker = await api.factory(Maker).create({ name: 'Acme' });
      const [first, second] = await api.factory(Product).create({ maker, colour: 'red' }, 2);
      expect([first!.maker.id, second!.maker.id]).toEqual([maker.id, maker.id]);
      const stored = await api.dataSource.manager.find(Product, {
        where: { maker: { id: maker.id } },
        select: { secret: true },
      });
      expect(stored.map(({ secret }) => typeof secret)).toEqual(['string', 'string']);
      const alone = await api.factory(Product).create();
      expect(alone.maker.name).toEqual(expect.any(String));
    });

    it('knows resources by name', async () => {
      expect(await api.factory('Product').build()).toHaveProperty('colour');
      expect(() => api.factory('Produkt')).toThrow('There is no resource called "Produkt".');
    });

    it('names the field for which it finds no value, and says what to do', async () => {
      await expect(api.factory(Puzzle).build()).rejects.toThrow(
        'Puzzle.sku: no value was found that obeys "sku must be a long palindrome" Give one: factory(Puzzle).build({ sku: … }).',
      );
      const sku = 'abcdefghijklmnopqrstutsrqponmlkjihgfedcba';
      await api
        .post('/puzzles')
        .send(await api.factory(Puzzle).build({ sku }))
        .expect(201);
      expect((await api.factory(Puzzle).create({ sku })).id).toBe(2);
    });

    it('makes the same of the same seed', async () => {
      const made = async (seed: number): Promise<unknown> => {
        const other = await start(seed);
        const body = await other.factory(Product).build();
        await other.close();
        return body;
      };
      const [first, again, different] = [await made(5), await made(5), await made(6)];
      expect(again).toEqual(first);
      expect(different).not.toEqual(first);
    });
  });
