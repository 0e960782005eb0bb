import { Expose } from 'class-transformer';
import {
  AfterInsert,
  AfterLoad,
  BeforeInsert,
  BeforeRemove,
  BeforeUpdate,
  ChildEntity,
  Column,
  DataSource,
  DeleteDateColumn,
  Entity,
  EventSubscriber,
  JoinColumn,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  VersionColumn,
  type DataSourceOptions,
  type EntitySubscriberInterface,
  type InsertEvent,
  type Relation,
  type UpdateEvent,
} from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { ALL_VISIBLE, type ListQuestion } from '../../lib/query/question.js';
import { itemQuestion, listQuestion } from '../../lib/query/plain-questions.js';
import type { PermittedQuery, PermittedWrite } from '../../lib/query/permitted-query.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import type { Field } from '../../lib/resource/field.js';
import type { Resource } from '../../lib/resource/resource.js';
import { createTestDatabase, type TestDatabase } from '../e2e/harness/test-databases.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

const heard: string[] = [];

class Address {
  @Column({ type: 'varchar', nullable: true }) city: string | null;
  @Column({ default: 'CH', length: 2 }) country: string;
}

@Entity()
class Country {
  @PrimaryColumn() code: string;
  @Column() name: string;
}

@Entity()
class Person {
  @PrimaryGeneratedColumn() id: number;
  @Column({ unique: true, length: 40 }) email: string;
  @Column({ type: 'varchar', nullable: true }) slug: string | null;
  @Column('simple-array', {
    transformer: {
      to: (tags: string[]) => tags?.map((tag) => `#${tag}`),
      from: (tags: string[]) => tags?.map((tag) => tag.slice(1)),
    },
  })
  tags: string[];
  @Column('decimal', { precision: 20, scale: 2, default: '1.50' }) price: string;
  @Column('bigint', { nullable: true }) serial: string | null;
  @Column({ type: Date, default: () => 'CURRENT_TIMESTAMP' }) seenAt: Date;
  @Column(() => Address) address: Address;
  @ManyToOne(() => Country, { nullable: true, cascade: true }) @JoinColumn() country: Relation<Country> | null;
  @ManyToOne(() => Person, { nullable: true, lazy: true }) friend: Promise<Person | null>;
  @VersionColumn() version: number;
  loadedAs: string;

  @BeforeInsert() makeSlug(): void {
    this.slug = this.email.split('@')[0]!;
    heard.push('beforeInsert');
  }
  @AfterInsert() afterInsert(): void {
    heard.push(`afterInsert ${typeof this.id}`);
  }
  @BeforeUpdate() beforeUpdate(): void {
    heard.push('beforeUpdate');
  }
  @BeforeRemove() beforeRemove(): void {
    heard.push(`beforeRemove ${this.email}`);
  }
  @AfterLoad() afterLoad(): void {
    this.loadedAs = `<${this.email}>`;
  }
  @Expose() get label(): string {
    return this.loadedAs;
  }
}

@EventSubscriber()
class PersonSubscriber implements EntitySubscriberInterface<Person> {
  listenTo(): typeof Person {
    return Person;
  }
  beforeInsert(event: InsertEvent<Person>): void {
    heard.push(`subscriber.beforeInsert ${event.entity.constructor.name}`);
  }
  afterUpdate(event: UpdateEvent<Person>): void {
    heard.push(`subscriber.afterUpdate ${event.updatedColumns.map((column) => column.propertyPath).join()}`);
  }
}

@Entity()
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Content {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
}

@ChildEntity()
class Photo extends Content {
  @Column({ nullable: true }) size: number;
}

@ChildEntity()
class Post extends Content {
  @Column({ nullable: true }) views: number;
}

@Entity()
@Tree('closure-table')
class Category {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @TreeParent() parent: Relation<Category> | null;
  @TreeChildren() children: Relation<Category>[];
}

@Entity()
class Ticket {
  @PrimaryColumn() code: string;
  @Column() text: string;
  @DeleteDateColumn() deletedAt: Date | null;
  @OneToMany(() => Comment, (comment) => comment.ticket, { cascade: ['insert', 'soft-remove'] })
  comments: Relation<Comment>[];
  @OneToOne(() => Country, { eager: true, nullable: true }) @JoinColumn() origin: Relation<Country> | null;
  @BeforeInsert() addComment(): void {
    this.text += '!';
  }
  @Expose() get originName(): string | null {
    return this.origin?.name ?? null;
  }
}

@Entity()
class Comment {
  @PrimaryGeneratedColumn() id: number;
  @Column() text: string;
  @DeleteDateColumn() deletedAt: Date | null;
  @ManyToOne(() => Ticket, (ticket) => ticket.comments, { nullable: false }) ticket: Relation<Ticket>;
}

const entities = [Country, Person, Content, Photo, Post, Category, Ticket, Comment];
/** The document of an answer, or of the item that was created. */
function rowOf(answer: unknown): Record<string, unknown> {
  const text = (answer as { readonly row?: unknown } | undefined)?.row ?? answer;
  return JSON.parse(String(text)) as Record<string, unknown>;
}

function person(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { email: 'ada@example.org', tags: ['x', 'y'], ...more };
}

describe.each(chosenEngines())('the ORM repository on %s', (engine) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const { resources, problems } = compileResources(
    [Person, Photo, Post, Content, Category, Ticket, Comment].map((entity) => ({
      entity,
      path: entity.name.toLowerCase(),
    })),
    { place: 'forRoot' },
  );
  const resourceOf = (name: string): Resource => resources.find((resource) => resource.name === name)!;
  const fieldOf = (name: string): Field => resourceOf('Person').fieldByName.get(name)!;
  const repositoryOf = (name: string) => createOrmRepository(resourceOf(name), dataSource, NO_RELATIONS);

  const item = (name: string, ...key: unknown[]): PermittedWrite =>
    itemQuestion(key, resourceOf(name).representation.read) as PermittedWrite;
  const list = (name: string, more: Partial<ListQuestion> = {}): PermittedQuery<ListQuestion> =>
    listQuestion(resourceOf(name), more) as PermittedQuery<ListQuestion>;

  beforeAll(async () => {
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    database = await createTestDatabase(engine);
    const options = { ...database.options, entities, subscribers: [PersonSubscriber] } as DataSourceOptions;
    dataSource = await new DataSource(options).initialize();
  });
  beforeEach(async () => {
    await dataSource.synchronize(true);
    heard.length = 0;
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  describe('listeners, subscribers and getters', () => {
    it('runs those of an insert on the instance, and answers what they made of it', async () => {
      const stored = await repositoryOf('Person').create(person(), ALL_VISIBLE);
      expect(stored.key).toEqual(['1']);
      expect(heard).toEqual(
        expect.arrayContaining(['beforeInsert', 'subscriber.beforeInsert Person', 'afterInsert number']),
      );
      expect(heard).toHaveLength(3);
      expect(rowOf(stored)).toMatchObject({
        id: 1,
        slug: 'ada',
        label: '<ada@example.org>',
        version: 1,
        price: '1.50',
        tags: ['x', 'y'],
        countryCode: null,
        friendId: null,
        address: { city: null, country: 'CH' },
      });
      expect(await dataSource.query('SELECT tags FROM person')).toEqual([{ tags: '#x,#y' }]);
    });

    it('runs those of an update, and raises the version', async () => {
      const people = repositoryOf('Person');
      await people.create(person(), ALL_VISIBLE);
      heard.length = 0;
      const row = rowOf(await people.update(item('Person', 1), { slug: 'countess', 'address.city': 'London' }));
      expect(row).toMatchObject({ slug: 'countess', address: { city: 'London', country: 'CH' }, version: 2 });
      expect(heard[0]).toBe('beforeUpdate');
      expect(heard[1]).toContain('subscriber.afterUpdate');
      expect(heard[1]).toContain('address.city');
    });

    it('runs those of a removal', async () => {
      const people = repositoryOf('Person');
      await people.create(person(), ALL_VISIBLE);
      heard.length = 0;
      await expect(people.remove(item('Person', 1))).resolves.toBe(true);
      expect(heard).toEqual(['beforeRemove ada@example.org']);
      await expect(people.remove(item('Person', 1))).resolves.toBe(false);
    });

    it('runs @AfterLoad on every row of a list, and leaves properties out that are no fields', async () => {
      const people = repositoryOf('Person');
      await people.create(person(), ALL_VISIBLE);
      await people.create(person({ email: 'b@example.org' }), ALL_VISIBLE);
      const result = await people.list(list('Person'));
      expect(result).toMatchObject({ length: 2, hasMore: false, total: 2 });
      const rows = JSON.parse(result.rows.text) as Record<string, unknown>[];
      expect(rows.map((row) => row['label'])).toEqual(['<ada@example.org>', '<b@example.org>']);
      expect(Object.keys(rows[0]!)).toEqual([
        ...new Set(resourceOf('Person').fields.map((field) => field.path[0])),
        'label',
      ]);
    });

    it('gives getters their eager relations', async () => {
      await dataSource.getRepository(Country).insert({ code: 'CH', name: 'Switzerland' });
      const tickets = repositoryOf('Ticket');
      expect(rowOf(await tickets.create({ code: 'a', text: 'x', originCode: 'CH' }, ALL_VISIBLE))).toMatchObject({
        text: 'x!',
        originCode: 'CH',
        originName: 'Switzerland',
      });
      await tickets.create({ code: 'b', text: 'y' }, ALL_VISIBLE);
      const { rows } = await tickets.list(list('Ticket'));
      expect((rows.toJSON() as Record<string, unknown>[]).map((row) => row['originName'])).toEqual([
        'Switzerland',
        null,
      ]);
    });
  });

  describe('writes', () => {
    it('never overwrites a row with the same key, whichever way it inserts', async () => {
      const tickets = repositoryOf('Ticket');
      await tickets.create({ code: 'a', text: 'first' }, ALL_VISIBLE);
      await expect(tickets.create({ code: 'a', text: 'second' }, ALL_VISIBLE)).rejects.toMatchObject({
        code: 'LA401',
        errors: [{ pointer: '/code' }],
      });
      expect(rowOf(await tickets.read(item('Ticket', 'a')))).toMatchObject({ text: 'first!' });
    });

    it('answers exactly one of many creates of one unique value', async () => {
      const people = repositoryOf('Person');
      const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => people.create(person(), ALL_VISIBLE)));
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      const codes = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : [],
      );
      expect(new Set(codes)).toEqual(new Set(['LA401']));
    });

    it('answers undefined for a row that is not there, and inserts nothing', async () => {
      const people = repositoryOf('Person');
      await expect(people.update(item('Person', 7), { slug: 'x' })).resolves.toBeUndefined();
      await expect(people.replace(item('Person', 7), person())).resolves.toBeUndefined();
      await expect(people.read(item('Person', 7))).resolves.toBeUndefined();
      expect(await dataSource.getRepository(Person).count()).toBe(0);
    });

    it('never inserts again what was removed during an update', async () => {
      const people = repositoryOf('Person');
      for (let round = 1; round <= 10; round++) {
        await people.create(person(), ALL_VISIBLE);
        await Promise.all([people.update(item('Person', round), { slug: 'x' }), people.remove(item('Person', round))]);
        expect(await dataSource.getRepository(Person).count()).toBe(0);
      }
    });

    it('loses no update among parallel ones of one row', async () => {
      const people = repositoryOf('Person');
      await people.create(person(), ALL_VISIBLE);
      await Promise.all(
        Array.from({ length: 10 }, (_, index) => people.update(item('Person', 1), { slug: `slug ${index}` })),
      );
      expect(rowOf(await people.read(item('Person', 1)))).toMatchObject({ version: 11 });
    });

    it('returns absent fields to their defaults when a row is replaced', async () => {
      const people = repositoryOf('Person');
      const past = new Date('2001-01-01T00:00:00Z');
      await people.create(
        person({
          slug: 'x',
          price: '7.25',
          serial: '5',
          seenAt: past,
          'address.city': 'Bern',
          'address.country': 'DE',
        }),
        ALL_VISIBLE,
      );
      const row = rowOf(await people.replace(item('Person', 1), { email: 'new@example.org', tags: [] }));
      expect(row).toMatchObject({
        id: 1,
        email: 'new@example.org',
        slug: null,
        price: '1.50',
        serial: null,
        tags: [],
        address: { city: null, country: 'CH' },
      });
      expect(Date.parse(String(row['seenAt']))).toBeGreaterThan(past.getTime() + 1e11);
    });

    it('keeps every digit of bigints and decimals', async () => {
      const people = repositoryOf('Person');
      const row = rowOf(await people.create(person({ serial: '9007199254740993', price: '12.50' }), ALL_VISIBLE));
      expect(row).toMatchObject({ serial: '9007199254740993', price: '12.50' });
    });

    it('keeps instants as they were sent', async () => {
      const row = rowOf(
        await repositoryOf('Person').create(person({ seenAt: new Date('2024-02-29T10:00:00.000Z') }), ALL_VISIBLE),
      );
      expect(row['seenAt']).toBe('2024-02-29T10:00:00.000Z');
    });
  });

  describe('relations', () => {
    it('links by key, through a lazy relation too', async () => {
      await dataSource.getRepository(Country).insert({ code: 'CH', name: 'Switzerland' });
      const people = repositoryOf('Person');
      await people.create(person(), ALL_VISIBLE);
      expect(
        rowOf(await people.create(person({ email: 'b@example.org', countryCode: 'CH', friendId: 1 }), ALL_VISIBLE)),
      ).toMatchObject({ countryCode: 'CH', friendId: 1 });
      expect(rowOf(await people.update(item('Person', 2), { countryCode: null, friendId: null }))).toMatchObject({
        countryCode: null,
        friendId: null,
      });
      expect(rowOf(await people.update(item('Person', 2), { countryCode: 'CH', friendId: 2 }))).toMatchObject({
        countryCode: 'CH',
        friendId: 2,
      });
    });

    it('neither inserts nor changes the other row of a cascading relation', async () => {
      const people = repositoryOf('Person');
      await people.create(person(), ALL_VISIBLE);
      await expect(people.update(item('Person', 1), { countryCode: 'XX' })).rejects.toMatchObject({
        code: 'LA402',
        errors: [{ pointer: '/countryCode' }],
      });
      await expect(
        people.create(person({ email: 'b@example.org', countryCode: 'XX' }), ALL_VISIBLE),
      ).rejects.toMatchObject({
        code: 'LA402',
      });
      expect(await dataSource.getRepository(Country).count()).toBe(0);
    });

    it('names the field of a reference to a row that does not exist', async () => {
      await expect(
        repositoryOf('Comment').create({ text: 'x', ticketCode: 'none' }, ALL_VISIBLE),
      ).rejects.toMatchObject({
        code: 'LA402',
        errors: [{ pointer: '/ticketCode' }],
      });
    });

    it('removes softly, together with the rows that the relation cascades to', async () => {
      const tickets = repositoryOf('Ticket');
      await tickets.create({ code: 'a', text: 'x' }, ALL_VISIBLE);
      await repositoryOf('Comment').create({ text: 'y', ticketCode: 'a' }, ALL_VISIBLE);
      await expect(tickets.remove(item('Ticket', 'a'))).resolves.toBe(true);
      await expect(tickets.read(item('Ticket', 'a'))).resolves.toBeUndefined();
      expect(await dataSource.getRepository(Comment).count()).toBe(0);
      expect(await dataSource.getRepository(Comment).count({ withDeleted: true })).toBe(1);
      await expect(tickets.update(item('Ticket', 'a'), { text: 'z' })).resolves.toBeUndefined();
    });

    it('answers 409 for a row that others refer to', async () => {
      const people = repositoryOf('Person');
      await people.create(person(), ALL_VISIBLE);
      await people.create(person({ email: 'b@example.org', friendId: 1 }), ALL_VISIBLE);
      await expect(people.remove(item('Person', 1))).rejects.toMatchObject({ code: 'LA403', status: 409 });
    });
  });

  describe('inheritance and trees', () => {
    it('limits a child entity to its own rows, and its parent to none', async () => {
      const photos = repositoryOf('Photo');
      const posts = repositoryOf('Post');
      expect(rowOf(await photos.create({ title: 'a photo', size: 3 }, ALL_VISIBLE))).toEqual({
        id: 1,
        title: 'a photo',
        size: 3,
      });
      expect(rowOf(await posts.create({ title: 'a post', views: 5 }, ALL_VISIBLE))).toEqual({
        id: 2,
        title: 'a post',
        views: 5,
      });
      expect(await photos.list(list('Photo'))).toMatchObject({ length: 1, total: 1 });
      expect(await repositoryOf('Content').list(list('Content'))).toMatchObject({ length: 2, total: 2 });
      await expect(photos.read(item('Photo', 2))).resolves.toBeUndefined();
      await expect(photos.update(item('Photo', 2), { title: 'x' })).resolves.toBeUndefined();
      await expect(photos.remove(item('Photo', 2))).resolves.toBe(false);
      await repositoryOf('Content').update(item('Content', 2), { title: 'changed' });
      expect(await dataSource.getRepository(Post).findOneBy({ id: 2 })).toMatchObject({ title: 'changed', views: 5 });
    });

    it('keeps the books of a tree', async () => {
      const categories = repositoryOf('Category');
      await categories.create({ name: 'root' }, ALL_VISIBLE);
      expect(rowOf(await categories.create({ name: 'leaf', parentId: 1 }, ALL_VISIBLE))).toEqual({
        id: 2,
        name: 'leaf',
        parentId: 1,
      });
      const [root] = await dataSource.getTreeRepository(Category).findTrees();
      expect(root!.children.map((child) => child.name)).toEqual(['leaf']);
      await expect(categories.create({ name: 'lost', parentId: 9 }, ALL_VISIBLE)).rejects.toMatchObject({
        code: 'LA402',
      });
    });
  });

  describe('questions', () => {
    it('filters, searches, sorts with NULLs last, pages and counts', async () => {
      const people = repositoryOf('Person');
      for (const name of ['c', 'a', 'b'])
        await people.create(
          person({ email: `${name}@example.org`, 'address.city': name === 'c' ? null : `${name} City` }),
          ALL_VISIBLE,
        );
      const city = fieldOf('address.city');
      const emails = async (more: Partial<ListQuestion>) =>
        ((await people.list(list('Person', more))).rows.toJSON() as Record<string, unknown>[]).map(
          (row) => row['email'],
        );
      const key = { field: fieldOf('id'), direction: 'asc' as const };
      expect(await emails({ sort: [{ field: city, direction: 'asc' }, key] })).toEqual([
        'a@example.org',
        'b@example.org',
        'c@example.org',
      ]);
      expect(await emails({ sort: [{ field: city, direction: 'desc' }, key] })).toEqual([
        'b@example.org',
        'a@example.org',
        'c@example.org',
      ]);
      expect(await emails({ filter: { kind: 'comparison', field: city, operator: 'ne', value: 'a City' } })).toEqual([
        'c@example.org',
        'b@example.org',
      ]);
      expect(
        await emails({
          filter: {
            kind: 'comparison',
            field: fieldOf('email'),
            operator: 'in',
            value: ['a@example.org', 'c@example.org'],
          },
        }),
      ).toEqual(['c@example.org', 'a@example.org']);
      expect(
        await emails({ filter: { kind: 'comparison', field: fieldOf('email'), operator: 'istartswith', value: 'A@' } }),
      ).toEqual(['a@example.org']);
      expect(await people.list(list('Person', { page: 2, pageSize: 2 }))).toMatchObject({
        length: 1,
        hasMore: false,
        total: 3,
      });
      expect(await people.list(list('Person', { pageSize: 2 }))).toMatchObject({ length: 2, hasMore: true, total: 3 });
      expect(await people.list(list('Person', { pageSize: 2, count: 'none' }))).toMatchObject({
        length: 2,
        hasMore: true,
        total: undefined,
      });
      expect(await people.list(list('Person', { page: 9 }))).toMatchObject({ length: 0, hasMore: false, total: 3 });
    });

    it('answers the fields that were selected, and no getter beside them', async () => {
      const people = repositoryOf('Person');
      await people.create(person(), ALL_VISIBLE);
      const fields = ['email', 'friendId'].map((name) => resourceOf('Person').fieldByName.get(name)!);
      expect(rowOf(await people.read({ ...item('Person', 1), fields }))).toEqual({
        email: 'ada@example.org',
        friendId: null,
      });
    });
  });
});
