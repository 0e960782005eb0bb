import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDocsControllers } from '../../../lib/http/docs.controller.js';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import { controllersOf } from './fixtures/controllers.js';
import { compileLibrary } from './fixtures/library.js';
import { startApp } from './fixtures/platforms.js';

// oxlint-disable-next-line typescript/no-explicit-any -- a document has more shapes than a test wants to spell out
type Json = any;

const INNER = ['writer.novels.page_size', 'writer.novels.ordering'];
const INCLUDES = ['fields', 'include', ...INNER];

/** Operations of a novel with everything on: parameters apart from those of lists, bodies, answers. */
const NOVELS: Readonly<Record<string, readonly string[]>> = {
  'post /novels': ['createNovel', 'CreateNovelDto', 'header:Idempotency-Key'],
  'post /novels/search': ['searchNovels', 'NovelSearch'],
  'post /novels/bulk': ['bulkNovels', 'BulkNovelDto'],
  'get /novels/{isbn}': [
    'readNovel',
    '',
    'path:isbn',
    'fields',
    'include',
    'deleted',
    ...INNER,
    'header:If-None-Match',
  ],
  'put /novels/{isbn}': ['replaceNovel', 'ReplaceNovelDto', 'path:isbn', ...INCLUDES, 'header:If-Match'],
  'patch /novels/{isbn}': ['updateNovel', 'UpdateNovelDto', 'path:isbn', ...INCLUDES, 'header:If-Match'],
  'delete /novels/{isbn}': ['removeNovel', '', 'path:isbn', 'header:If-Match'],
  'post /novels/{isbn}/restore': ['restoreNovel', '', 'path:isbn', ...INCLUDES, 'header:If-Match'],
  'post /writers/upsert': ['upsertWriter', 'CreateWriterDto'],
};

/** What the answer to a read says of itself. */
const READ = 'ETag Cache-Control Vary';

/** Answers with the schema of what is well, and with their header fields. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'get /novels': [`200 NovelPage Link ${READ}`, `304 Link ${READ}`, '400'],
  'get /writers/{id}/novels': [`200 NovelPage Link ${READ}`, `304 Link ${READ}`, '400', '404'],
  'post /novels/search': ['200 NovelSearchPage', '400', '413', '415'],
  'post /novels': ['201 NovelDto Location ETag Idempotency-Replayed', '400', '409 Retry-After', '413', '415', '422'],
  'post /novels/bulk': ['200 BulkNovelResult', '400', '409', '413', '415'],
  'post /writers/upsert': ['200 WriterDto', '201 WriterDto Location', '400', '409', '413', '415'],
  'get /novels/{isbn}': [`200 NovelDto ${READ}`, `304 ${READ}`, '400', '404'],
  'put /novels/{isbn}': ['200 NovelDto ETag', '400', '404', '409', '412', '413', '415', '428'],
  'patch /novels/{isbn}': ['200 NovelDto ETag', '400', '404', '409', '412', '413', '415', '428'],
  'delete /novels/{isbn}': ['204', '400', '404', '409', '412', '428'],
  'post /novels/{isbn}/restore': ['200 NovelDto ETag', '400', '404', '409', '412'],
};

async function loadDocument(): Promise<Json> {
  const { controllers, providers } = controllersOf(compileLibrary());
  controllers.push(...createDocsControllers({ title: 'Library', version: '1' }));
  const agent = await startApp('fastify', { controllers, providers });
  return (await agent.get('/openapi.json').expect(200)).body;
}

function schemaName(content: Json): string {
  return (Object.values<Json>(content ?? {})[0]?.schema.$ref as string | undefined)?.split('/').pop() ?? '';
}

function parametersOf({ parameters = [] }: Json): string[] {
  return parameters.map(({ in: place, name }: Json) => (place === 'query' ? name : `${place}:${name}`));
}

describe('the OpenAPI document of relations and writes', () => {
  let document: Json;

  beforeAll(async () => {
    document = await loadDocument();
  });

  function operationAt(place: string): Json {
    const [method, path] = place.split(' ') as [string, string];
    return document.paths[path][method];
  }

  it('is valid, and has an id of its own for each operation', async () => {
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
    const ids = Object.values<Json>(document.paths).flatMap((path) =>
      Object.values<Json>(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('listWriterNovels');
    expect(ids.filter((id) => /_\d/.test(id))).toEqual([]);
  });

  it.each(Object.entries(NOVELS))('says what %s is asked with', (place, [id, body, ...parameters]) => {
    const operation = operationAt(place);
    expect(operation.operationId).toBe(id);
    expect(schemaName(operation.requestBody?.content)).toBe(body);
    expect(parametersOf(operation)).toEqual(parameters);
  });

  it.each(Object.entries(ANSWERS))('says what %s answers', (place, answers) => {
    const described = Object.entries<Json>(operationAt(place).responses).map(([status, { content, headers = {} }]) => {
      const schema = schemaName(content);
      // Every answer has the id of its request.
      const { 'X-Request-Id': _id, ...own } = headers;
      return [status, ...(schema === 'Problem' || schema === '' ? [] : [schema]), ...Object.keys(own)].join(' ');
    });
    expect(described).toEqual([...answers, '500', '503 Retry-After']);
  });

  it.each(['get /novels', 'get /writers/{id}/novels'])('lists for %s what the parser knows', (place) => {
    const table = compileParameterTable(compileLibrary()[1]!);
    const names = parametersOf(operationAt(place)).filter((name) => !/^(path|header):/.test(name));
    expect(names).toEqual(table.parameters.map(({ name }) => name));
    expect(names).toEqual(
      expect.arrayContaining([
        'cursor',
        'deleted',
        'filter',
        'include',
        'ordering',
        'writer.name__icontains',
        'writer.novels.page_size',
      ]),
    );
  });

  it('demands the version where nothing else can name it', () => {
    const isRequired = (place: string): boolean =>
      operationAt(place).parameters.find(({ name }: Json) => name === 'If-Match').required;
    expect(isRequired('delete /novels/{isbn}')).toBe(true);
    expect(isRequired('patch /novels/{isbn}')).toBe(false);
    expect(isRequired('post /novels/{isbn}/restore')).toBe(false);
    expect(document.components.schemas.UpdateNovelDto.properties.version.type).toBe('integer');
    expect(document.components.schemas.BulkUpdateNovelDto.required).toContain('version');
  });

  it('names no default that a form must not send with the others', () => {
    const schemaOf = (name: string): Json =>
      operationAt('get /novels').parameters.find((parameter: Json) => parameter.name === name);
    expect(schemaOf('page_size').schema.default).toBe(20);
    for (const name of ['page', 'writer.novels.page_size', 'writer.novels.ordering']) {
      expect(schemaOf(name).schema.default).toBeUndefined();
      expect(schemaOf(name).description).toContain('Default: `');
    }
  });

  it('shows a search and a bulk request that may be sent as they are', () => {
    const { examples } = operationAt('post /novels/search').requestBody.content['application/json'];
    expect(examples).toEqual({ first: { value: { filter: {}, page_size: 20 } } });
    expect(document.components.schemas.BulkNovelDto.properties.remove.example).toEqual([]);
  });

  it('tells of QUERY beside the search that it equals', () => {
    const { operationId, summary, ...query } = document.paths['/novels']['x-query'];
    const { operationId: _id, summary: _summary, ...search } = operationAt('post /novels/search');
    expect([operationId, summary]).toEqual(['queryNovels', 'Lists Novels that a body asks for.']);
    expect(query).toEqual(search);
  });
});
