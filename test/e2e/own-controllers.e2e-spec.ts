import { Controller, Get, Header, HttpCode, Injectable, Param, Post, SetMetadata, UseGuards } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { beforeEach, expect, it } from 'vitest';
import { AccessOf, CurrentPrincipal, LightApiModule, ResourceController, type Principal } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Country } from '../entities/country.js';
import { as, EDITH, HeaderGuard } from './fixtures/principals.js';
import { created } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';

@Injectable()
class Visits {
  readonly seen: string[] = [];
}

@Controller()
class BooksController extends ResourceController {
  constructor(private readonly visits: Visits) {
    super();
  }

  @ApiOperation({ summary: 'Lists what is on the shelf.' })
  @Header('x-shelf', 'yes')
  @HttpCode(203)
  override async list(...asked: Parameters<ResourceController['list']>) {
    this.visits.seen.push('list');
    return super.list(...asked);
  }

  @UseGuards({ canActivate: () => false })
  override replace(...asked: Parameters<ResourceController['replace']>) {
    return super.replace(...asked);
  }

  @Get('top')
  top(@CurrentPrincipal() principal: Principal): object {
    return { top: this.visits.seen.length >= 0, id: principal.id ?? null };
  }

  @Get(':id/cover/:size')
  cover(@Param('size') size: string): object {
    return { size };
  }

  @Post('reindex')
  @SetMetadata('note', 'mine')
  @AccessOf('remove')
  reindex(): object {
    return { done: true };
  }
}

@Controller('countries')
class PlainController {
  @Get('largest')
  largest(): object {
    return { plain: true };
  }
}

describeApi(
  'a controller of the application’s own',
  {
    engines: ['sqlite'],
    openapi: false,
    // Declared before the resources, so that its words come before their keys.
    module: { controllers: [] },
    imports: (database) => [
      { module: class PlainModule {}, controllers: [PlainController] },
      LightApiModule.forRoot({ database, defaults: { cache: true } }),
      LightApiModule.forFeature(
        [
          {
            entity: Book,
            controller: BooksController,
            access: { read: 'public', write: 'authenticated', remove: { role: 'editor' } },
          },
          { entity: Country, access: 'public' },
        ],
        { providers: [Visits], guards: [HeaderGuard] },
      ),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    it('overrides a handler, which keeps its path, and calls the one behind it', async () => {
      await as(api, EDITH).post('/books').send({ title: 'Solaris' }).expect(201);
      for (const _round of [1, 2]) {
        const { headers, body } = await api.agent.get('/books').expect(203);
        expect(body).toMatchObject({ count: 1, results: [{ title: 'Solaris' }] });
        expect(headers).toMatchObject({ 'x-shelf': 'yes' });
        // The cache does not answer in its place.
        expect(headers).not.toHaveProperty('x-cache');
      }
      const { seen } = api.app.get(Visits, { strict: false });
      expect(seen.length).toBeGreaterThanOrEqual(2);
      expect((await api.agent.get('/books/1').expect(200)).headers['x-cache']).toBe('MISS');
      await api.agent.get('/books?nonsense=1').expect(400);
    });

    it('keeps the guards of the resource in front of its own', async () => {
      await api.agent.put('/books/1').send({ title: 'x' }).expect(401);
      await as(api, EDITH).put('/books/1').send({ title: 'x' }).expect(403);
    });

    it('adds routes that come before keys, for whom the access rules allow it', async () => {
      await api.agent.get('/books/top').expect(200, { top: true, id: null });
      await as(api, EDITH).get('/books/top').expect(200, { top: true, id: '3' });
      await api.agent.get('/books/7/cover/large').expect(200, { size: 'large' });
      await api.agent.post('/books/reindex').expect(401);
      await as(api, { id: 1 }).post('/books/reindex').expect(403);
      await as(api, EDITH).post('/books/reindex').expect(201, { done: true });
    });

    it('answers 405 and OPTIONS on them', async () => {
      expect((await api.agent.options('/books/top').expect(204)).headers.allow).toBe('GET, HEAD, OPTIONS');
      expect((await as(api, EDITH).delete('/books/reindex').expect(405)).headers.allow).toBe('POST, OPTIONS');
    });

    it('says in the OpenAPI document what its decorators say, and the rest as before', async () => {
      const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
        paths: Record<string, Record<string, { summary?: string; operationId?: string; parameters?: unknown[] }>>;
      };
      const list = document.paths['/books']!['get']!;
      expect(list).toMatchObject({ summary: 'Lists what is on the shelf.', operationId: 'listBooks' });
      expect(list.parameters!.length).toBeGreaterThan(5);
      expect(document.paths).toHaveProperty(['/books/top', 'get']);
    });

    it('lets a plain controller of the same path answer before keys where its module comes first', async () => {
      await created(api, '/countries', { code: 'CH', name: 'Switzerland' });
      await api.agent.get('/countries/largest').expect(200, { plain: true });
      await api.agent.get('/countries/CH').expect(200);
    });
  },
);

it('does not start with a controller that is none, or that moves what is there', async () => {
  @Controller('elsewhere')
  class MovedController extends ResourceController {
    @Get('all')
    override list(...asked: Parameters<ResourceController['list']>) {
      return super.list(...asked);
    }
  }
  const { NestFactory } = await import('@nestjs/core');
  const start = async (controller: unknown, resource: object = { entity: Country }): Promise<string> => {
    const module = {
      module: class AppModule {},
      imports: [
        LightApiModule.forRoot({
          database: { type: 'better-sqlite3', database: ':memory:', driver: undefined },
          entities: [{ ...resource, controller } as never],
        }),
      ],
    };
    const app = NestFactory.create(module, { logger: false, abortOnError: false });
    return app.then(
      async (made) => made.init().then(() => 'started', String),
      (error: unknown) => String(error),
    );
  };
  class Shared extends ResourceController {
    override bulk(...asked: Parameters<ResourceController['bulk']>) {
      return super.bulk(...asked);
    }
  }
  @Controller()
  class UnheardController extends Shared {
    override upsert(...asked: Parameters<ResourceController['upsert']>) {
      return super.upsert(...asked);
    }
    listBooks(): void {}
  }
  const moved = await start(MovedController);
  expect(moved).toContain('LA062  MovedController has a path, and the resource has one already.');
  expect(moved).toContain('LA062  MovedController.list has a path already.');
  const unheard = await start(UnheardController, { entity: Author, relations: ['books'] });
  expect(unheard).toContain('LA062  UnheardController.upsert is never called: the resource has no such route.');
  expect(unheard).toContain('LA062  UnheardController.listBooks has the name of a generated handler');
  // One class may be there for several resources.
  expect(unheard).not.toContain('bulk');
  expect(await start(class {})).toContain('LA062  controller is no class that extends ResourceController.');
});
