import { VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import { ApplicationConfig, type HttpAdapterHost } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { RouteTable } from '../../../lib/http/route-table.js';
import { Book, compile, Country, OrderItem } from './fixtures/books.js';

const resources = [
  ...compile([Book, OrderItem]),
  ...compile([{ entity: Book, name: 'ShelfBook', path: 'shelves/books', operations: ['list'] }]),
];
const [books, orderItems, shelfBooks] = resources as [
  (typeof resources)[0],
  (typeof resources)[0],
  (typeof resources)[0],
];

function table(configure: (config: ApplicationConfig) => void = () => {}, platform = 'express'): RouteTable {
  const config = new ApplicationConfig();
  const host = { httpAdapter: { getType: () => platform } } as unknown as HttpAdapterHost;
  const routes = new RouteTable(resources, config, host);
  configure(config);
  return routes;
}

/** What is found at a URL: the resource, and what its routes there are on. */
function found(routes: RouteTable, url: string): { resource: unknown; on: string[] } | undefined {
  const match = routes.match(url);
  return match && { resource: match.resource, on: [...new Set(match.routes.map(({ on }) => on))] };
}

describe('RouteTable.match', () => {
  it('finds collections and items', () => {
    expect(found(table(), '/books')).toEqual({ resource: books, on: ['collection'] });
    expect(found(table(), '/books/1?fields=id')).toEqual({ resource: books, on: ['item'] });
    expect(found(table(), '/books#top')).toEqual({ resource: books, on: ['collection'] });
  });

  it('takes as many segments for an item as the key has fields', () => {
    expect(found(table(), '/order-items/1/2')).toEqual({ resource: orderItems, on: ['item'] });
    expect(table().match('/order-items/1')).toBeUndefined();
    expect(table().match('/books/1/2')).toBeUndefined();
  });

  it('prefers the longest path', () => {
    expect(table().match('/shelves/books')?.resource).toBe(shelfBooks);
  });

  it('does not match a side without operations', () => {
    expect(table().match('/shelves/books/1')).toBeUndefined();
    expect(table().owner('/shelves/books/1')).toBe(shelfBooks);
  });

  it('matches neither other paths nor longer names', () => {
    const matched = ['/', '', '/bookshop', '/authors/books', '//books', 'books%2F1', '/books%'].filter((url) =>
      table().match(url),
    );
    expect(matched).toEqual([]);
  });

  it('survives malformed percent-encoding', () => {
    expect(found(table(), '/books/%FF')).toEqual({ resource: books, on: ['item'] });
    expect(table().owner('/books/%')).toBe(books);
  });

  it('compares like the router of the platform', () => {
    expect(table().match('/BOOKS/')?.resource).toBe(books);
    expect(table(undefined, 'fastify').match('/BOOKS')).toBeUndefined();
    expect(table(undefined, 'fastify').match('/books/')).toBeUndefined();
    expect(table(undefined, 'fastify').owner('/books/')).toBe(books);
  });

  it('reads a global prefix that was set after it was made', () => {
    const routes = table((config) => config.setGlobalPrefix('api/v2'));
    expect(routes.match('/api/v2/books')?.resource).toBe(books);
    expect(routes.match('/books')).toBeUndefined();
  });

  it('knows a prefix with a parameter, and routes that are excluded from a prefix', () => {
    expect(table((config) => config.setGlobalPrefix(':tenant')).match('/acme/books')?.resource).toBe(books);
    const excluding = table((config) => {
      config.setGlobalPrefix('api');
      config.setGlobalPrefixOptions({ exclude: [{ path: 'books', requestMethod: 0, pathRegex: /books/ }] });
    });
    expect(excluding.match('/api/books')?.resource).toBe(books);
    expect(excluding.match('/books')?.resource).toBe(books);
  });

  it('expects the default versions of URI versioning', () => {
    const versioned = table((config) => {
      config.setGlobalPrefix('api');
      config.enableVersioning({ type: VersioningType.URI, defaultVersion: ['1', VERSION_NEUTRAL] });
    });
    expect(found(versioned, '/api/v1/books/7')).toEqual({ resource: books, on: ['item'] });
    expect(found(versioned, '/api/books/7')).toEqual({ resource: books, on: ['item'] });
    expect(versioned.match('/api/v2/books')).toBeUndefined();
    const bare = table((config) =>
      config.enableVersioning({ type: VersioningType.URI, prefix: false, defaultVersion: '3' }),
    );
    expect(bare.match('/3/books')?.resource).toBe(books);
  });
});

describe('RouteTable.owner', () => {
  it('finds the resource above a deeper path', () => {
    expect(table().owner('/books/1/reviews/2')).toBe(books);
    expect(table().owner('/bookshop/1')).toBeUndefined();
  });
});

describe('RouteTable.match with words', () => {
  const words = compile([
    { entity: Book, upsert: ['title'], bulk: true },
    { entity: Country, operations: ['list', 'read', 'update'], bulk: true },
    { entity: OrderItem, upsert: ['orderId', 'productId'] },
  ]);
  const routes = new RouteTable(words, new ApplicationConfig(), {
    httpAdapter: { getType: () => 'express' },
  } as unknown as HttpAdapterHost);

  it('tells a word from a key where no key can be that word', () => {
    expect(found(routes, '/books/bulk')?.on).toEqual(['bulk']);
    expect(routes.match('/books/bulk')?.allowed).toEqual(['POST', 'OPTIONS']);
    expect(found(routes, '/books/search')?.on).toEqual(['search']);
    expect(found(routes, '/books/other')?.on).toEqual(['item']);
  });

  it('has both where a key can be that word', () => {
    expect(found(routes, '/countries/bulk')?.on).toEqual(['item', 'bulk']);
    expect(routes.match('/countries/bulk')?.allowed).toEqual(['GET', 'HEAD', 'POST', 'PATCH', 'OPTIONS']);
    expect(found(routes, '/countries/upsert')?.on).toEqual(['item']);
  });

  it('keeps words and composite keys apart', () => {
    expect(found(routes, '/order-items/upsert')?.on).toEqual(['upsert']);
    expect(found(routes, '/order-items/search/upsert')?.on).toEqual(['item']);
  });

  it('compares words like the router of the platform', () => {
    expect(found(routes, '/BOOKS/Bulk/')?.on).toEqual(['bulk']);
  });
});

describe('RouteTable.match and methods', () => {
  it('lists HEAD beside GET, QUERY where a list is, and OPTIONS', () => {
    const allowed = (url: string) => table().match(url)?.allowed;
    expect(allowed('/books')).toEqual(['GET', 'HEAD', 'QUERY', 'POST', 'OPTIONS']);
    expect(allowed('/books/1')).toEqual(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
    expect(allowed('/shelves/books')).toEqual(['GET', 'HEAD', 'QUERY', 'OPTIONS']);
    expect(allowed('/shelves/books/search')).toEqual(['POST', 'OPTIONS']);
  });
});
