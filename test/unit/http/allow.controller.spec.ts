import type { INestApplication } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { createOptionsController } from '../../../lib/http/allow.controller.js';
import { Book, compile, OrderItem } from './fixtures/books.js';
import { PLATFORMS, type Platform, startApp } from './fixtures/platforms.js';

const resources = compile(
  [Book, { entity: OrderItem, operations: ['read', 'remove'] }, { entity: Book, name: 'Draft', operations: ['list'] }],
  'shop',
);

function start(platform: Platform, setup?: (app: INestApplication) => void) {
  return startApp(
    platform,
    { controllers: [createOptionsController('forFeature in ShopModule', resources)] },
    { setup },
  );
}

describe('createOptionsController', () => {
  it('names the class after the context', () => {
    expect(createOptionsController('forFeature in ShopModule', resources).name).toBe(
      'ForFeatureInShopModuleOptionsController',
    );
  });
});

describe.each(PLATFORMS)('OPTIONS on %s', (platform) => {
  it.each([
    ['/shop/books', 'GET, HEAD, QUERY, POST, OPTIONS'],
    ['/shop/books/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['/shop/order-items/1/2', 'GET, HEAD, DELETE, OPTIONS'],
    ['/shop/drafts', 'GET, HEAD, QUERY, OPTIONS'],
    ['/shop/drafts/search', 'POST, OPTIONS'],
  ])('answers 204 and Allow for %s', async (path, allow) => {
    const answer = await (await start(platform)).options(path).expect(204);
    expect(answer.headers.allow).toBe(allow);
    expect(answer.headers['accept-query']).toBe(allow.includes('QUERY') ? 'application/json' : undefined);
    expect(answer.text).toBe('');
  });

  it.each(['/shop/drafts/1', '/shop/order-items', '/shop/order-items/1'])(
    'does not answer for %s, where nothing lives',
    async (path) => {
      const answer = await (await start(platform)).options(path);
      expect(answer.status).toBe(404);
    },
  );

  it('leaves a CORS preflight to the application', async () => {
    const agent = await start(platform, (app) => app.enableCors());
    const answer = await agent
      .options('/shop/books')
      .set({ origin: 'https://example.org', 'access-control-request-method': 'POST' })
      .expect(204);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-allow-methods']).toContain('POST');
    expect(answer.headers.allow).toBeUndefined();
  });
});
