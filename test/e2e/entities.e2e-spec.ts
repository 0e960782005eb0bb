import { afterEach, expect, it } from 'vitest';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Audited } from '../entities/audited.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Country } from '../entities/country.js';
import { OrderItem } from '../entities/order-item.js';
import { Specimen } from '../entities/specimen.js';
import { Temperature } from '../entities/temperature.js';
import { Ticket } from '../entities/ticket.js';
import { Car, Truck, Vehicle } from '../entities/vehicle.js';
import { describeApi } from './harness/describe-api.js';

const ENTITIES = [Audited, Author, Book, Country, OrderItem, Specimen, Temperature, Ticket, Vehicle, Car, Truck];

@Module({ imports: [TypeOrmModule.forFeature(ENTITIES)] })
class EntitiesModule {}

describeApi(
  'the shared entities',
  { imports: (database) => [TypeOrmModule.forRoot(database), EntitiesModule], platforms: ['express'], openapi: false },
  (api) => {
    afterEach(() => api.reset());

    it('are stored and loaded by every engine', async () => {
      const { manager } = api.dataSource;
      const author = await manager.save(manager.create(Author, { name: 'Ursula' }));
      await manager.save(manager.create(Book, { title: 'Always Coming Home', author, price: '12.50' }));
      await manager.save(
        manager.create(Specimen, {
          intValue: 1,
          varcharValue: 'ä',
          arrayValue: ['a', 'b'],
          dimensions: { widthMm: 3 },
        }),
      );
      await manager.save(manager.create(OrderItem, { orderId: 1, productId: '9007199254740993', quantity: 2 }));
      await manager.save(manager.create(Truck, { plate: 'B-1', loadTons: '7.50' }));
      const specimen = await manager.findOneByOrFail(Specimen, { intValue: 1 });
      expect(specimen).toMatchObject({
        state: 'new',
        defaultedValue: 'as "it" was',
        arrayValue: ['a', 'b'],
        version: 1,
      });
      expect(specimen).not.toHaveProperty('secretValue', expect.anything());
      expect(await manager.findOneByOrFail(Vehicle, { plate: 'B-1' })).toBeInstanceOf(Truck);
    });

    it('begin at key 1 after a reset', async () => {
      const { manager } = api.dataSource;
      await manager.save(manager.create(Author, { name: 'Ursula' }));
      await api.reset();
      expect(await manager.count(Author)).toBe(0);
      expect(await manager.save(manager.create(Author, { name: 'Octavia' }))).toMatchObject({ id: 1 });
    });
  },
);
