import {
  BadRequestException,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ArgumentsHost,
  type ExecutionContext,
  ForbiddenException,
  Get,
  HttpException,
  Inject,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  type NestModule,
  Param,
  ParseIntPipe,
  type PipeTransform,
  RequestMethod,
  UseGuards,
  ValidationPipe,
  VersioningType,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { map, type Observable } from 'rxjs';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule, Resource, type LightApiRuntimeOptions } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Country } from '../entities/country.js';
import { Ticket } from '../entities/ticket.js';
import { created } from './fixtures/rows.js';
import { describeApi, type Api } from './harness/describe-api.js';

const engines = ['sqlite'] as const;

/** Who was asked, in order, during a request. */
const asked: string[] = [];

function guardNamed(name: string): CanActivate {
  return { canActivate: () => (asked.push(name), true) };
}

function listOf(api: Api, path: string): Promise<Record<string, unknown>[]> {
  return api.agent
    .get(path)
    .expect(200)
    .then(({ body }) => body.results as Record<string, unknown>[]);
}

describe('forRootAsync', () => {
  /** Hands the options of the suite to whoever makes them. */
  let current: TypeOrmModuleOptions;

  @Injectable()
  class Settings {
    createLightApiOptions(): LightApiRuntimeOptions {
      return { database: current, publicUrl: 'https://api.example.com/' };
    }
  }
  @Module({ providers: [Settings], exports: [Settings] })
  class SettingsModule {}

  const variants = {
    useFactory: {
      imports: [SettingsModule],
      inject: [Settings],
      useFactory: async (settings: Settings) => Promise.resolve(settings.createLightApiOptions()),
    },
    useClass: { useClass: Settings },
    useExisting: { imports: [SettingsModule], useExisting: Settings },
  };

  for (const [name, variant] of Object.entries(variants)) {
    describeApi(
      name,
      {
        engines,
        imports: (database) => {
          current = database;
          return [LightApiModule.forRootAsync({ ...variant, entities: [Country], prefix: 'geo' })];
        },
      },
      (api) => {
        it('opens the database and takes the addresses that the factory names', async () => {
          const answer = await api.agent.post('/geo/countries').send({ code: 'CH', name: 'Switzerland' }).expect(201);
          expect(answer.headers.location).toBe('https://api.example.com/geo/countries/CH');
          const list = await api.agent.get('/geo/countries?page_size=1').expect(200);
          expect(list.headers.link).toContain(
            '<https://api.example.com/geo/countries?page_size=1&page=1>; rel="first"',
          );
        });
      },
    );
  }

  describeApi(
    'with the host’s own data source',
    {
      engines,
      imports: (database) => [
        TypeOrmModule.forRoot(database),
        LightApiModule.forRootAsync({ database: false, entities: [Country], useFactory: () => ({}) }),
      ],
    },
    (api) => {
      it('needs nothing from the factory', async () => {
        await created(api, '/countries', { code: 'CH', name: 'Switzerland' });
      });
    },
  );
});

describeApi(
  'a host with contexts of its own',
  {
    engines,
    imports: (database) => {
      @Module({ imports: [LightApiModule.forFeature([Author, Book], { prefix: 'library', tags: ['Library'] })] })
      class LibraryModule {}
      @Module({
        imports: [
          LightApiModule.forFeature(
            [
              {
                entity: Book,
                name: 'ShopBook',
                path: 'books',
                operations: ['list', 'read', 'update'],
                serializer: { read: ['id', 'title', 'price'], write: ['price'] },
                ordering: ['-title'],
              },
            ],
            { prefix: 'shop/v2', tags: ['Shop'] },
          ),
        ],
      })
      class ShopModule {}
      @Module({ imports: [LightApiModule.forFeature([Ticket], { prefix: 'archive', dataSource: 'archive' })] })
      class ArchiveModule {}
      return [
        TypeOrmModule.forRoot(database),
        TypeOrmModule.forRoot({ ...database, name: 'archive' } as TypeOrmModuleOptions),
        LightApiModule.forRoot({ database: false, defaults: { pagination: { pageSize: 1 } } }),
        LibraryModule,
        ShopModule,
        ArchiveModule,
      ];
    },
  },
  (api) => {
    beforeEach(() => api.reset());

    it('exposes one entity twice, each time with its own options', async () => {
      const solaris = await created(api, '/library/books', { title: 'Solaris', price: '9.90', isbn: '1' });
      const eden = await created(api, '/library/books', { title: 'Eden' });
      expect(await listOf(api, '/shop/v2/books?page_size=5')).toEqual([
        { id: solaris['id'], title: 'Solaris', price: '9.90' },
        { id: eden['id'], title: 'Eden', price: null },
      ]);
      await api.agent.patch('/shop/v2/books/1').send({ price: '1.00' }).expect(200);
      await api.agent.patch('/shop/v2/books/1').send({ title: 'x' }).expect(400);
      const { body } = await api.agent.get('/library/books/1').expect(200);
      expect(body).toMatchObject({ title: 'Solaris', price: '1.00', isbn: '1' });
    });

    it('answers 405 with what a narrowed resource still does', async () => {
      const post = await api.agent.post('/shop/v2/books').send({ title: 'x' }).expect(405);
      expect(post.headers.allow).toBe('GET, HEAD, QUERY, OPTIONS');
      expect(post.body).toMatchObject({ status: 405, code: 'LA502' });
      const remove = await api.agent.delete('/shop/v2/books/1').expect(405);
      expect(remove.headers.allow).toBe('GET, HEAD, PATCH, OPTIONS');
      const options = await api.agent.options('/shop/v2/books/1').expect(204);
      expect(options.headers.allow).toBe('GET, HEAD, PATCH, OPTIONS');
    });

    it('applies the defaults of forRoot to every context', async () => {
      await created(api, '/library/authors', { name: 'Ursula' });
      await created(api, '/library/authors', { name: 'Octavia' });
      const { body } = await api.agent.get('/library/authors').expect(200);
      expect(body).toMatchObject({ count: 2, pages: 2, results: [{ name: 'Ursula' }] });
    });

    it('keeps the rows of a named data source there', async () => {
      const ticket = await created(api, '/archive/tickets', { subject: 'Lamp' });
      const archive = api.app.get<DataSource>(getDataSourceToken('archive'));
      expect(await archive.getRepository(Ticket).find()).toMatchObject([{ id: ticket['id'], subject: 'Lamp' }]);
      expect(api.dataSource.hasMetadata(Ticket)).toBe(false);
      await api.agent.get(`/archive/tickets/${String(ticket['id'])}`).expect(200, ticket);
    });

    it('tags operations by context and gives each an id of its own', () => {
      const operations = Object.entries(api.document.paths).flatMap(([path, item]) =>
        Object.values(item as Record<string, { operationId: string; tags: string[] }>).map((operation) => ({
          path,
          ...operation,
        })),
      );
      const ids = operations.map(({ operationId }) => operationId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(operations.filter(({ path }) => path.startsWith('/shop/')).flatMap(({ tags }) => tags))).toEqual(
        new Set(['Shop']),
      );
      expect(operations.filter(({ path }) => path === '/library/authors').flatMap(({ tags }) => tags)).toEqual([
        'Library',
        'Library',
        'Library',
      ]);
      expect(operations.filter(({ path }) => path === '/archive/tickets').flatMap(({ tags }) => tags)).toEqual([
        'Ticket',
        'Ticket',
        'Ticket',
      ]);
    });
  },
);

@Resource<Grade>({ path: 'marks', ordering: ['-value'], pagination: { pageSize: 3 }, validationStatus: 422 })
@Entity()
class Grade {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) value: number;
}

describeApi(
  'options',
  {
    engines,
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        defaults: {
          pagination: { pageSize: 1, maxPageSize: 4 },
          validationStatus: 400,
          operations: ['list', 'create'],
        },
        entities: [
          Grade,
          {
            entity: Grade,
            name: 'OtherGrade',
            path: 'other-marks',
            pagination: { pageSize: 2 },
            validationStatus: 400,
          },
          Country,
        ],
      }),
    ],
  },
  (api) => {
    it('of forFeature win over @Resource, and both over the defaults', async () => {
      for (const value of [1, 2, 3, 4, 5]) await created(api, '/marks', { value });
      expect((await listOf(api, '/marks')).map((row) => row['value'])).toEqual([5, 4, 3]);
      expect((await listOf(api, '/other-marks')).map((row) => row['value'])).toEqual([5, 4]);
      expect(await listOf(api, '/countries')).toEqual([]);
      await api.agent.get('/marks?page_size=5').expect(400);
      await api.agent.get('/marks?page_size=4').expect(200);
      await api.agent.post('/marks').send({ value: 'x' }).expect(422);
      await api.agent.post('/other-marks').send({ value: 'x' }).expect(400);
      await api.agent.get('/marks/1').expect(404);
      await api.agent.get('/grades').expect(404);
    });
  },
);

@Controller('books')
class HostBooksController {
  @Get('featured')
  featured(): string {
    return 'Solaris';
  }
}

describeApi(
  'an application with a prefix and versions',
  {
    engines,
    openapi: '/api/reference/schema.json',
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [Author, Book],
        docs: { path: 'reference/ui', openapiPath: 'reference/schema.json', title: 'Books', version: '7' },
      }),
    ],
    configure: (app) =>
      void app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: ['1', '2'] }),
  },
  (api) => {
    it('serves every version below the prefix, with links and Location to match', async () => {
      const answer = await api.agent.post('/api/v2/authors').send({ name: 'Ursula' }).expect(201);
      expect(answer.headers.location).toBe('/api/v2/authors/1');
      await api.agent.get('/api/v1/authors/1').expect(200, answer.body);
      const { headers } = await api.agent.get('/api/v1/authors').expect(200);
      expect(headers.link).toMatch(/^<\/api\/v1\/authors\?page=1>; rel="first"/);
      expect((await fetch(`${api.url}/authors`)).status).toBe(404);
    });

    it('still answers 405, OPTIONS and problems there', async () => {
      const { headers } = await api.agent.delete('/api/v1/authors').expect(405);
      expect(headers.allow).toBe('GET, HEAD, QUERY, POST, OPTIONS');
      await api.agent.options('/api/v2/authors/1').expect(204);
      const missing = await api.agent.get('/api/v1/authors/9').expect(404);
      expect(missing.headers['content-type']).toMatch(/^application\/problem\+json/);
    });

    it('serves the docs where they were put, and names every path', async () => {
      const page = await fetch(`${api.url}/api/reference/ui`);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('swagger-ui');
      expect(api.document).toMatchObject({ info: { title: 'Books', version: '7' } });
      expect(Object.keys(api.document.paths)).toEqual(
        expect.arrayContaining(['/api/v1/authors', '/api/v2/authors/{id}']),
      );
      expect((await fetch(`${api.url}/api/docs`)).status).toBe(404);
      expect((await fetch(`${api.url}/api/openapi.json`)).status).toBe(404);
    });
  },
);

describeApi(
  'an application without docs',
  {
    engines,
    openapi: false,
    imports: (database) => [LightApiModule.forRoot({ database, entities: [Country], docs: false })],
  },
  (api) => {
    it('serves none', async () => {
      await api.agent.get('/countries').expect(200);
      await api.agent.get('/docs').expect(404);
      await api.agent.get('/openapi.json').expect(404);
    });
  },
);

/** What guards of the host inject. */
@Injectable()
class Doormen {
  admits(visitor: unknown): boolean {
    return visitor === 'friend';
  }
}

@Injectable()
class DoorGuard implements CanActivate {
  constructor(private readonly doormen: Doormen) {}
  canActivate(context: ExecutionContext): boolean {
    asked.push('resource');
    const request = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
    return this.doormen.admits(request.headers['x-visitor']);
  }
}

@Injectable()
class ContextGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    asked.push(`context ${context.getClass().name}.${context.getHandler().name}`);
    return true;
  }
}

@Injectable()
class NegativeKeyPipe implements PipeTransform {
  transform(value: unknown): unknown {
    asked.push('pipe');
    return value;
  }
}

describe('guards', () => {
  const imports = (database: TypeOrmModuleOptions) => {
    @Module({
      imports: [
        LightApiModule.forFeature([{ entity: Country, guards: [DoorGuard], pipes: [new NegativeKeyPipe()] }, Author], {
          guards: [ContextGuard],
          providers: [Doormen],
        }),
      ],
    })
    class LibraryModule {}
    return [TypeOrmModule.forRoot(database), LightApiModule.forRoot({ database: false }), LibraryModule];
  };
  const module = { providers: [{ provide: APP_GUARD, useValue: guardNamed('application') }] };

  describeApi(
    'of the application, the context and the resource',
    { engines, imports, module, openapi: false },
    (api) => {
      beforeEach(async () => {
        await api.reset();
        asked.length = 0;
      });

      it('are asked in this order, with the class and the operation', async () => {
        await api.agent.get('/countries').set('x-visitor', 'friend').expect(200);
        expect(asked.filter((name) => name !== 'pipe')).toEqual([
          'application',
          'context CountryController.list',
          'resource',
        ]);
      });

      it('stop an operation before anything of it runs, with a problem', async () => {
        for (const answer of [
          await api.agent.post('/countries').send({ code: 'CH', name: 'Switzerland' }),
          await api.agent.post('/countries').send({ nonsense: true }),
          await api.agent.get('/countries?nonsense=1'),
          await api.agent.delete('/countries/CH'),
        ]) {
          expect(answer.status).toBe(403);
          expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
          expect(answer.body).toMatchObject({ status: 403, title: 'Forbidden' });
        }
        expect(await api.dataSource.getRepository(Country).count()).toBe(0);
      });

      it('of a resource leave its neighbours alone', async () => {
        await api.agent.get('/authors').expect(200);
        expect(asked).toEqual(['application', 'context AuthorController.list']);
      });

      it('of a context are asked for OPTIONS and nothing else of another context', async () => {
        await api.agent.options('/authors').expect(204);
        expect(asked[0]).toBe('application');
      });
    },
  );

  describeApi(
    'under @nestjs/testing',
    {
      engines,
      imports,
      openapi: false,
      override: (builder) =>
        builder
          .overrideProvider(Doormen)
          .useValue({ admits: () => true })
          .overrideGuard(ContextGuard)
          .useValue(guardNamed('stand-in')),
    },
    (api) => {
      it('can be overridden, and what they inject too', async () => {
        asked.length = 0;
        await api.agent.get('/countries').expect(200);
        expect(asked).toEqual(expect.arrayContaining(['stand-in', 'resource']));
        expect(asked.join()).not.toContain('context');
      });
    },
  );
});

@Injectable()
class EnvelopeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data, wrapped: true })));
  }
}

@Injectable()
class HeaderInterceptor implements NestInterceptor {
  constructor(private readonly adapterHost: HttpAdapterHost) {}
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.adapterHost.httpAdapter.setHeader(context.switchToHttp().getResponse(), 'x-seen', context.getHandler().name);
    return next.handle();
  }
}

describeApi(
  'interceptors and pipes',
  {
    engines,
    openapi: false,
    imports: (database) => [
      LightApiModule.forRoot({ database, entities: [{ entity: Country, interceptors: [HeaderInterceptor] }, Author] }),
    ],
    module: { providers: [{ provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor }] },
    configure: (app) =>
      void app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true })),
  },
  (api) => {
    beforeEach(() => api.reset());

    it('wrap ready answers as they would wrap objects', async () => {
      const posted = await api.agent.post('/countries').send({ code: 'CH', name: 'Switzerland' }).expect(201);
      expect(posted.body).toEqual({ data: { code: 'CH', name: 'Switzerland' }, wrapped: true });
      expect(posted.headers.location).toBe('/countries/CH');
      const { body } = await api.agent.get('/countries').expect(200);
      expect(body).toMatchObject({ wrapped: true, data: { count: 1, results: [{ code: 'CH' }] } });
      await api.agent.delete('/countries/CH').expect(204);
    });

    it('of a resource are classes with dependencies', async () => {
      expect((await api.agent.get('/countries').expect(200)).headers['x-seen']).toBe('list');
      expect((await api.agent.get('/authors').expect(200)).headers).not.toHaveProperty('x-seen');
    });

    it('are not disturbed by a global ValidationPipe', async () => {
      const { body } = await api.agent.post('/authors').send({ name: 'Ursula', bornOn: '1929-10-21' }).expect(201);
      expect(body.data).toEqual({ id: 1, name: 'Ursula', bornOn: '1929-10-21' });
      await api.agent.patch('/authors/1').send({ bornOn: null }).expect(200);
      const refused = await api.agent.post('/authors').send({ nam: 'Ursula', name: 5 }).expect(400);
      expect(refused.body).toMatchObject({ code: 'LA200' });
      expect((refused.body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(['/nam', '/name']);
      await api.agent.get('/authors?name__contains=Urs&page_size=1').expect(200);
    });
  },
);

class Teapot extends Error {}

@Catch(Teapot)
class TeapotFilter implements ExceptionFilter {
  constructor(private readonly adapterHost: HttpAdapterHost) {}
  catch(_exception: unknown, host: ArgumentsHost): void {
    this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), { teapot: true }, 418);
  }
}

/** What careful hosts have: everything is answered in one form of their own. */
@Catch()
class CatchAllFilter implements ExceptionFilter {
  constructor(private readonly adapterHost: HttpAdapterHost) {}
  catch(exception: unknown, host: ArgumentsHost): void {
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), { host: status }, status);
  }
}

@Controller('host')
class HostController {
  @Get('items/:id')
  item(@Param('id', ParseIntPipe) id: number): { id: number } {
    return { id };
  }
  @Get('refused')
  refused(): never {
    throw new BadRequestException('no');
  }
  @Get('broken')
  broken(): never {
    throw new Error('a secret of the host');
  }
  @Get('guarded')
  @UseGuards({ canActivate: () => false })
  guarded(): void {}
}

const teapotGuard: CanActivate = {
  canActivate: (context) => {
    const { url } = context.switchToHttp().getRequest<{ url: string }>();
    if (url.includes('teapot')) throw new Teapot();
    if (url.includes('forbidden')) throw new ForbiddenException('Not here');
    return true;
  },
};

describeApi(
  'a host’s own controllers',
  {
    engines,
    openapi: false,
    imports: (database) => [LightApiModule.forRoot({ database, entities: [Country] })],
    module: { controllers: [HostController, HostBooksController] },
  },
  (api) => {
    it('keep Nest’s answers', async () => {
      await api.agent.get('/host/items/5').expect(200, { id: 5 });
      await api.agent.get('/books/featured').expect(200, 'Solaris');
      const problems: [path: string, status: number, body: object][] = [
        ['/host/items/x', 400, { statusCode: 400, error: 'Bad Request', message: expect.any(String) as string }],
        ['/host/refused', 400, { statusCode: 400, error: 'Bad Request', message: 'no' }],
        ['/host/broken', 500, { statusCode: 500, message: 'Internal server error' }],
        ['/host/guarded', 403, { statusCode: 403, error: 'Forbidden', message: 'Forbidden resource' }],
        ['/host/nowhere', 404, { statusCode: 404, error: 'Not Found', message: 'Cannot GET /host/nowhere' }],
        ['/nowhere', 404, { statusCode: 404, error: 'Not Found', message: 'Cannot GET /nowhere' }],
        ['/books/other', 404, { statusCode: 404, error: 'Not Found', message: 'Cannot GET /books/other' }],
      ];
      for (const [path, status, body] of problems) {
        const answer = await api.agent.get(path);
        expect({ path, status: answer.status, body: answer.body as unknown }).toEqual({ path, status, body });
        expect(answer.headers['content-type']).toMatch(/^application\/json/);
      }
      await api.agent.delete('/host/refused').expect(404);
    });
  },
);

describeApi(
  'a host’s filters',
  {
    engines,
    openapi: false,
    imports: (database) => [
      LightApiModule.forRoot({ database, entities: [{ entity: Country, guards: [teapotGuard] }] }),
    ],
    module: { controllers: [HostController] },
    configure: (app) => {
      const adapterHost = app.get(HttpAdapterHost);
      app.useGlobalFilters(new CatchAllFilter(adapterHost), new TeapotFilter(adapterHost));
    },
  },
  (api) => {
    it('answer for the host’s own routes', async () => {
      await api.agent.get('/host/refused').expect(400, { host: 400 });
      await api.agent.get('/host/broken').expect(500, { host: 500 });
      await api.agent.get('/nowhere').expect(404, { host: 404 });
    });

    it('leave resources their problems unless they name the exception', async () => {
      const answer = await api.agent.get('/countries?nonsense=1').expect(400);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      await api.agent
        .get('/countries/XX')
        .expect(404)
        .expect('content-type', /^application\/problem\+json/);
      const refused = await api.agent.get('/countries?forbidden=1').expect(403);
      expect(refused.body).toMatchObject({ status: 403, detail: 'Not here' });
      await api.agent.get('/countries?teapot=1').expect(418, { teapot: true });
    });
  },
);

describe('middleware', () => {
  @Module({})
  class LoggingModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      const note = (name: string) => (request: { method: string }, _response: unknown, next: () => void) => {
        asked.push(`${name} ${request.method}`);
        next();
      };
      consumer.apply(note('first'), note('second')).forRoutes({ path: 'countries', method: RequestMethod.ALL });
    }
  }

  describeApi(
    'of the host',
    {
      engines,
      imports: (database) => [LoggingModule, LightApiModule.forRoot({ database, entities: [Country, Author] })],
    },
    (api) => {
      it('runs in the order in which it was declared, on the routes it names', async () => {
        asked.length = 0;
        await api.agent.get('/countries').expect(200);
        await api.agent.post('/countries').send({}).expect(400);
        await api.agent.get('/authors').expect(200);
        expect(asked).toEqual(['first GET', 'second GET', 'first POST', 'second POST']);
      });
    },
  );
});

describeApi(
  'CORS',
  {
    engines,
    openapi: false,
    imports: (database) => [LightApiModule.forRoot({ database, entities: [Country] })],
    configure: (app) =>
      app.enableCors({
        origin: 'https://shop.example',
        methods: ['GET', 'POST', 'PATCH'],
        credentials: true,
        exposedHeaders: ['Link', 'Location'],
      }),
  },
  (api) => {
    it('answers a preflight before the resource does', async () => {
      const preflight = await api.agent
        .options('/countries')
        .set('Origin', 'https://shop.example')
        .set('Access-Control-Request-Method', 'PATCH')
        .expect(204);
      expect(preflight.headers).toMatchObject({
        'access-control-allow-origin': 'https://shop.example',
        'access-control-allow-credentials': 'true',
      });
      expect(preflight.headers['access-control-allow-methods']).toContain('PATCH');
    });

    it('marks answers and problems', async () => {
      for (const path of ['/countries', '/countries/XX', '/countries?nonsense=1']) {
        const { headers } = await api.agent.get(path).set('Origin', 'https://shop.example');
        expect(headers['access-control-allow-origin']).toBe('https://shop.example');
        expect(headers['access-control-expose-headers']).toContain('Location');
      }
    });
  },
);

describeApi(
  'without CORS',
  { engines, imports: (database) => [LightApiModule.forRoot({ database, entities: [Country] })] },
  (api) => {
    it('nothing is allowed to other origins', async () => {
      const preflight = await api.agent
        .options('/countries')
        .set('Origin', 'https://evil.example')
        .set('Access-Control-Request-Method', 'POST')
        .expect(204);
      expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  },
);

@Injectable()
class Librarian {
  constructor(@Inject(getDataSourceToken()) readonly dataSource: DataSource) {}
}

describeApi(
  'providers of a context',
  {
    engines,
    openapi: false,
    imports: (database) => {
      @Injectable()
      class LibrarianGuard implements CanActivate {
        constructor(private readonly librarian: Librarian) {}
        canActivate(): boolean {
          return this.librarian.dataSource.isInitialized;
        }
      }
      return [
        LightApiModule.forRoot({ database }),
        LightApiModule.forFeature([Country], { guards: [LibrarianGuard], providers: [Librarian] }),
      ];
    },
  },
  (api) => {
    it('are injected into its guards, and may inject the data source', async () => {
      await api.agent.get('/countries').expect(200);
    });
  },
);
