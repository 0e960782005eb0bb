import {
  Column,
  CreateDateColumn,
  DataSource,
  DeleteDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
  VirtualColumn,
  type DataSourceOptions,
  type Relation,
} from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { permit } from '../permit.js';
import { itemQuestion, listQuestion } from '../../lib/query/plain-questions.js';
import { ALL_VISIBLE, type Condition, type ItemQuestion } from '../../lib/query/question.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import type { ResourceRepository } from '../../lib/repository/resource-repository.js';
import type { Payload } from '../../lib/resource/payload.js';
import type { Resource } from '../../lib/resource/resource.js';
import { createTestDatabase, type TestDatabase } from '../e2e/harness/test-databases.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

class Geo {
  @Column({ type: 'double precision', name: 'lat_deg' }) lat: number;
  @Column({ type: 'double precision', nullable: true }) lon: number | null;
}

class Address {
  @Column({ length: 40 }) city: string;
  @Column(() => Geo) geo: Geo;
  @Column({ type: 'varchar', length: 2, default: 'CH' }) country: string;
}

@Entity()
class Author {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ length: 60, name: 'full name' }) name: string;
  @Column(() => Address) address: Address;
  @VirtualColumn({ type: 'int', query: (alias) => `SELECT COUNT(*) FROM work WHERE work.author_id = ${alias}.id` })
  works: number;
}

@Entity()
class Work {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) title: string;
  @ManyToOne(() => Author, { nullable: true }) @JoinColumn({ name: 'author_id' }) author: Relation<Author> | null;
}

@Entity()
class OrderItem {
  @PrimaryColumn('int') orderId: number;
  @PrimaryColumn({ length: 20 }) productId: string;
  @Column('int') quantity: number;
}

@Entity()
class Note {
  @PrimaryColumn({ length: 20 }) slug: string;
  @Column({ type: 'varchar', length: 60, nullable: true }) text: string | null;
  @VersionColumn() version: number;
  @CreateDateColumn() createdAt: Date;
  @UpdateDateColumn() updatedAt: Date;
  @DeleteDateColumn() deletedAt: Date | null;
}

const entities = [Author, Work, OrderItem, Note];

describe.each(chosenEngines())('compiled statements on %s', (engine) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const resources = new Map<string, Resource>();
  const repositories = new Map<string, ResourceRepository>();

  beforeAll(async () => {
    database = await createTestDatabase(engine);
    dataSource = new DataSource({ ...(database.options as DataSourceOptions), entities } as DataSourceOptions);
    await dataSource.initialize();
    const compiled = compileResources(entities, { place: 'the suite' });
    expect(compiled.problems).toEqual([]);
    for (const resource of compiled.resources) {
      resources.set(resource.name, resource);
      repositories.set(resource.name, createCompiledRepository(resource, dataSource, NO_RELATIONS));
    }
  });

  afterAll(async () => {
    if (dataSource?.isInitialized) await dataSource.destroy();
    await database?.drop();
  });

  const of = (name: string) => {
    const resource = resources.get(name)!;
    const repository = repositories.get(name)!;
    const item = (...key: unknown[]) =>
      permit<ItemQuestion>(resource, itemQuestion(key, resource.representation.read), ANONYMOUS);
    return {
      resource,
      create: async (payload: object) => {
        const stored = await repository.create(toPayload(payload), ALL_VISIBLE);
        return { row: stored.row.toJSON() as Record<string, unknown>, key: stored.key };
      },
      read: async (...key: unknown[]) =>
        (await repository.read(item(...key)))?.row.toJSON() as Record<string, unknown> | undefined,
      update: async (key: unknown[], payload: object) =>
        (await repository.update(item(...key), toPayload(payload)))?.row.toJSON(),
      remove: (...key: unknown[]) => repository.remove(item(...key)),
      list: async (filter?: Condition, sort: [string, 'asc' | 'desc'][] = []) => {
        const question = listQuestion(resource, {
          filter,
          sort: sort.map(([key, direction]) => ({ field: resource.fieldByName.get(key)!, direction })),
          page: 1,
          pageSize: 20,
          count: 'exact',
          fields: resource.representation.list,
        });
        const result = await repository.list(permit(resource, question, ANONYMOUS));
        return { rows: result.rows.toJSON() as Record<string, unknown>[], total: result.total };
      },
    };
  };

  it('nests embedded columns, generates keys and evaluates virtual columns', async () => {
    const authors = of('Author');
    const { row, key } = await authors.create({ name: 'Ada', 'address.city': 'London', 'address.geo.lat': 51.5 });
    expect(row).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
      name: 'Ada',
      works: 0,
      address: { city: 'London', country: 'CH', geo: { lat: 51.5, lon: null } },
    });
    expect(key).toEqual([row.id]);
    const works = of('Work');
    const first = await works.create({ title: 'One', authorId: row.id });
    expect(first).toEqual({
      row: { id: expect.any(Number), title: 'One', authorId: row.id },
      key: [String(first.row.id)],
    });
    await works.create({ title: 'Two', authorId: row.id });
    await works.create({ title: 'Three' });
    expect(await authors.read(row.id)).toMatchObject({ works: 2 });
    expect(await authors.update([row.id], { 'address.geo.lon': 0.5 })).toMatchObject({
      works: 2,
      address: { city: 'London', geo: { lat: 51.5, lon: 0.5 } },
    });
    const cityIs = (value: string): Condition => ({
      kind: 'comparison',
      field: authors.resource.fieldByName.get('address.city')!,
      operator: 'eq',
      value,
    });
    expect(await authors.list(cityIs('London'), [['address.geo.lat', 'desc']])).toMatchObject({
      total: 1,
      rows: [{ works: 2 }],
    });
    expect((await authors.list(cityIs('london'))).rows).toEqual([]);
    const worksAre: Condition = {
      kind: 'comparison',
      field: authors.resource.fieldByName.get('works')!,
      operator: 'gte',
      value: 2,
    };
    expect((await authors.list(worksAre, [['works', 'desc']])).rows).toHaveLength(1);
  });

  it('answers broken references with a conflict', async () => {
    const { row } = await of('Author').create({ name: 'Bob', 'address.city': 'Rome', 'address.geo.lat': 1 });
    const { row: work } = await of('Work').create({ title: 'Held', authorId: row.id });
    const nobody = '0a000000-0000-4000-8000-000000000000';
    await expect(of('Work').create({ title: 'Lost', authorId: nobody })).rejects.toMatchObject({
      code: 'LA402',
      status: 409,
    });
    await expect(of('Work').update([work.id], { authorId: nobody })).rejects.toMatchObject({
      code: 'LA402',
      status: 409,
    });
    await expect(of('Author').remove(row.id)).rejects.toMatchObject({ code: 'LA403', status: 409 });
    expect(await of('Work').update([work.id], { authorId: null })).toMatchObject({ authorId: null });
    expect(await of('Author').remove(row.id)).toBe(true);
  });

  it('addresses rows by a key of several columns, letter by letter', async () => {
    const items = of('OrderItem');
    expect((await items.create({ orderId: 1, productId: 'Pen', quantity: 2 })).key).toEqual(['1', 'Pen']);
    await items.create({ orderId: 2, productId: 'Pen', quantity: 3 });
    expect(await items.read(1, 'Pen')).toEqual({ orderId: 1, productId: 'Pen', quantity: 2 });
    expect(await items.read(1, 'pen')).toBeUndefined();
    expect(await items.read(1, 'Pen ')).toBeUndefined();
    expect(await items.update([1, 'PEN'], { quantity: 9 })).toBeUndefined();
    expect(await items.remove(1, 'pen')).toBe(false);
    expect(await items.update([2, 'Pen'], { quantity: 4 })).toEqual({ orderId: 2, productId: 'Pen', quantity: 4 });
    expect(await items.remove(1, 'Pen')).toBe(true);
    expect((await items.list()).rows).toEqual([{ orderId: 2, productId: 'Pen', quantity: 4 }]);
  });

  it('hides rows with a date of deletion from everything', async () => {
    const notes = of('Note');
    await notes.create({ slug: 'kept', text: 'a' });
    await notes.create({ slug: 'gone', text: 'b' });
    expect(await notes.remove('gone')).toBe(true);
    expect(await notes.remove('gone')).toBe(false);
    expect(await notes.read('gone')).toBeUndefined();
    expect(await notes.update(['gone'], { text: 'c' })).toBeUndefined();
    expect(await notes.list()).toMatchObject({ total: 1, rows: [{ slug: 'kept' }] });
    const textIs: Condition = {
      kind: 'comparison',
      field: notes.resource.fieldByName.get('text')!,
      operator: 'ne',
      value: 'z',
    };
    expect(await notes.list(textIs)).toMatchObject({ total: 1 });
    const stored = await dataSource.getRepository(Note).findOneOrFail({ where: { slug: 'gone' }, withDeleted: true });
    expect(stored).toMatchObject({ text: 'b', version: 2 });
    expect(Math.abs(stored.deletedAt!.getTime() - Date.now())).toBeLessThan(5_000);
  });
});

function toPayload(row: object): Payload {
  return Object.assign(Object.create(null) as Record<string, unknown>, row);
}
