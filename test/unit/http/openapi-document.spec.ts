import { Body, Controller, type INestApplication, Post, RequestMethod, VersioningType } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { createDocsControllers } from '../../../lib/http/docs.controller.js';
import { completeDocument } from '../../../lib/http/openapi-document.mapper.js';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import { BASIC_OPERATIONS, ROUTES } from '../../../lib/resource/operation.js';
import { Book, compile, OrderItem } from './fixtures/books.js';
import { controllersOf } from './fixtures/controllers.js';
import { PLATFORMS, type Platform, startApp } from './fixtures/platforms.js';

// oxlint-disable-next-line typescript/no-explicit-any -- a document has more shapes than a test wants to spell out
type Json = any;

class GreetingDto {
  @ApiProperty({ type: String, nullable: true })
  nullable: string | null;

  @ApiProperty({ enum: ['formal', 'casual'], enumName: 'Tone', nullable: true })
  tone: string | null;
}

@Controller('greetings')
class GreetingsController {
  @Post()
  greet(@Body() body: GreetingDto): GreetingDto {
    return body;
  }
}

const resources = compile([
  {
    entity: Book,
    search: ['title'],
    ordering: ['-publishedAt'],
    description: 'Books of the house.',
    tags: ['Library'],
  },
  { entity: OrderItem, validationStatus: 422 },
  { entity: Book, name: 'ShelfBook', path: 'shelves/books', operations: ['list'] },
]);

async function documentOf(
  platform: Platform,
  setup?: (app: INestApplication) => void,
  url = '/openapi.json',
): Promise<Json> {
  const { controllers, providers } = controllersOf(resources);
  controllers.push(GreetingsController, ...createDocsControllers({ title: 'Library', version: '2.1' }));
  const agent = await startApp(platform, { controllers, providers }, { setup });
  const answer = await agent.get(url).expect(200).expect('content-type', 'application/json; charset=utf-8');
  expect((await agent.get(url)).text).toBe(answer.text);
  return answer.body;
}

function prefixed(app: INestApplication): void {
  app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
}

function versioned(app: INestApplication): void {
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: ['1', '2'] });
}

function queryNames(operation: Json): string[] {
  return operation.parameters
    .filter((parameter: Json) => parameter.in === 'query')
    .map((parameter: Json) => parameter.name);
}

function parameterNamed(operation: Json, name: string): Json {
  return operation.parameters.find((parameter: Json) => parameter.name === name);
}

describe.each(PLATFORMS)('the OpenAPI document on %s', (platform) => {
  it('is a valid OpenAPI 3.1 document of the whole application', async () => {
    const document = await documentOf(platform);
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Library', version: '2.1' } });
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
    expect(Object.keys(document.paths)).toEqual([
      '/books',
      '/books/search',
      '/books/{id}',
      '/order-items',
      '/order-items/search',
      '/order-items/{orderId}/{productId}',
      '/shelves/books',
      '/shelves/books/search',
      '/greetings',
    ]);
  });

  it('stands under the global prefix and outside of versions', async () => {
    const document = await documentOf(platform, prefixed, '/api/openapi.json');
    expect(document.paths['/api/v1/books'].get.operationId).toBe('listBooks');
  });

  it('repeats no operation id where versions repeat an operation', async () => {
    const document = await documentOf(platform, versioned);
    const ids = Object.values<Json>(document.paths).flatMap((path) =>
      Object.values<Json>(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('listBooks_2');
  });
});

describe('the OpenAPI document', () => {
  it('names operations and tags them', async () => {
    const { paths } = await documentOf('fastify');
    const { get, post } = paths['/books'];
    expect([get.operationId, post.operationId]).toEqual(['listBooks', 'createBook']);
    expect(get).toMatchObject({ summary: 'Lists Books.', description: 'Books of the house.', tags: ['Library'] });
    const item = paths['/order-items/{orderId}/{productId}'];
    expect(
      BASIC_OPERATIONS.filter((operation) => ROUTES[operation][0].on === 'item').map(
        (operation) => item[ROUTES[operation][0].method.toLowerCase()].operationId,
      ),
    ).toEqual(['readOrderItem', 'replaceOrderItem', 'updateOrderItem', 'removeOrderItem']);
    expect(paths['/order-items'].get.operationId).toBe('listOrderItems');
    expect(paths['/shelves/books'].get.operationId).toBe('listShelfBooks');
  });

  it('tells of QUERY, which OpenAPI 3.1 does not know, as an extension', async () => {
    const { openapi, paths } = await documentOf('fastify');
    expect(openapi).toBe('3.1.0');
    const { query, 'x-query': extension } = paths['/books'];
    expect(query).toBeUndefined();
    // Nest 11 has no such method, and so no such route.
    if (!('QUERY' in RequestMethod)) return expect(extension).toBeUndefined();
    expect(extension).toMatchObject({
      operationId: 'queryBooks',
      requestBody: paths['/books/search'].post.requestBody,
    });
    expect(Object.keys(extension.responses)).toEqual(Object.keys(paths['/books/search'].post.responses));
  });

  it('types the key in the path', async () => {
    const { paths } = await documentOf('fastify');
    const parameters = paths['/order-items/{orderId}/{productId}'].get.parameters;
    expect(parameters.slice(0, 2)).toMatchObject([
      { name: 'orderId', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'productId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
    ]);
  });

  it('lists exactly the query parameters that the parser knows', async () => {
    const { paths } = await documentOf('fastify');
    const books = resources[0]!;
    expect(queryNames(paths['/books'].get)).toEqual(compileParameterTable(books).parameters.map(({ name }) => name));
    expect(queryNames(paths['/books'].post)).toEqual([]);
    expect(queryNames(paths['/books/{id}'].get)).toEqual(['fields']);
  });

  it('types query parameters', async () => {
    const { paths } = await documentOf('fastify');
    const list = paths['/books'].get;
    const schemaOf = (name: string): Json => parameterNamed(list, name).schema;
    expect(parameterNamed(list, 'state__in')).toMatchObject({
      required: false,
      style: 'form',
      explode: false,
      schema: { type: 'array', items: { type: 'string', enum: ['draft', 'published'] }, maxItems: 200 },
    });
    expect(parameterNamed(list, 'publishedAt__between')).toMatchObject({
      style: 'form',
      explode: false,
      schema: { type: 'array', items: { type: 'string', format: 'date-time' }, minItems: 2, maxItems: 2 },
    });
    expect(schemaOf('blurb__isnull')).toEqual({ type: 'boolean' });
    expect(schemaOf('signed')).toEqual({ type: 'boolean' });
    expect(schemaOf('page_size')).toEqual({ type: 'integer', minimum: 1, maximum: 100, default: 20 });
    expect(schemaOf('count')).toEqual({ type: 'string', enum: ['exact', 'estimated', 'none'], default: 'exact' });
    expect(schemaOf('ordering')).toMatchObject({ type: 'array', default: ['-publishedAt'], maxItems: 4 });
    expect(schemaOf('title__contains')).toEqual({ type: 'string', maxLength: 1024 });
    expect(schemaOf('search')).toEqual({ type: 'string', maxLength: 1024 });
  });

  it('describes bodies', async () => {
    const { paths } = await documentOf('fastify');
    const schema = { $ref: '#/components/schemas/CreateBookDto' };
    expect(paths['/books'].post.requestBody).toEqual({ required: true, content: { 'application/json': { schema } } });
    expect(Object.keys(paths['/books/{id}'].patch.requestBody.content)).toEqual([
      'application/json',
      'application/merge-patch+json',
    ]);
    expect(paths['/books'].get.requestBody).toBeUndefined();
  });

  it('describes every answer', async () => {
    const { paths } = await documentOf('fastify');
    const item = paths['/books/{id}'];
    expect(Object.keys(paths['/books'].get.responses)).toEqual(['200', '304', '400', '500', '503']);
    expect(Object.keys(paths['/books'].post.responses)).toEqual(['201', '400', '409', '413', '415', '500', '503']);
    expect(Object.keys(item.get.responses)).toEqual(['200', '304', '400', '404', '500', '503']);
    expect(Object.keys(item.patch.responses)).toEqual(['200', '400', '404', '409', '412', '413', '415', '500', '503']);
    expect(Object.keys(item.delete.responses)).toEqual(['204', '400', '404', '409', '412', '500', '503']);
    expect(Object.keys(paths['/order-items'].post.responses)).toContain('422');
    expect(paths['/books'].post.responses['201'].headers.Location.schema.type).toBe('string');
    expect(paths['/books'].get.responses['200'].headers.Link.schema.type).toBe('string');
    expect(item.delete.responses['204'].content).toBeUndefined();
    expect(item.get.responses['404'].content).toEqual({
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    });
  });

  it('names the id of the request once, and refers to it in every answer', async () => {
    const document = await documentOf('fastify');
    expect(document.components.headers['X-Request-Id'].schema).toEqual({ type: 'string' });
    const responses = Object.values<Json>(document.paths)
      .flatMap((path) => Object.values<Json>(path))
      .flatMap((operation) => Object.values<Json>(operation.responses));
    expect(responses.length).toBeGreaterThan(100);
    const reference = { $ref: '#/components/headers/X-Request-Id' };
    for (const { headers } of responses) expect(headers['X-Request-Id']).toEqual(reference);
  });

  it('gives lists one shape', async () => {
    const { components, paths } = await documentOf('fastify');
    expect(paths['/books'].get.responses['200'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/BookPage',
    });
    expect(components.schemas.BookPage).toMatchObject({
      type: 'object',
      required: ['count', 'pages', 'next', 'previous', 'results'],
      properties: {
        count: { type: ['integer', 'null'] },
        next: { type: ['string', 'null'] },
        results: { type: 'array', items: { $ref: '#/components/schemas/BookDto' } },
      },
    });
  });

  it('lists the error codes of a problem', async () => {
    const { components } = await documentOf('fastify');
    expect(components.schemas.ErrorCode.enum).toContain('LA502');
    expect(components.schemas.Problem.required).toEqual(['type', 'title', 'status', 'detail']);
    expect(components.schemas.Problem.properties.errors.items).toEqual({ $ref: '#/components/schemas/ProblemItem' });
  });

  it('knows no nullable, also in the schemas of the host', async () => {
    const document = await documentOf('express');
    const { properties } = document.components.schemas.GreetingDto;
    expect(properties.nullable).toEqual({ type: ['string', 'null'] });
    expect(properties.tone.anyOf).toEqual([expect.anything(), { type: 'null' }]);
    expect(JSON.stringify(document)).not.toContain('"nullable":true');
  });
});

describe('completeDocument', () => {
  it('turns nullable into types, and leaves data and properties of that name alone', () => {
    const document = completeDocument({
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
      paths: {},
      components: {
        schemas: {
          Zebra: { type: 'string', enum: ['a'], nullable: true },
          Ape: {
            type: 'object',
            properties: { nullable: { type: 'boolean', nullable: false } },
            example: { nullable: true },
          },
          Bear: { type: 'object', nullable: true, allOf: [{ $ref: '#/components/schemas/Ape' }] },
        },
      },
    } as never);
    expect(document.components?.schemas).toEqual({
      Ape: { type: 'object', properties: { nullable: { type: 'boolean' } }, example: { nullable: true } },
      Bear: { anyOf: [{ allOf: [{ $ref: '#/components/schemas/Ape' }] }, { type: 'null' }] },
      Zebra: { type: ['string', 'null'], enum: ['a', null] },
    });
    expect(Object.keys(document.components?.schemas ?? {})).toEqual(['Ape', 'Bear', 'Zebra']);
  });
});
