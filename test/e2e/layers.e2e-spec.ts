import {
  Catch,
  ConflictException,
  Inject,
  Injectable,
  Module,
  Scope,
  type ArgumentsHost,
  type ArgumentMetadata,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, HttpAdapterHost, REQUEST } from '@nestjs/core';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { finalize, map, type Observable } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule, type LightApiOptions } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Country } from '../entities/country.js';
import { created } from './fixtures/rows.js';
import { describeApi, type ApiOptions } from './harness/describe-api.js';

/** Who was asked, in order, during a request. */
const asked: string[] = [];

/** What classes inject, to see that they are made by the container. */
@Injectable()
class Diary {
  note(line: string): void {
    asked.push(line);
  }
}

class Refusal extends Error {}

interface Layer {
  readonly guard: Type<CanActivate>;
  readonly interceptor: Type<NestInterceptor>;
  readonly pipe: Type<PipeTransform>;
  readonly filter: Type<ExceptionFilter>;
}

function layerNamed(name: string, catches?: Type<Error>): Layer {
  @Injectable()
  class LayerGuard implements CanActivate {
    constructor(private readonly diary: Diary) {}
    canActivate(): boolean {
      this.diary.note(`${name} guard`);
      return true;
    }
  }
  @Injectable()
  class LayerInterceptor implements NestInterceptor {
    constructor(private readonly diary: Diary) {}
    intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
      this.diary.note(`${name} interceptor`);
      return next.handle().pipe(finalize(() => this.diary.note(`${name} interceptor, behind`)));
    }
  }
  @Injectable()
  class LayerPipe implements PipeTransform {
    constructor(private readonly diary: Diary) {}
    transform(value: unknown, { type }: ArgumentMetadata): unknown {
      if (typeof value === 'object' && value !== null && 'payload' in value) this.diary.note(`${name} pipe ${type}`);
      return value;
    }
  }
  @Catch(...(catches === undefined ? [] : [catches]))
  class LayerFilter implements ExceptionFilter {
    constructor(
      private readonly diary: Diary,
      private readonly adapterHost: HttpAdapterHost,
    ) {}
    catch(error: unknown, host: ArgumentsHost): void {
      this.diary.note(`${name} filter`);
      const body = { filter: name, error: (error as Error).constructor.name };
      this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), body, 418);
    }
  }
  return { guard: LayerGuard, interceptor: LayerInterceptor, pipe: LayerPipe, filter: LayerFilter };
}

function around({ guard, interceptor, pipe }: Layer) {
  return { guards: [guard], interceptors: [interceptor], pipes: [pipe] };
}

@Module({ providers: [Diary], exports: [Diary] })
class DiaryModule {}

const application = layerNamed('application');
const context = layerNamed('context', ConflictException);
const resource = layerNamed('resource', Refusal);
const operation = layerNamed('operation', Refusal);

const refusing: CanActivate = {
  canActivate: (execution) => {
    const { url } = execution.switchToHttp().getRequest<{ url: string }>();
    if (url.includes('conflict')) throw new ConflictException();
    if (url.includes('refusal')) throw new Refusal();
    return true;
  },
};

const LAYERED: Omit<ApiOptions, 'engines'> = {
  openapi: false,
  imports: (database: TypeOrmModuleOptions) => {
    @Module({
      imports: [
        LightApiModule.forFeature(
          [
            {
              entity: Book,
              relations: ['author'],
              ...around(resource),
              guards: [resource.guard, refusing],
              filters: [resource.filter],
              enhancers: {
                create: { ...around(operation), filters: [operation.filter] },
                read: { guards: [{ canActivate: () => (asked.push('instance guard'), true) }] },
                list: { filters: [operation.filter], guards: [operation.guard] },
              },
            },
            {
              entity: Author,
              relations: ['books'],
              enhancers: { read: { guards: [operation.guard] } },
            },
          ],
          { ...around(context), filters: [context.filter], imports: [DiaryModule] },
        ),
      ],
    })
    class LibraryModule {}
    return [TypeOrmModule.forRoot(database), LightApiModule.forRoot({ database: false }), DiaryModule, LibraryModule];
  },
  module: {
    providers: [
      { provide: APP_GUARD, useClass: application.guard },
      { provide: APP_INTERCEPTOR, useClass: application.interceptor },
      { provide: APP_PIPE, useClass: application.pipe },
      { provide: APP_FILTER, useClass: layerNamed('application', ConflictException).filter },
    ],
  },
};

const engines = ['sqlite'] as const;

describeApi('layers of Nest', { ...LAYERED, engines }, (api) => {
  beforeEach(async () => {
    await api.reset();
    asked.length = 0;
  });

  it('stand around an operation in the order application, context, resource, operation', async () => {
    await api.agent.post('/books').send({ title: 'Solaris' }).expect(201);
    const names = ['application', 'context', 'resource', 'operation'];
    expect(asked).toEqual([
      ...names.map((name) => `${name} guard`),
      ...names.map((name) => `${name} interceptor`),
      ...names.map((name) => `${name} pipe custom`),
      ...names.toReversed().map((name) => `${name} interceptor, behind`),
    ]);
  });

  it('stand around no other operation than the one that they are given for', async () => {
    await api.agent.delete('/books/1').expect(404);
    expect(asked).not.toContain('operation guard');
    expect(asked).toContain('resource guard');
  });

  it('are instances as well as classes', async () => {
    await api.agent.get('/books/1').expect(404);
    expect(asked).toContain('instance guard');
  });

  it('of list stand around all ways to ask for one', async () => {
    await api.agent.get('/books').expect(200);
    await api.agent.post('/books/search').send({}).expect(200);
    expect(asked.filter((line) => line === 'operation guard')).toHaveLength(2);
  });

  it('of read stand around the lists behind an item', async () => {
    await created(api, '/authors', { name: 'Ursula' });
    await api.agent.get('/authors').expect(200);
    expect(asked).not.toContain('operation guard');
    await api.agent.get('/authors/1/books').expect(200);
    expect(asked).toContain('operation guard');
  });

  it('catch what the nearest filter names, and else leave problems what they are', async () => {
    await api.agent.get('/books?refusal=1').expect(418, { filter: 'operation', error: 'Refusal' });
    await api.agent.get('/books/1?refusal=1').expect(418, { filter: 'resource', error: 'Refusal' });
    await api.agent.get('/books/1?conflict=1').expect(418, { filter: 'context', error: 'ConflictException' });
    const { body } = await api.agent.get('/books?nonsense=1').expect(400);
    expect(body).toMatchObject({ code: 'LA100' });
  });
});

describeApi(
  'layers under @nestjs/testing',
  {
    ...LAYERED,
    engines,
    platforms: ['fastify'],
    override: (builder) =>
      builder
        .overrideGuard(operation.guard)
        .useValue({ canActivate: () => (asked.push('stand-in guard'), true) })
        .overrideInterceptor(operation.interceptor)
        .useValue({ intercept: (_context: unknown, next: CallHandler) => next.handle().pipe(map(() => ({ a: 1 }))) })
        .overridePipe(operation.pipe)
        .useValue({ transform: (value: unknown) => (asked.push('stand-in pipe'), value) })
        .overrideFilter(operation.filter)
        .useClass(resource.filter)
        .overrideProvider(Diary)
        .useValue({ note: (line: string) => asked.push(`stand-in: ${line}`) }),
  },
  (api) => {
    it('can be overridden one by one, and what they inject too', async () => {
      asked.length = 0;
      await api.agent.post('/books').send({ title: 'Solaris' }).expect(201, { a: 1 });
      expect(asked).toEqual(
        expect.arrayContaining([
          'stand-in guard',
          'stand-in pipe',
          'stand-in: resource guard',
          'stand-in: context guard',
        ]),
      );
      await api.agent.get('/books?refusal=1').expect(418, { filter: 'resource', error: 'Refusal' });
      expect(asked.join()).not.toContain('operation');
    });
  },
);

describe('a guard with a request-scoped dependency', () => {
  const made = { visitors: 0, keepers: 0 };

  @Injectable({ scope: Scope.REQUEST })
  class Visitor {
    constructor(@Inject(REQUEST) private readonly request: { headers: Record<string, unknown> }) {
      made.visitors++;
    }
    get name(): unknown {
      return this.request.headers['x-visitor'];
    }
  }
  @Injectable()
  class Keeper {
    constructor() {
      made.keepers++;
    }
  }
  @Injectable()
  class VisitorGuard implements CanActivate {
    constructor(
      private readonly visitor: Visitor,
      readonly keeper: Keeper,
    ) {}
    canActivate(): boolean {
      return this.visitor.name === 'friend';
    }
  }

  describeApi(
    'of one operation',
    {
      engines,
      openapi: false,
      imports: (database) => [
        LightApiModule.forRoot({ database }),
        LightApiModule.forFeature([{ entity: Country, enhancers: { list: { guards: [VisitorGuard] } } }, Author], {
          providers: [Visitor, Keeper],
        }),
      ],
    },
    (api) => {
      it('is made for each request, and nothing of ours is', async () => {
        Object.assign(made, { visitors: 0 });
        const before = made.keepers;
        await api.agent.get('/countries').set('x-visitor', 'friend').expect(200);
        await api.agent.get('/countries').set('x-visitor', 'stranger').expect(403);
        await created(api, '/authors', { name: 'Ursula' });
        expect(made.visitors).toBe(2);
        expect(made.keepers).toBe(before);
      });
    },
  );
});

@Injectable()
class EnvelopeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Injectable()
class TitleInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(map((answer: { toJSON(): { title: string } } | undefined) => answer && answer.toJSON().title));
  }
}

const KEPT: Pick<LightApiOptions, 'defaults'> = { defaults: { cache: true } };

describeApi(
  'an interceptor of an operation',
  {
    engines,
    openapi: false,
    imports: (database) => [
      LightApiModule.forRoot({
        ...KEPT,
        database,
        entities: [
          {
            entity: Book,
            enhancers: { list: { interceptors: [EnvelopeInterceptor] }, read: { interceptors: [TitleInterceptor] } },
          },
        ],
      }),
    ],
  },
  (api) => {
    it('makes of kept answers what it makes of others', async () => {
      await created(api, '/books', { title: 'Solaris' });
      for (const kept of ['MISS', 'HIT']) {
        const list = await api.agent.get('/books?fields=title').expect(200);
        expect(list.headers['x-cache']).toBe(kept);
        expect(list.body).toMatchObject({ data: { count: 1, results: [{ title: 'Solaris' }] } });
        const item = await api.agent.get('/books/1').expect(200);
        expect([item.headers['x-cache'], item.text]).toEqual([kept, 'Solaris']);
      }
      const { headers } = await api.agent.get('/books/1');
      await api.agent.get('/books/1').set('If-None-Match', headers.etag!).expect(304);
    });
  },
);
