import { Module, type LoggerService, type ModuleMetadata } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authenticated, LightApiBootError, LightApiModule, owner, role } from '../../lib/index.js';
import { Audited } from '../entities/audited.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Country } from '../entities/country.js';
import { OrderItem } from '../entities/order-item.js';
import { Vehicle } from '../entities/vehicle.js';
import { createTestDatabase, type TestDatabase } from './harness/test-databases.js';

@Entity()
class Crate {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) name: string;
  @OneToMany(() => Bottle, (bottle) => bottle.crate, { cascade: ['insert'] }) bottles: Relation<Bottle>[];
}

@Entity()
class Bottle {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Crate, (crate) => crate.bottles, { nullable: false }) crate: Relation<Crate>;
}

let database: TestDatabase;

/** Starts an application and answers the lines of its log, or what stopped it. */
async function start(imports: (options: TypeOrmModuleOptions) => ModuleMetadata['imports']): Promise<unknown> {
  const heard: string[] = [];
  const log = (message: unknown, ...rest: unknown[]) => void heard.push(`${String(rest.at(-1))}: ${String(message)}`);
  const logger: LoggerService = { log, error: log, warn: log };
  let app;
  try {
    const compiled = await Test.createTestingModule({ imports: imports(database.options) })
      .setLogger(logger)
      .compile();
    app = compiled.createNestApplication(new FastifyAdapter(), { logger });
    await app.listen(0, '127.0.0.1');
    return heard;
  } catch (error) {
    return error;
  } finally {
    await app?.close();
  }
}

async function refusal(imports: Parameters<typeof start>[0]): Promise<string> {
  const error = await start(imports);
  if (!(error instanceof LightApiBootError)) throw error;
  return error.message;
}

const CURSORS_OF_ONE_PROCESS =
  'Cursors are good in this process alone: set LIGHTAPI_SECRET to share them and to outlast a restart.';

function openWrites(names: string): string {
  return `Everybody may write to ${names}: nobody said who may. Say it: access: 'public' if that is meant, else access: authenticated(), or { read: 'public', write: role('admin') }. With NODE_ENV=production the application does not start like this.`;
}

function lines(...text: string[]): string {
  return text.join('\n');
}

describe('the start of an application', () => {
  beforeEach(async () => {
    database = await createTestDatabase('sqlite');
  });
  afterEach(async () => {
    delete process.env.LIGHTAPI_SECRET;
    vi.unstubAllEnvs();
    await database.drop();
  });

  it('reports one line a resource: where it lives, what it does, and how', async () => {
    @Module({
      imports: [
        LightApiModule.forFeature([{ entity: Book, operations: ['list', 'read'] }, OrderItem, Audited, Vehicle], {
          prefix: 'library',
        }),
      ],
    })
    class LibraryModule {}
    const log = await start((options) => [
      LightApiModule.forRoot({ database: options, entities: [Country] }),
      LibraryModule,
    ]);
    const open = '; access: public)';
    expect((log as string[]).filter((line) => line.startsWith('LightApi:'))).toEqual([
      `LightApi: Country → /countries  list read create replace update remove  (compiled${open}`,
      `LightApi: Book → /library/books  list read  (compiled${open}`,
      `LightApi: OrderItem → /library/order-items  list read create replace update remove  (compiled${open}`,
      `LightApi: Audited → /library/auditeds  list read create replace update remove  (orm: @AfterLoad, @BeforeInsert, @BeforeUpdate${open}`,
      `LightApi: Vehicle → /library/vehicles  list read create replace update remove  (orm: single-table inheritance${open}`,
      `LightApi: ${openWrites('Country, OrderItem, Audited and Vehicle')}`,
      `LightApi: ${CURSORS_OF_ONE_PROCESS}`,
    ]);
  });

  it('says who may do what', async () => {
    const heard = await start((options) => [
      LightApiModule.forRoot({
        database: options,
        defaults: { access: { read: 'public', write: role('admin') } },
        entities: [Country, { entity: Author, access: authenticated(), scope: owner('name'), cache: { ttlMs: 1500 } }],
      }),
    ]);
    expect(heard).toContain(
      'LightApi: Country → /countries  list read create replace update remove  (compiled; access: read public, write role admin)',
    );
    expect(heard).toContain(
      'LightApi: Author → /authors  list read create replace update remove  (compiled; access: authenticated, within owner name; cache 1.5 s)',
    );
    expect((heard as string[]).join()).not.toContain('Everybody may write');
  });

  describe('when nobody said who may write', () => {
    const open = (options: TypeOrmModuleOptions) => [
      LightApiModule.forRoot({
        database: options,
        entities: [Author, { entity: Country, access: 'public' }, { entity: Book, operations: ['list', 'read'] }],
      }),
    ];

    it('warns once, and starts', async () => {
      const heard = (await start(open)) as string[];
      expect(heard.filter((line) => line.includes('Everybody'))).toEqual([`LightApi: ${openWrites('Author')}`]);
    });

    it('ends in production, and lets what is only read be', async () => {
      vi.stubEnv('NODE_ENV', 'production');
      expect(await refusal(open)).toBe(
        lines(
          'LightApi cannot start: 1 problem in 1 resource.',
          '  Author (forRoot)',
          '    LA040  nobody said who may create, replace, update or remove rows, so everybody may.',
          "           fix: say it: access: 'public' if that is meant, else access: authenticated(), or { read: 'public', write: role('admin') }",
        ),
      );
      const said = await start((options) => [
        LightApiModule.forRoot({ database: options, entities: [Author], defaults: { access: 'public' } }),
      ]);
      expect(said).toContain(
        'LightApi: Author → /authors  list read create replace update remove  (compiled; access: public)',
      );
    });
  });

  it('warns of rows that only another body brings, and ends in production', async () => {
    const brings = { relations: { bottles: { write: 'create' } } } as const;
    const open = (options: TypeOrmModuleOptions) => [
      LightApiModule.forRoot({ database: options, entities: [{ entity: Crate, access: 'public', ...brings }] }),
      LightApiModule.forFeature([{ entity: Bottle, operations: [] }]),
    ];
    expect(await start(open)).toContain(`LightApi: ${openWrites('Bottle')}`);
    vi.stubEnv('NODE_ENV', 'production');
    expect(await refusal(open)).toContain(
      'LA040  nobody said who may create rows through Crate.bottles, so whoever may write there may.',
    );
  });

  it('ends when a misspelt tenancy would show everybody everything', async () => {
    expect(
      await refusal((options) => [
        LightApiModule.forRoot({ database: options, entities: [Country], tenancy: { feild: 'code' } as never }),
      ]),
    ).toBe(
      lines(
        'LightApi cannot start: 2 problems.',
        '  forRoot',
        '    LA010  tenancy.feild is not an option.  Did you mean "tenancy.field"?',
        '    LA011  tenancy.field is not the name of a field.',
      ),
    );
  });

  it('says nothing of cursors when they have a secret that other processes can share', async () => {
    const heard = await start((options) => [
      LightApiModule.forRoot({ database: options, entities: [Country], secret: 'x'.repeat(32) }),
    ]);
    expect(heard).not.toContain(`LightApi: ${CURSORS_OF_ONE_PROCESS}`);
    process.env.LIGHTAPI_SECRET = 'y'.repeat(32);
    expect(
      await start((options) => [LightApiModule.forRoot({ database: options, entities: [Country] })]),
    ).not.toContain(`LightApi: ${CURSORS_OF_ONE_PROCESS}`);
  });

  it('ends when the secret is too short, wherever it comes from', async () => {
    expect(await refusal((options) => [LightApiModule.forRoot({ database: options, secret: 'x'.repeat(31) })])).toBe(
      lines(
        'LightApi cannot start: 1 problem.',
        '  forRoot',
        '    LA011  secret has fewer than 32 bytes.',
        `           fix: make one: node -p "crypto.randomBytes(32).toString('hex')"`,
      ),
    );
    process.env.LIGHTAPI_SECRET = 'short';
    expect(await refusal((options) => [LightApiModule.forRoot({ database: options })])).toBe(
      lines(
        'LightApi cannot start: 1 problem.',
        '  environment',
        '    LA033  LIGHTAPI_SECRET has fewer than 32 bytes.',
        `           fix: make one: node -p "crypto.randomBytes(32).toString('hex')"`,
      ),
    );
  });

  it('ends when two contexts take one path, and names both', async () => {
    @Module({ imports: [LightApiModule.forFeature([Author])] })
    class LibraryModule {}
    @Module({ imports: [LightApiModule.forFeature([{ entity: Author, name: 'Writer', path: 'authors' }])] })
    class ShopModule {}
    expect(
      await refusal((options) => [
        TypeOrmModule.forRoot(options),
        LightApiModule.forRoot({ database: false }),
        LibraryModule,
        ShopModule,
      ]),
    ).toBe(
      lines(
        'LightApi cannot start: 1 problem in 1 resource.',
        '  Writer (forFeature in ShopModule)',
        '    LA014  path "/authors" is taken by Author (forFeature in LibraryModule).',
        '           fix: give one of them another path, or one of the contexts a prefix',
      ),
    );
  });

  it('ends when two contexts take one path and one name', async () => {
    @Module({ imports: [LightApiModule.forFeature([Country])] })
    class AtlasModule {}
    expect(
      await refusal((options) => [LightApiModule.forRoot({ database: options, entities: [Country] }), AtlasModule]),
    ).toBe(
      lines(
        'LightApi cannot start: 2 problems in 1 resource.',
        '  Country (forFeature in AtlasModule)',
        '    LA014  path "/countries" is taken by Country (forRoot).',
        '           fix: give one of them another path, or one of the contexts a prefix',
        '    LA015  the name "Country" is taken by the resource at "/countries" (forRoot).',
        "           fix: give one of them another name: { entity: Country, name: '…' }",
      ),
    );
  });

  it('ends without a forRoot', async () => {
    @Module({ imports: [LightApiModule.forFeature([Country])] })
    class AtlasModule {}
    expect(await refusal((options) => [TypeOrmModule.forRoot(options), AtlasModule])).toBe(
      lines(
        'LightApi cannot start: 1 problem.',
        '  forFeature',
        '    LA030  no LightApiModule.forRoot() is imported.',
        '           fix: import LightApiModule.forRoot() once, in the root module',
      ),
    );
  });

  it('ends without a data source', async () => {
    expect(await refusal(() => [LightApiModule.forRoot({ database: false, entities: [Country] })])).toBe(
      lines(
        'LightApi cannot start: 1 problem in 1 resource.',
        '  Country (forRoot)',
        '    LA032  there is no data source "default".',
        '           fix: import TypeOrmModule.forRoot({ … }), or name another dataSource',
      ),
    );
  });

  it('ends when a context names a data source that is not there', async () => {
    @Module({ imports: [LightApiModule.forFeature([Country], { dataSource: 'archive' })] })
    class AtlasModule {}
    expect(
      await refusal((options) => [
        TypeOrmModule.forRoot(options),
        LightApiModule.forRoot({ database: false }),
        AtlasModule,
      ]),
    ).toBe(
      lines(
        'LightApi cannot start: 1 problem in 1 resource.',
        '  Country (forFeature in AtlasModule)',
        '    LA032  there is no data source "archive".',
        "           fix: import TypeOrmModule.forRoot({ name: 'archive', … }), or name another dataSource",
      ),
    );
  });

  it('ends when the data source does not know the entity', async () => {
    @Module({ imports: [LightApiModule.forFeature([Country])] })
    class AtlasModule {}
    expect(
      await refusal((options) => [
        TypeOrmModule.forRoot({ ...options, autoLoadEntities: false, entities: [OrderItem] } as TypeOrmModuleOptions),
        LightApiModule.forRoot({ database: false }),
        AtlasModule,
      ]),
    ).toBe(
      lines(
        'LightApi cannot start: 1 problem in 1 resource.',
        '  Country (forFeature in AtlasModule)',
        '    LA032  the data source "default" does not know the entity Country.',
        '           fix: set autoLoadEntities: true, or add Country to its entities',
      ),
    );
  });

  it('ends when the data source does not know where answers to creates are kept', async () => {
    const message = await refusal((options) => [
      TypeOrmModule.forRoot({ ...options, autoLoadEntities: false, entities: [Country] }),
      LightApiModule.forRoot({ database: false, entities: [{ entity: Country, idempotency: true }] }),
    ]);
    expect(message).toBe(
      lines(
        'LightApi cannot start: 1 problem in 1 resource.',
        '  Country (forRoot)',
        '    LA032  the data source "default" does not know the entity IdempotencyEntry.',
        '           fix: set autoLoadEntities: true, or add IdempotencyEntry to its entities',
      ),
    );
  });

  it('needs no place to keep answers for a resource that is not created through the API', async () => {
    const heard = await start((options) => [
      TypeOrmModule.forRoot({ ...options, autoLoadEntities: false, entities: [Country] }),
      LightApiModule.forRoot({
        database: false,
        entities: [{ entity: Country, operations: ['list'] }],
        defaults: { idempotency: true },
      }),
    ]);
    expect(heard).toContain('LightApi: Country → /countries  list  (compiled; access: public)');
  });

  it('collects the problems of every context', async () => {
    @Module({ imports: [LightApiModule.forFeature([{ entity: Country, ordering: ['nam' as never] }])] })
    class AtlasModule {}
    @Module({ imports: [LightApiModule.forFeature([{ entity: Author, serach: ['name'] } as never])] })
    class LibraryModule {}
    expect(
      await refusal((options) => [LightApiModule.forRoot({ database: options }), AtlasModule, LibraryModule]),
    ).toBe(
      lines(
        'LightApi cannot start: 2 problems in 2 resources.',
        '  Country (forFeature in AtlasModule)',
        '    LA020  ordering[0] "nam" is not a field.  Did you mean "name"?',
        '  Author (forFeature in LibraryModule)',
        '    LA010  serach is not an option.  Did you mean "search"?',
      ),
    );
  });
});
