import { DataSource, type EntityMetadata } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { protectTables } from '../../lib/compiler/sources/reflection/protect-tables.js';
import { linkRelations } from '../../lib/compiler/link.js';
import {
  reflectDatabase,
  type ReflectedTable,
  type Reflection,
} from '../../lib/compiler/sources/reflection/reflect.js';
import { reachOf } from '../../lib/repository/typeorm/write-reach.js';
import type { Resource } from '../../lib/resource/resource.js';
import { chosenEngines } from '../e2e/harness/chosen.js';
import type { TestDatabase } from '../e2e/harness/test-databases.js';
import { bare, createSharedDatabase } from './fixtures/reflected/file-database.js';
import { ODD_COMMENT, ODD_NAME, SCHEMA_PRINT, shopSchema } from './fixtures/reflected/shop-schema.js';

describe.each(chosenEngines())('Reflection of a shop (%s)', (engine) => {
  let database: TestDatabase;
  let connected: DataSource;
  let opened: DataSource;
  let reflection: Reflection;
  let resources: readonly Resource[];
  let asked: readonly string[];
  const print = async (): Promise<unknown> => await connected.query(SCHEMA_PRINT[engine]);
  let before: unknown;

  beforeAll(async () => {
    database = await createSharedDatabase(engine);
    const statements: string[] = [];
    connected = await new DataSource({
      ...bare(database),
      logging: true,
      logger: {
        logQuery: (sql: string) => void statements.push(sql.trim()),
        logQueryError: () => undefined,
        logQuerySlow: () => undefined,
        logSchemaBuild: () => undefined,
        logMigration: () => undefined,
        log: () => undefined,
      },
    }).initialize();
    for (const sql of shopSchema(engine)) await connected.query(sql);
    before = await print();
    statements.length = 0;
    reflection = await reflectDatabase(connected);
    asked = [...statements];
    opened = await new DataSource({
      ...bare(database),
      entities: reflection.schemas.map(({ schema }) => schema),
    }).initialize();
    const compiled = compileResources(
      reflection.schemas.map(({ schema, relations }) => ({ entity: schema as never, relations: relations as never })),
      { place: 'the suite' },
    );
    const problems = [...compiled.problems, ...linkRelations(compiled.pending, compiled.resources)];
    expect(problems).toEqual([]);
    resources = compiled.resources;
  });

  afterAll(async () => {
    await opened.destroy();
    await connected.destroy();
    await database.drop();
  });

  const table = (name: string): ReflectedTable => reflection.schemas.find((item) => item.table === name)!;
  const metadata = (name: string): EntityMetadata => opened.getMetadata(table(name).schema);
  const resource = (name: string): Resource => resources.find((item) => item.name === name)!;

  it('asks, and neither writes nor defines anything', async () => {
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThan(12);
    expect(asked.filter((sql) => !/^SELECT\b/.test(sql))).toEqual([]);
    expect(await print()).toEqual(before);
  });

  it('calls entities after their tables', () => {
    const names =
      'Address Author AuthorProfile Book BookTag Category Country LongBook Order OrderItem Pin Place Return Setting Tag TagNote';
    expect(new Set(reflection.schemas.map(({ schema }) => schema.options.name))).toEqual(
      new Set([...names.split(' '), 'WeIrdXTaBle']),
    );
  });

  it('says what it leaves out, and why', () => {
    expect(reflection.skipped).toContainEqual({ table: 'lightapi_session', reason: 'it is one of LightAPI’s own' });
    expect(reflection.skipped).toContainEqual({
      table: 'log_lines',
      reason: 'it has neither a primary key nor a unique key of columns that are NOT NULL, and no other key was named',
    });
    expect(reflection.skipped).toContainEqual({
      table: 'titles',
      reason: 'it has no column "id", and no other key was named',
    });
    const reason = engine === 'sqlite' ? 'it has no type: CAST it to one' : 'its type point has no JSON form';
    expect(reflection.skipped).toContainEqual({ table: 'places', column: 'spot', reason });
    expect(table('places').isReadOnly).toBe(false);
    expect(table('pins')).toMatchObject({
      isReadOnly: true,
      readOnlyReason: `its column "spot" is required, and ${reason}`,
    });
    expect([...resource('Pin').operations]).toEqual(['list', 'read']);
  });

  it('reads types, defaults and what the database makes by itself', () => {
    const field = (name: string) => resource('Book').fieldByName.get(name);
    expect(field('id')).toMatchObject({ type: 'int', role: 'key', creatable: false });
    expect(field('authorId')).toMatchObject({ type: 'int', role: 'foreignKey', nullable: false, optional: false });
    expect(field('title')).toMatchObject({ type: 'string', length: 200, optional: false });
    expect(field('price')).toMatchObject({ type: 'decimal', precision: 10, scale: 2, default: '0.50', optional: true });
    expect(field('status')).toMatchObject({
      type: 'enum',
      enumValues: ['draft', "it's out", 'gone'],
      default: 'draft',
      nullable: false,
    });
    expect(field('inPrint')).toMatchObject({ type: 'boolean', default: true });
    expect(field('pages')).toMatchObject({ type: 'int', maximum: 32767, nullable: true });
    expect(field('sold')).toMatchObject({ type: 'bigint', default: '0' });
    expect(field('doc')).toMatchObject({ type: 'json' });
    expect(field('cover')).toMatchObject({ type: 'binary' });
    expect(field('published')).toMatchObject({ type: 'date' });
    expect(field('createdAt')).toMatchObject({ type: 'datetime', optional: true, default: undefined });
    expect(field('twice')).toMatchObject({ type: 'int', creatable: false, updatable: false });
  });

  it('reads keys of every kind', () => {
    const key = (name: string) => resource(name).key.map((field) => [field.name, field.type]);
    expect(key('Address')).toEqual([['id', engine === 'sqlite' ? 'string' : 'uuid']]);
    expect(key('Order')).toEqual([['id', 'bigint']]);
    expect(key('OrderItem')).toEqual([
      ['orderId', 'bigint'],
      ['lineNo', 'int'],
    ]);
    expect(key('Country')).toEqual([['code', 'string']]);
    expect(key('Setting')).toEqual([['code', 'string']]);
    expect(key('LongBook')).toEqual([['id', 'int']]);
    expect([...resource('LongBook').operations]).toEqual(['list', 'read']);
  });

  it('turns foreign keys into relations of both sides, and names each once', () => {
    const relations = (name: string) =>
      Object.fromEntries(
        metadata(name).relations.map(({ propertyName, relationType }) => [propertyName, relationType]),
      );
    expect(relations('Book')).toEqual({ author: 'many-to-one', editor: 'many-to-one', tags: 'many-to-many' });
    expect(relations('authors')).toEqual({
      booksByAuthor: 'one-to-many',
      booksByEditor: 'one-to-many',
      authorProfile: 'one-to-one',
      weIrdXTaBles: 'one-to-many',
    });
    expect(relations('categories')).toEqual({ parent: 'many-to-one', children: 'one-to-many' });
    expect(relations('tags')).toEqual({ books: 'many-to-many', tagNotes: 'one-to-many' });
    expect(relations('tag_notes')).toEqual({ tagLabelTag: 'many-to-one' });
    expect(relations('book_tags')).toEqual({ book: 'many-to-one', tag: 'many-to-one' });
    expect(table('book_tags').isJunction).toBe(true);
    expect(relations('order')).toEqual({
      billingAddress: 'many-to-one',
      shippingAddress: 'many-to-one',
      orderItems: 'one-to-many',
    });
    expect(relations('addresses')).toEqual({
      ordersByBillingAddress: 'one-to-many',
      ordersByShippingAddress: 'one-to-many',
    });
    expect(relations('returns')).toEqual({ orderItem: 'many-to-one' });
    expect(relations('author_profiles')).toEqual({ author: 'one-to-one' });
    expect(relations(ODD_NAME)).toEqual({ authorRow: 'many-to-one' });
  });

  it('tells what the removal of a row does to other tables', () => {
    const reached = reachOf(metadata('authors'), opened).ofRemoval.map(({ table: name }) => name.split('/').at(-1));
    expect(new Set(reached)).toEqual(new Set(['Book', 'book_tags']));
    const actions = metadata('Book').foreignKeys.map(({ onDelete, name }) => [name, onDelete]);
    expect(new Set(actions.map(([, action]) => action))).toEqual(new Set(['CASCADE', 'SET NULL']));
    if (engine !== 'sqlite') expect(actions).toContainEqual(['book_editor', 'SET NULL']);
  });

  it('knows unique keys, for upserts and for what a conflict says', () => {
    expect(resource('Author').fieldByName.get('email')).toMatchObject({ unique: true, nullable: true });
    expect(resource('Tag').fieldByName.get('label')).toMatchObject({ unique: true });
    if (engine !== 'sqlite') {
      const names = [...metadata('authors').uniques, ...metadata('authors').indices].map(({ name }) => name);
      expect(names).toContain('authors_email');
    }
  });

  it('makes properties of names that are none', () => {
    const { columns } = table(ODD_NAME).schema.options;
    const names = Object.entries(columns).map(([property, column]) => [column!.name, property]);
    expect(names).toEqual([
      [ODD_NAME, 'weIrdXTaBle'],
      ['größe', 'größe'],
      ['x y', 'xY'],
      ['x_y', 'xY2'],
      ['constructor', 'constructor2'],
      ['__proto__', 'proto'],
      ['2fa', 'column2fa'],
      ['${x}', 'x'],
      ['日本', '日本'],
      ['a.b', 'aB'],
      ['author', 'author'],
    ]);
  });

  it('takes comments for descriptions, as they are', () => {
    // SQLite has none.
    const comment = engine === 'sqlite' ? undefined : ODD_COMMENT;
    expect(table('authors').description).toBe(comment);
    expect(resource('Author').fieldByName.get('name')!.description).toBe(comment);
    expect(table('Book').description).toBeUndefined();
  });

  it('reads some tables only, and says which of them are not there', async () => {
    const some = await reflectDatabase(connected, {
      tables: ['Book', 'Bok', 'log_lines'],
      keys: { log_lines: ['at'] },
    });
    expect(some.schemas.map((item) => [item.table, item.relations, item.isReadOnly])).toEqual([
      ['Book', [], false],
      ['log_lines', [], true],
    ]);
    expect(some.schemas[1]!.readOnlyReason).toBe('the database does not hold its rows to the key that was named');
    expect(some.skipped).toEqual([{ table: 'Bok', reason: 'there is no such table or view; did you mean "Book"?' }]);
  });

  it('compiles one table without the others that it is related to', () => {
    const { problems } = compileResources([table('Book').schema as never], { place: 'the suite' });
    expect(problems).toEqual([]);
  });

  it('keeps a data source that synchronizes from altering a table', async () => {
    const plan = async () => (await opened.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
    expect(await plan()).not.toEqual([]);
    protectTables(opened);
    expect(await plan()).toEqual([]);
    await opened.synchronize();
    expect(await print()).toEqual(before);
  });
});
