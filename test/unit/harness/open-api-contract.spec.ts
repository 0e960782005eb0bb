import { describe, expect, it } from 'vitest';
import { OpenApiContract, type Exchange, type OpenApiDocument } from '../../e2e/harness/open-api-contract.js';

const problemBody = (status: number) => JSON.stringify({ type: 'about:blank', title: 'A problem', status });
const json = { 'content-type': 'application/json; charset=utf-8' };
const problem = { 'content-type': 'application/problem+json' };

const document: OpenApiDocument = {
  openapi: '3.1.0',
  paths: {
    '/books': { post: { responses: { 201: { headers: { Location: { required: true } }, content: book() } } } },
    '/books/{id}': {
      get: { responses: { 200: { content: book() }, 404: { $ref: '#/components/responses/NotFound' } } },
      delete: { responses: { 204: {} } },
    },
    '/books/latest': { get: { responses: { 200: { content: { 'text/plain': { schema: { type: 'string' } } } } } } },
  },
  components: {
    responses: { NotFound: { content: { 'application/problem+json': { schema: { type: 'object' } } } } },
    schemas: {
      Named: { type: 'object', properties: { title: { type: ['string', 'null'] } } },
      Book: {
        allOf: [{ $ref: '#/components/schemas/Named' }],
        properties: { id: { type: 'integer' }, at: { type: 'string', format: 'date-time' } },
        required: ['id'],
      },
    },
  } as OpenApiDocument['components'],
};

function book() {
  return { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } };
}

function problemsOf(exchange: Partial<Exchange>): string[] {
  const complete = { method: 'get', path: '/books/1', status: 200, headers: json, text: '{"id":1}', ...exchange };
  return new OpenApiContract(document).problemsOf(complete);
}

describe('the contract that answers of the e2e suites are held to', () => {
  it.each<[string, Partial<Exchange>]>([
    ['a documented answer', { text: '{"id":1,"title":null,"at":"2024-05-31T12:30:00Z"}' }],
    ['a path with a query', { path: '/books/1?fields=id' }],
    ['HEAD, which follows GET', { method: 'head', text: '' }],
    ['a documented answer without a body', { method: 'delete', status: 204, headers: {}, text: '' }],
    ['an answer that is documented by reference', { status: 404, headers: problem, text: problemBody(404) }],
    ['OPTIONS', { method: 'options', status: 204, headers: { allow: 'GET' }, text: '' }],
    ['405 with Allow', { method: 'put', status: 405, headers: { ...problem, allow: 'GET' }, text: problemBody(405) }],
    ["Nest's own 404 where nothing lives", { path: '/nothing', status: 404 }],
    ['404 where nothing lives', { path: '/nothing', status: 404, headers: problem, text: problemBody(404) }],
    ['the docs themselves', { path: '/docs/', headers: { 'content-type': 'text/html' }, text: '<html>' }],
  ])('accepts %s', (_title, exchange) => {
    expect(problemsOf(exchange)).toEqual([]);
  });

  it.each<[string, Partial<Exchange>, RegExp]>([
    ['a status that is not documented', { status: 500 }, /status 500 is not documented; documented are 200, 404/],
    [
      'a media type that is not documented',
      { headers: problem },
      /media type application\/problem\+json is not documented/,
    ],
    ['a body of the wrong type', { text: '{"id":"1"}' }, /body\/id must be integer/],
    ['a missing property', { text: '{}' }, /required property 'id'/],
    ['a property that the document does not name', { text: '{"id":1,"hash":"x"}' }, /unevaluated.*hash/],
    ['a malformed date', { text: '{"id":1,"at":"2024-05-31"}' }, /format "date-time"/],
    ['a body that is not JSON', { text: 'oops' }, /not JSON/],
    ['a body where none is documented', { method: 'delete', status: 204, text: 'x' }, /documented to have none/],
    ['a missing header', { method: 'post', path: '/books', status: 201 }, /header Location is missing/],
    ['405 without Allow', { method: 'put', status: 405, headers: problem, text: problemBody(405) }, /without an Allow/],
    ['a success where nothing lives', { path: '/nothing' }, /answered 200 to a path that is not documented/],
    [
      'a problem in plain JSON',
      { method: 'put', status: 405, text: problemBody(405) },
      /expected application\/problem/,
    ],
    [
      'a page where nothing lives',
      { path: '/nothing', status: 404, headers: { 'content-type': 'text/html' } },
      /text\/html/,
    ],
    ['a parameter that matches a literal path', { path: '/books/latest' }, /documented are text\/plain/],
  ])('reports %s', (_title, exchange, message) => {
    expect(problemsOf(exchange).join('\n')).toMatch(message);
  });

  it('refuses words that OpenAPI 3.1 has dropped', () => {
    const old = { ...document, components: { schemas: { Book: { properties: { nullable: { nullable: true } } } } } };
    expect(() => new OpenApiContract(old)).toThrow('#/components/schemas/Book/properties/nullable/nullable');
  });
});
