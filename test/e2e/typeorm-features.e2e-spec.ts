import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Exclude, Expose } from 'class-transformer';
import {
  Column,
  CreateDateColumn,
  DataSource,
  DeleteDateColumn,
  Entity,
  EntitySchema,
  EventSubscriber,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
  ViewColumn,
  ViewEntity,
  VirtualColumn,
  type EntitySubscriberInterface,
  type InsertEvent,
  type UpdateEvent,
} from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule, Resource } from '../../lib/index.js';
import { Audited } from '../entities/audited.js';
import { Temperature } from '../entities/temperature.js';
import { Car, Truck, Vehicle } from '../entities/vehicle.js';
import { created } from './fixtures/rows.js';
import { page, stored } from './fixtures/stored.js';
import { describeApi } from './harness/describe-api.js';

/** Written by a subscriber of the data source. */
@Entity()
class Letter {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 100 }) text: string;
  @Column({ type: 'varchar', length: 120, nullable: true }) seal: string | null;
}

@EventSubscriber()
class LetterSubscriber implements EntitySubscriberInterface<Letter> {
  listenTo(): typeof Letter {
    return Letter;
  }
  beforeInsert({ entity }: InsertEvent<Letter>): void {
    entity.seal = `sealed ${entity.text}`;
  }
  beforeUpdate({ entity }: UpdateEvent<Letter>): void {
    if (entity) entity['seal'] = `sealed again ${String(entity['text'])}`;
  }
  afterLoad(letter: Letter): void {
    letter.text = `«${letter.text}»`;
  }
}

/** Written by a subscriber that is a provider of Nest. */
@Entity()
class Parcel {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 100 }) contents: string;
  @Column({ type: 'varchar', length: 120, nullable: true }) stamp: string | null;
}

@Injectable()
class ParcelSubscriber implements EntitySubscriberInterface<Parcel> {
  constructor(@InjectDataSource() dataSource: DataSource) {
    dataSource.subscribers.push(this);
  }
  listenTo(): typeof Parcel {
    return Parcel;
  }
  beforeInsert({ entity }: InsertEvent<Parcel>): void {
    entity.stamp = `stamped ${entity.contents}`;
  }
}

class Place {
  @Column({ type: 'varchar', length: 60, nullable: true }) city: string | null;
  @Column({ length: 2, default: 'CH' }) country: string;
}

class Contact {
  @Column({ type: 'varchar', length: 60, nullable: true }) mail: string | null;
  @Column(() => Place) office: Place;
}

@Entity()
class Person {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) name: string;
  @Column(() => Place) address: Place;
  @Column(() => Contact, { prefix: 'reach' }) contact: Contact;
}

@Resource({ locking: 'optional' })
@Entity()
class Draft {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) title: string;
  @VersionColumn() version: number;
  @CreateDateColumn() createdAt: Date;
  @UpdateDateColumn() updatedAt: Date;
}

@Entity()
class Coupon {
  @PrimaryGeneratedColumn() id: number;
  @Index({ unique: true }) @Column({ length: 20 }) code: string;
  @DeleteDateColumn() deletedAt: Date | null;
}

@Entity()
class Crate {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) label: string;
  @VirtualColumn({ type: 'int', query: (alias) => `SELECT LENGTH(x.label) FROM crate x WHERE x.id = ${alias}.id` })
  labelLength: number;
}

@Entity()
class Account {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) login: string;
  @Column({ length: 60, select: false, default: 'unset-hash' }) hash: string;
  @Exclude() @Column({ length: 60, default: 'unset-note' }) internalNote: string;
  @Exclude({ toPlainOnly: true }) @Column({ type: 'varchar', length: 60, nullable: true }) recovery: string | null;
  @Exclude({ toClassOnly: true }) @Column({ type: 'int', default: 5 }) score: number;
  @Expose() get badge(): string {
    return `${this.login}#${this.id}`;
  }
  get notExposed(): string {
    return 'private';
  }
}

@Entity()
class Setting {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'simple-json' }) tree: unknown;
  @Column({ type: 'simple-json', nullable: true }) optional: unknown;
}

interface Planet {
  id: number;
  name: string;
  moons: number;
  ring: { colour: string | null };
}
const RingSchema = new EntitySchema<Planet['ring']>({
  name: 'Ring',
  columns: { colour: { type: String, length: 20, nullable: true } },
});
const PlanetSchema = new EntitySchema<Planet>({
  name: 'Planet',
  columns: {
    id: { type: Number, primary: true, generated: true },
    name: { type: String, length: 20, unique: true },
    moons: { type: 'int', default: 0 },
  },
  embeddeds: { ring: { schema: RingSchema } },
});

@ViewEntity({
  expression: (dataSource: DataSource) =>
    dataSource
      .createQueryBuilder()
      .select('crate.id', 'id')
      .addSelect('crate.label', 'title')
      .from(Crate, 'crate')
      .where("crate.label <> 'secret'"),
})
class CrateTitle {
  @PrimaryColumn() id: number;
  @ViewColumn() title: string;
}

const ENTITIES = [Audited, Letter, Parcel, Temperature, Person, Vehicle, Car, Truck, Draft, Coupon, Crate, Account];

describeApi(
  'a feature of TypeORM',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database: { ...database, subscribers: [LetterSubscriber] } as typeof database,
        entities: [...ENTITIES, Setting, PlanetSchema, CrateTitle],
      }),
    ],
    module: { providers: [ParcelSubscriber] },
  },
  (api) => {
    beforeEach(() => api.reset());

    const repository = (entity: Parameters<DataSource['getRepository']>[0]) => api.dataSource.getRepository(entity);

    describe('listeners', () => {
      it('run on every write and on every load', async () => {
        const row = await created(api, '/auditeds', { label: 'one' });
        expect(row).toEqual({ id: 1, label: 'ONE', trail: 'inserted one' });
        await api.agent.get('/auditeds/1').expect(200, row);
        const changed = await api.agent.patch('/auditeds/1').send({ label: 'two' }).expect(200);
        expect(changed.body).toEqual({ id: 1, label: 'TWO', trail: 'updated two' });
        const replaced = await api.agent.put('/auditeds/1').send({ label: 'three' }).expect(200);
        expect(replaced.body).toMatchObject({ id: 1, label: 'THREE', trail: 'updated three' });
        expect(await page(api, '/auditeds')).toEqual(await stored(api, Audited));
      });

      it('see rows that were written without them', async () => {
        await api.dataSource
          .createQueryBuilder()
          .insert()
          .into(Audited)
          .values({ label: 'raw' })
          .callListeners(false)
          .execute();
        await api.agent.get('/auditeds/1').expect(200, { id: 1, label: 'RAW', trail: null });
      });
    });

    describe('a subscriber', () => {
      it('of the data source hears every write and every load', async () => {
        const row = await created(api, '/letters', { text: 'one' });
        expect(row).toEqual({ id: 1, text: '«one»', seal: 'sealed one' });
        const changed = await api.agent.patch('/letters/1').send({ text: 'two' }).expect(200);
        expect(changed.body).toMatchObject({ text: '«two»', seal: 'sealed again two' });
        expect(await page(api, '/letters')).toEqual(await stored(api, Letter));
      });

      it('that is a provider of Nest hears as much', async () => {
        const row = await created(api, '/parcels', { contents: 'books' });
        expect(row).toEqual({ id: 1, contents: 'books', stamp: 'stamped books' });
      });
    });

    describe('a transformer', () => {
      it('stands between the column and the API in both directions', async () => {
        const row = await created(api, '/temperatures', { degrees: 21.5, feltDegrees: null });
        expect(row).toEqual({ id: 1, degrees: 21.5, feltDegrees: null });
        await api.agent
          .patch('/temperatures/1')
          .send({ feltDegrees: -3.5 })
          .expect(200, { ...row, feltDegrees: -3.5 });
        expect(await page(api, '/temperatures')).toEqual(await stored(api, Temperature));
        const column = api.dataSource.driver.escape('feltDegrees');
        const [raw] = await api.dataSource.query<Record<string, unknown>[]>(
          `SELECT degrees, ${column} FROM temperature`,
        );
        expect(raw).toEqual({ degrees: 215, feltDegrees: -35 });
      });

      it('is applied to the values of a filter, too', async () => {
        await created(api, '/temperatures', { degrees: 21.5 });
        await created(api, '/temperatures', { degrees: 30 });
        const degrees = async (query: string) =>
          (await page(api, `/temperatures?${query}`)).map((row) => row['degrees']);
        expect(await degrees('degrees=21.5')).toEqual([21.5]);
        expect(await degrees('degrees__in=30,31')).toEqual([30]);
        expect(await degrees('degrees__gt=25')).toEqual([30]);
        expect(await degrees('ordering=-degrees')).toEqual([30, 21.5]);
      });
    });

    describe('embedded columns', () => {
      const ADA = { name: 'Ada', address: { city: 'London', country: 'GB' }, contact: { mail: 'a@b.example' } };

      it('nest in bodies and answers', async () => {
        const row = await created(api, '/people', ADA);
        expect(row).toEqual({
          id: 1,
          name: 'Ada',
          address: { city: 'London', country: 'GB' },
          contact: { mail: 'a@b.example', office: { city: null, country: 'CH' } },
        });
        expect(await page(api, '/people')).toEqual(await stored(api, Person));
      });

      it('are merged by PATCH and reset by PUT', async () => {
        await created(api, '/people', ADA);
        const patched = await api.agent
          .patch('/people/1')
          .send({ address: { city: 'Turin' }, contact: { office: { country: 'IT' } } })
          .expect(200);
        expect(patched.body).toMatchObject({
          address: { city: 'Turin', country: 'GB' },
          contact: { mail: 'a@b.example', office: { city: null, country: 'IT' } },
        });
        const put = await api.agent
          .put('/people/1')
          .send({ name: 'Ada', address: { city: 'Rome' } })
          .expect(200);
        expect(put.body).toMatchObject({
          address: { city: 'Rome', country: 'CH' },
          contact: { mail: null, office: { city: null, country: 'CH' } },
        });
        expect(await page(api, '/people')).toEqual(await stored(api, Person));
      });

      it('are filtered and sorted by their dotted name', async () => {
        await created(api, '/people', ADA);
        await created(api, '/people', {
          name: 'Lise',
          address: { city: 'Wien' },
          contact: { office: { city: 'Berlin' } },
        });
        const names = async (query: string) => (await page(api, `/people?${query}`)).map((row) => row['name']);
        expect(await names('address.city=Wien')).toEqual(['Lise']);
        expect(await names('address.city__startswith=Lon')).toEqual(['Ada']);
        expect(await names('contact.office.city__isnull=true')).toEqual(['Ada']);
        expect(await names('ordering=-address.city')).toEqual(['Lise', 'Ada']);
        await api.agent.get('/people?address=x').expect(400);
        await api.agent.get('/people?reachMail=x').expect(400);
      });

      it('are refused when they are malformed, with a pointer into them', async () => {
        const pointers = async (body: object) => {
          const answer = await api.agent.post('/people').send(body).expect(400);
          return (answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort();
        };
        expect(await pointers({ name: 'x', address: 'Wien' })).toEqual(['/address']);
        expect(await pointers({ name: 'x', address: ['Wien'] })).toEqual(['/address']);
        expect(await pointers({ name: 'x', address: { city: 5, contry: 'AT' } })).toEqual([
          '/address/city',
          '/address/contry',
        ]);
        expect(await pointers({ name: 'x', contact: { office: { country: 'AUT' } } })).toEqual([
          '/contact/office/country',
        ]);
        expect(await pointers({ name: 'x', 'address.city': 'Wien' })).toEqual(['/address.city']);
      });
    });

    describe('single-table inheritance', () => {
      it('keeps the rows of a child apart, and gives all of them to the parent', async () => {
        await created(api, '/vehicles', { plate: 'V-1' });
        const car = await created(api, '/cars', { plate: 'C-1', doors: 5 });
        const truck = await created(api, '/trucks', { plate: 'T-1', loadTons: '7.50' });
        expect(car).toEqual({ id: 2, plate: 'C-1', doors: 5 });
        expect(truck).toEqual({ id: 3, plate: 'T-1', loadTons: '7.50' });
        expect(await page(api, '/cars')).toEqual([car]);
        expect((await page(api, '/vehicles')).map((row) => row['plate'])).toEqual(['V-1', 'C-1', 'T-1']);
        await api.agent.get('/cars/3').expect(404);
        await api.agent.patch('/cars/3').send({ plate: 'X' }).expect(404);
        await api.agent.delete('/cars/3').expect(404);
        await api.agent.delete('/trucks/3').expect(204);
        expect(await repository(Vehicle).findOneByOrFail({ id: 2 })).toBeInstanceOf(Car);
      });

      it('leaves the columns of a child alone when the parent writes', async () => {
        await created(api, '/cars', { plate: 'C-1', doors: 5 });
        await api.agent.patch('/vehicles/1').send({ plate: 'C-2' }).expect(200);
        expect(await repository(Car).findOneByOrFail({ id: 1 })).toMatchObject({ plate: 'C-2', doors: 5 });
        await api.agent.post('/vehicles').send({ plate: 'V', doors: 3 }).expect(400);
        await api.agent.post('/cars').send({ plate: 'C', kind: 'truck' }).expect(400);
        await api.agent.get('/cars?kind=truck').expect(400);
      });
    });

    describe('versions and stamps', () => {
      const since = (text: unknown) => Math.abs(Date.now() - Date.parse(String(text)));

      it('are kept by every write', async () => {
        const row = await created(api, '/drafts', { title: 'one' });
        expect(row).toMatchObject({ id: 1, version: 1 });
        expect(since(row['createdAt'])).toBeLessThan(60_000);
        await new Promise((resolve) => setTimeout(resolve, 1100));
        const { body: patched } = await api.agent.patch('/drafts/1').send({ title: 'two' }).expect(200);
        expect(patched).toMatchObject({ version: 2, createdAt: row['createdAt'] });
        expect(Date.parse(patched.updatedAt as string)).toBeGreaterThan(Date.parse(String(row['updatedAt'])));
        const { body: put } = await api.agent.put('/drafts/1').send({ title: 'three' }).expect(200);
        expect(put).toMatchObject({ version: 3, createdAt: row['createdAt'] });
        expect(since(put.updatedAt)).toBeLessThan(60_000);
        expect(await page(api, '/drafts')).toEqual(await stored(api, Draft));
      });

      it('are not taken from a body', async () => {
        await created(api, '/drafts', { title: 'one' });
        const body = { title: 'x', version: 9, createdAt: '2001-01-01T00:00:00Z', updatedAt: '2001-01-01T00:00:00Z' };
        const stamps = ['/createdAtLA205', '/updatedAtLA205'];
        // The version in a change is a condition, which a request with other faults does not come to.
        for (const [answer, faults] of [
          [await api.agent.post('/drafts').send(body), [...stamps, '/versionLA205']],
          [await api.agent.patch('/drafts/1').send(body), stamps],
          [await api.agent.put('/drafts/1').send(body), stamps],
        ] as const) {
          expect(answer.status).toBe(400);
          const errors = answer.body.errors as { pointer: string; code: string }[];
          expect(errors.map(({ pointer, code }) => pointer + code).sort()).toEqual(faults);
        }
      });
    });

    describe('soft deletion', () => {
      it('hides the row everywhere and keeps it', async () => {
        await created(api, '/coupons', { code: 'A' });
        await created(api, '/coupons', { code: 'B' });
        await api.agent.delete('/coupons/1').expect(204);
        for (const answer of [
          await api.agent.get('/coupons/1'),
          await api.agent.patch('/coupons/1').send({ code: 'C' }),
          await api.agent.put('/coupons/1').send({ code: 'C' }),
          await api.agent.delete('/coupons/1'),
        ]) {
          expect(answer.status).toBe(404);
        }
        const { body } = await api.agent.get('/coupons').expect(200);
        expect(body).toMatchObject({ count: 1, results: [{ code: 'B' }] });
        await api.agent.get('/coupons?code=A').expect((answer) => expect(answer.body.count).toBe(0));
        const kept = await repository(Coupon).find({ withDeleted: true, order: { id: 'ASC' } });
        expect(kept).toMatchObject([
          { code: 'A', deletedAt: expect.any(Date) as Date },
          { code: 'B', deletedAt: null },
        ]);
      });

      it('does not free what is unique', async () => {
        await created(api, '/coupons', { code: 'A' });
        await api.agent.delete('/coupons/1').expect(204);
        await api.agent.post('/coupons').send({ code: 'A' }).expect(409);
      });

      it('is not done or undone by a body', async () => {
        await created(api, '/coupons', { code: 'A' });
        await api.agent.patch('/coupons/1').send({ deletedAt: '2024-01-01T00:00:00Z' }).expect(400);
        await api.agent.patch('/coupons/1').send({ deletedAt: null }).expect(400);
      });
    });

    describe('a virtual column', () => {
      it('is answered and cannot be written or asked by', async () => {
        const row = await created(api, '/crates', { label: 'poems' });
        expect(row).toEqual({ id: 1, label: 'poems', labelLength: 5 });
        await api.agent.get('/crates/1').expect(200, row);
        await api.agent
          .patch('/crates/1')
          .send({ label: 'prose!' })
          .expect(200, { id: 1, label: 'prose!', labelLength: 6 });
        expect(await page(api, '/crates')).toEqual(await stored(api, Crate));
        await api.agent.post('/crates').send({ label: 'x', labelLength: 9 }).expect(400);
        await api.agent.get('/crates?labelLength=5').expect(400);
        await api.agent.get('/crates?ordering=labelLength').expect(400);
      });
    });

    describe('what is hidden', () => {
      const LOGIN = { login: 'ada', hash: 'top-secret', recovery: 'word' };

      it('never leaves, in whichever answer', async () => {
        const row = await created(api, '/accounts', LOGIN);
        expect(row).toEqual({ id: 1, login: 'ada', score: 5, badge: 'ada#1' });
        await api.agent.get('/accounts/1').expect(200, row);
        await api.agent.patch('/accounts/1').send({ hash: 'changed' }).expect(200, row);
        expect(await page(api, '/accounts')).toEqual([row]);
        const { body: put } = await api.agent.put('/accounts/1').send({ login: 'bob' }).expect(200);
        expect(put).toEqual({ id: 1, login: 'bob', score: 5, badge: 'bob#1' });
        const secrets = await repository(Account)
          .createQueryBuilder('account')
          .addSelect('account.hash')
          .getOneOrFail();
        expect(secrets).toMatchObject({ hash: 'unset-hash', recovery: null, internalNote: 'unset-note' });
      });

      it('is stored when it may be sent', async () => {
        await created(api, '/accounts', LOGIN);
        const secrets = await repository(Account)
          .createQueryBuilder('account')
          .addSelect('account.hash')
          .getOneOrFail();
        expect(secrets).toMatchObject({ hash: 'top-secret', recovery: 'word' });
      });

      it('is an unknown name where it is excluded altogether', async () => {
        const answer = await api.agent
          .post('/accounts')
          .send({ login: 'x', internalNote: 'y', internalNotes: 'z' })
          .expect(400);
        const [hidden, missing] = answer.body.errors as { detail: string; code: string }[];
        expect(hidden).toMatchObject({ pointer: '/internalNote', code: 'LA201' });
        expect(hidden!.detail).toBe(missing!.detail);
        await api.agent.get('/accounts?internalNote=y').expect(400);
      });

      it('is read-only where only bodies exclude it, and getters are', async () => {
        const answer = await api.agent.post('/accounts').send({ login: 'x', score: 9, badge: 'me' }).expect(400);
        expect(answer.body.errors).toMatchObject([
          { pointer: '/score', code: 'LA205' },
          { pointer: '/badge', code: 'LA205' },
        ]);
        await api.agent.post('/accounts').send({ login: 'x', notExposed: 'y' }).expect(400);
      });

      it('is not in the document', () => {
        const text = JSON.stringify(api.document);
        expect(text).not.toMatch(/internalNote|notExposed/);
        expect(JSON.stringify(api.document.components!.schemas!['AccountDto'])).not.toMatch(/hash|recovery/);
      });
    });

    describe('simple-json', () => {
      it.each([
        [{ a: [1, { b: null }], c: 'ü🦄' }],
        [[]],
        ['text'],
        [5],
        [true],
        [[1, 'two', null]],
        [{ '': { ' ': 0.1 } }],
      ])('travels as it is: %j', async (tree) => {
        const row = await created(api, '/settings', { tree, optional: tree });
        expect(row).toEqual({ id: 1, tree, optional: tree });
        await api.agent.patch('/settings/1').send({ optional: null }).expect(200, { id: 1, tree, optional: null });
        expect(await page(api, '/settings')).toEqual(await stored(api, Setting));
      });

      it('is replaced as a whole by PATCH', async () => {
        await created(api, '/settings', { tree: { a: 1, b: 2 } });
        const answer = await api.agent
          .patch('/settings/1')
          .send({ tree: { a: 3 } })
          .expect(200);
        expect(answer.body.tree).toEqual({ a: 3 });
      });
    });

    describe('an EntitySchema', () => {
      it('is a resource like any other', async () => {
        const row = await created(api, '/planets', { name: 'Saturn', ring: { colour: 'gold' } });
        expect(row).toEqual({ id: 1, name: 'Saturn', moons: 0, ring: { colour: 'gold' } });
        await api.agent
          .patch('/planets/1')
          .send({ moons: 274 })
          .expect(200, { ...row, moons: 274 });
        expect(await page(api, '/planets?ring.colour=gold')).toEqual(await stored(api, PlanetSchema));
        await api.agent.post('/planets').send({ name: 'Saturn' }).expect(409);
        await api.agent
          .post('/planets')
          .send({ name: 'x'.repeat(21) })
          .expect(400);
        await api.agent.delete('/planets/1').expect(204);
      });
    });

    describe('a view', () => {
      it('is listed and read, and nothing else', async () => {
        await created(api, '/crates', { label: 'poems' });
        await created(api, '/crates', { label: 'secret' });
        expect(await page(api, '/crate-titles')).toEqual([{ id: 1, title: 'poems' }]);
        await api.agent.get('/crate-titles/1').expect(200, { id: 1, title: 'poems' });
        await api.agent.get('/crate-titles/2').expect(404);
        expect(await page(api, '/crate-titles?title__contains=oem')).toEqual(await stored(api, CrateTitle));
        const post = await api.agent.post('/crate-titles').send({ title: 'x' }).expect(405);
        expect(post.headers.allow).toBe('GET, HEAD, QUERY, OPTIONS');
        await api.agent.delete('/crate-titles/1').expect(405);
      });
    });
  },
);
