import {
  BadRequestException,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  ForbiddenException,
  Get,
  HttpException,
  type LoggerService,
  Injectable,
  type MiddlewareConsumer,
  Module,
  NotFoundException,
  Post,
  Body,
  Res,
  ServiceUnavailableException,
  type Type,
  UseGuards,
  type ArgumentsHost,
  type INestApplication,
} from '@nestjs/common';
import { APP_FILTER, ApplicationConfig, HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { ProblemFilter } from '../../../lib/http/problem.filter.js';
import { RouteTable } from '../../../lib/http/route-table.js';
import { Book, compile } from './fixtures/books.js';
import { type Agent, PLATFORMS, type Platform, startApp } from './fixtures/platforms.js';

class DomainError extends Error {}

@Injectable()
class ClosedGuard implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException({ message: 'Come back tomorrow', reason: 'closed' });
  }
}

const thrown = new Map<string, () => unknown>([
  ['unknown', () => new Error('password is hunter2', { cause: new Error('at db.internal') })],
  ['string', () => 'just a string'],
  ['null', () => null],
  [
    'own',
    () =>
      new LightApiError('LA410', 'The database cannot be reached.', {
        headers: { 'Retry-After': '1' },
        cause: new Error('ECONNREFUSED 10.0.0.1'),
      }),
  ],
  [
    'errors',
    () =>
      new LightApiError('LA200', 'The body has 1 problem.', {
        status: 422,
        hint: 'Fix it.',
        errors: [{ pointer: '/title', code: 'LA204', detail: 'A value is required.' }],
      }),
  ],
  ['domain', () => new DomainError('domain')],
  ['missing', () => new NotFoundException('No such author')],
  ['validation', () => new BadRequestException(['title is empty', 'price is low'])],
  ['cause', () => new BadRequestException('Not today', { cause: new Error('secret') })],
  ['gone', () => new ServiceUnavailableException('Back at noon')],
]);

@Controller('books')
class BooksController {
  @Get()
  list(): [] {
    return [];
  }

  @Post()
  create(@Body() body: unknown): unknown {
    return body;
  }

  @Get('sent')
  sent(@Res() response: { raw?: { write(text: string): void }; write(text: string): void }): void {
    (response.raw ?? response).write('partial');
    throw new Error('too late');
  }

  @Get('closed')
  @UseGuards(ClosedGuard)
  closed(): void {}

  @Get(':id')
  read(): object {
    return {};
  }

  @Get(':id/fail/:kind')
  fail(
    @Res({ passthrough: true })
    response: {
      locals?: unknown;
      request?: { params: unknown };
      req?: { params: unknown };
    },
  ): void {
    throw thrown.get(kindOf(response))?.();
  }
}

@Controller('host')
class HostController {
  @Get('fail/:kind')
  fail(@Res({ passthrough: true }) response: { request?: { params: unknown }; req?: { params: unknown } }): void {
    throw thrown.get(kindOf(response))?.();
  }

  @Post('body')
  body(@Body() body: unknown): unknown {
    return body;
  }
}

function kindOf(response: { request?: { params: unknown }; req?: { params: unknown } }): string {
  const { params } = (response.request ?? response.req)!;
  return (params as { kind: string }).kind;
}

@Module({
  providers: [
    {
      provide: RouteTable,
      useFactory: (config: ApplicationConfig, host: HttpAdapterHost) =>
        new RouteTable(compile([{ entity: Book, operations: ['list', 'create', 'read'] }]), config, host),
      inject: [ApplicationConfig, HttpAdapterHost],
    },
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
  ],
})
class ProblemModule {
  constructor(private readonly moduleRef: ModuleRef) {}

  configure(consumer: MiddlewareConsumer): void {
    this.moduleRef.get(ProblemFilter).outrankHostFilters();
    consumer
      .apply((_request: unknown, _response: unknown, next: (error: unknown) => void) =>
        next(new Error('middleware broke')),
      )
      .forRoutes('books/1/middleware');
  }
}

const errorLog = vi.fn<LoggerService['error']>();
const warnLog = vi.fn<LoggerService['warn']>();
const logger: LoggerService = { log: () => {}, error: errorLog, warn: warnLog };

afterEach(() => vi.clearAllMocks());

function start(
  platform: Platform,
  setup?: (app: INestApplication) => void,
  providers: { provide: string; useClass: Type<unknown> }[] = [],
): Promise<Agent> {
  return startApp(
    platform,
    { imports: [ProblemModule], controllers: [BooksController, HostController], providers },
    { setup, logger },
  );
}

describe.each(PLATFORMS)('ProblemFilter on %s', (platform) => {
  it('answers a LightApiError with all that it says', async () => {
    const answer = await (await start(platform)).get('/books/1/fail/errors').expect(422);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'urn:nestjs-lightapi:invalid-body',
      title: 'The body is not valid',
      status: 422,
      detail: 'The body has 1 problem.',
      code: 'LA200',
      hint: 'Fix it.',
      errors: [{ pointer: '/title', code: 'LA204', detail: 'A value is required.' }],
    });
    expect(errorLog).not.toHaveBeenCalled();
  });

  it('answers a LightApiError outside of the resources too', async () => {
    const answer = await (await start(platform)).get('/host/fail/errors').expect(422);
    expect(answer.body).toMatchObject({ code: 'LA200' });
  });

  it('sets the headers of a LightApiError and logs its cause under the id that it sends', async () => {
    const answer = await (
      await start(platform)
    )
      .get('/books/1/fail/own?token=secret')
      .set('x-request-id', 'abc-123')
      .expect(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).toMatchObject({ code: 'LA410', instance: 'abc-123' });
    expect(answer.text).not.toContain('10.0.0.1');
    expect(warnLog).toHaveBeenCalledTimes(1);
    expect(warnLog.mock.calls[0]?.[0]).toContain('GET /books/1/fail/own failed with 503 (abc-123)');
    expect(warnLog.mock.calls[0]?.[0]).toContain('ECONNREFUSED');
    expect(warnLog.mock.calls[0]?.[0]).not.toContain('secret');
  });

  it('answers an unexpected error with 500, an id, and nothing of the error', async () => {
    const answer = await (
      await start(platform)
    )
      .get('/books/1/fail/unknown')
      .set('x-request-id', 'no spaces\tallowed')
      .expect(500);
    expect(answer.body).toMatchObject({ type: 'urn:nestjs-lightapi:internal', code: 'LA500', status: 500 });
    expect(answer.body.instance).toMatch(/^[\da-f-]{36}$/);
    expect(answer.text).not.toContain('hunter2');
    expect(errorLog).toHaveBeenCalledTimes(1);
    expect(errorLog.mock.calls[0]?.[0]).toContain(answer.body.instance);
    expect(errorLog.mock.calls[0]?.[0]).toContain('hunter2');
    expect(errorLog.mock.calls[0]?.[0]).toContain('db.internal');
  });

  it.each(['string', 'null'])('answers a thrown %s with 500', async (kind) => {
    const answer = await (await start(platform)).get(`/books/1/fail/${kind}`).expect(500);
    expect(answer.body.code).toBe('LA500');
  });

  it('answers an error of a middleware as a problem', async () => {
    const answer = await (await start(platform)).get('/books/1/middleware').expect(500);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ code: 'LA500' });
  });

  it("answers a guard's exception as about:blank and keeps its own members", async () => {
    const answer = await (await start(platform)).get('/books/closed').expect(403);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'Come back tomorrow',
      reason: 'closed',
    });
  });

  it.each([
    ['missing', 404, 'Not Found', 'No such author'],
    ['validation', 400, 'Bad Request', 'title is empty; price is low'],
    ['cause', 400, 'Bad Request', 'Not today'],
  ])('answers %s with the detail that was given', async (kind, status, title, detail) => {
    const answer = await (await start(platform)).get(`/books/1/fail/${kind}`).expect(status);
    expect(answer.body).toEqual({ type: 'about:blank', title, status, detail });
  });

  it('gives a 5xx exception of the host an id and logs it', async () => {
    const answer = await (await start(platform)).get('/books/1/fail/gone').set('x-request-id', 'r-1').expect(503);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'Back at noon',
      instance: 'r-1',
    });
    expect(warnLog).toHaveBeenCalledTimes(1);
  });

  it('answers 405 and Allow where the path exists and the method does not', async () => {
    const agent = await start(platform);
    const onCollection = await agent.put('/books?page=1').send({}).expect(405);
    expect(onCollection.headers.allow).toBe('GET, HEAD, QUERY, POST, OPTIONS');
    expect(onCollection.body).toMatchObject({
      code: 'LA502',
      status: 405,
      detail: 'This path answers GET, HEAD, QUERY, POST, OPTIONS only.',
    });
    const onItem = await agent.delete('/books/1').expect(405);
    expect(onItem.headers.allow).toBe('GET, HEAD, OPTIONS');
  });

  it('answers 405 to methods that the platform hardly knows', async () => {
    const agent = await start(platform);
    const answer = await agent.trace('/books');
    expect(answer.status).toBe(405);
  });

  it('answers 404 below a resource, without the path', async () => {
    const answer = await (await start(platform)).get('/books/1/chapters').expect(404);
    expect(answer.body).toEqual({
      type: 'urn:nestjs-lightapi:no-such-route',
      title: 'Nothing lives here',
      status: 404,
      detail: 'No resource has this path.',
      code: 'LA501',
    });
  });

  it('answers HEAD without a body', async () => {
    const answer = await (await start(platform)).head('/books/1/fail/errors').expect(422);
    expect(answer.text ?? '').toBe('');
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it.each([
    ['malformed JSON', '{"title": hunter2}', {}, 400, 'LA206'],
    ['JSON that ends early', '{"title": "', {}, 400, 'LA206'],
    ['a body over the limit', JSON.stringify({ title: 'x'.repeat(2_000_000) }), {}, 413, 'LA207'],
  ])('answers %s', async (_name, body, headers, status, code) => {
    const answer = await (
      await start(platform)
    )
      .post('/books')
      .set('content-type', 'application/json')
      .set(headers)
      .send(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toContain('hunter2');
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('answers a malformed percent-encoding with 400', async () => {
    const answer = await (await start(platform)).get('/books/%FF');
    expect([answer.status, answer.body.code]).toEqual([400, 'LA504']);
    expect(answer.text).not.toContain('%FF');
  });

  it('ends quietly when the head has already been sent', async () => {
    const agent = await start(platform);
    const answer = await agent.get('/books/sent');
    expect(answer.text).toBe('partial');
    expect(errorLog).toHaveBeenCalledTimes(1);
  });
});

describe('ProblemFilter on express', () => {
  it.each([
    ['an unknown charset', { 'content-type': 'application/json; charset=latin-9' }],
    ['an unknown encoding', { 'content-type': 'application/json', 'content-encoding': 'zip' }],
  ])('answers %s with 415', async (_name, headers) => {
    const answer = await (await start('express')).post('/books').set(headers).send('{}').expect(415);
    expect(answer.body.code).toBe('LA208');
  });

  it.each([
    ['gzip', Buffer.from('{}')],
    ['br', Buffer.from('{}')],
    ['br', Buffer.from('a longer text that is no Brotli either')],
    ['deflate', Buffer.from([0x78, 0xbb, 1, 2, 3, 4, 5])],
  ])('answers a body that is not %s with 400', async (coding, bytes) => {
    const agent = await start('express');
    const headers = { 'content-type': 'application/json', 'content-encoding': coding };
    const answer = await agent
      .post('/books')
      .set(headers)
      .serialize((body: unknown) => body as string)
      .send(bytes)
      .expect(400);
    expect(answer.body.code).toBe('LA206');
  });
});

describe('ProblemFilter on fastify', () => {
  it('answers an unknown media type with 415', async () => {
    const answer = await (
      await start('fastify')
    )
      .post('/books')
      .set('content-type', 'application/xml')
      .send('<a/>')
      .expect(415);
    expect(answer.body.code).toBe('LA208');
  });

  it('answers an empty JSON body with 400', async () => {
    const answer = await (await start('fastify')).post('/books').set('content-type', 'application/json').send('');
    expect([answer.status, answer.body.code]).toEqual([400, 'LA206']);
  });

  it('answers a key that could poison a prototype with 400', async () => {
    const answer = await (
      await start('fastify')
    )
      .post('/books')
      .set('content-type', 'application/json')
      .send('{"__proto__":{}}');
    expect([answer.status, answer.body.code]).toEqual([400, 'LA206']);
  });
});

function answering(text: string): Type<ExceptionFilter> {
  return class implements ExceptionFilter {
    catch(_exception: unknown, host: ArgumentsHost): void {
      const response = host.switchToHttp().getResponse<{ status(code: number): { send(body: unknown): void } }>();
      response.status(418).send({ by: text });
    }
  };
}

@Catch()
class CatchAll extends answering('catch-all') {}

@Catch(HttpException)
class CatchHttp extends answering('http') {}

@Catch(NotFoundException, DomainError)
class CatchNamed extends answering('named') {}

describe.each(PLATFORMS)('ProblemFilter beside the filters of a host on %s', (platform) => {
  it('leaves other paths to Nest when the host has no filter', async () => {
    const agent = await start(platform);
    expect((await agent.get('/nowhere').expect(404)).body).toEqual({
      message: 'Cannot GET /nowhere',
      error: 'Not Found',
      statusCode: 404,
    });
    expect((await agent.get('/host/fail/unknown').expect(500)).body).toEqual({
      statusCode: 500,
      message: 'Internal server error',
    });
    expect((await agent.get('/host/fail/missing').expect(404)).body).toEqual({
      message: 'No such author',
      error: 'Not Found',
      statusCode: 404,
    });
  });

  it('leaves other paths to the filter that Nest would have picked', async () => {
    const agent = await start(platform, (app) => app.useGlobalFilters(new CatchNamed(), new CatchHttp()));
    expect((await agent.get('/host/fail/missing')).body).toEqual({ by: 'http' });
    expect((await agent.get('/host/fail/domain')).body).toEqual({ by: 'named' });
    expect((await agent.get('/host/fail/unknown').expect(500)).body).toEqual({
      statusCode: 500,
      message: 'Internal server error',
    });
    expect((await agent.get('/nowhere')).body).toEqual({ by: 'http' });
  });

  it('finds filters that the host registered as APP_FILTER', async () => {
    const agent = await start(platform, undefined, [{ provide: APP_FILTER, useClass: CatchAll }]);
    expect((await agent.get('/host/fail/unknown')).body).toEqual({ by: 'catch-all' });
    expect((await agent.get('/books/1/fail/unknown').expect(500)).body.code).toBe('LA500');
  });

  it('outranks catch-all filters on the paths of resources', async () => {
    const agent = await start(platform, (app) => app.useGlobalFilters(new CatchAll(), new CatchHttp()));
    expect((await agent.get('/books/1/fail/errors').expect(422)).body.code).toBe('LA200');
    expect((await agent.get('/books/closed').expect(403)).body.reason).toBe('closed');
    expect((await agent.put('/books').expect(405)).body.code).toBe('LA502');
  });

  it('gives way to a filter that names the class, on every path', async () => {
    const agent = await start(platform, (app) => app.useGlobalFilters(new CatchNamed(), new CatchAll()));
    expect((await agent.get('/books/1/fail/domain')).body).toEqual({ by: 'named' });
    expect((await agent.get('/books/1/fail/missing')).body).toEqual({ by: 'named' });
    expect((await agent.get('/books/1/fail/errors').expect(422)).body.code).toBe('LA200');
  });
});

describe('ProblemFilter outside of HTTP', () => {
  const config = new ApplicationConfig();
  const filter = new ProblemFilter({} as HttpAdapterHost, config, {} as RouteTable);
  const host = { getType: () => 'rpc' } as unknown as ArgumentsHost;

  it('leaves the exception to Nest', () => {
    expect(filter.catch(new Error('rpc'), host)).toBeUndefined();
  });
});
