import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { createDocsControllers } from '../../../lib/http/docs.controller.js';
import type { DocsOptions } from '../../../lib/http/docs.options.js';
import { type Agent, PLATFORMS, type Platform, startApp } from './fixtures/platforms.js';

@Controller('docs')
class GuideController {
  @Get('guide')
  guide(): string {
    return 'guide';
  }
}

function start(platform: Platform, settings: DocsOptions = {}, prefix?: string): Promise<Agent> {
  return startApp(
    platform,
    { controllers: [...createDocsControllers(settings), GuideController] },
    { setup: (app) => void (prefix !== undefined && app.setGlobalPrefix(prefix)) },
  );
}

/** URLs that the page loads, resolved as a browser does. */
function loadedBy(html: string, page: string): string[] {
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => {
    const { pathname, search } = new URL(url!, `http://host${page}`);
    return pathname + search;
  });
}

describe.each(PLATFORMS)('Swagger UI on %s', (platform) => {
  it('serves a page without inline scripts under a strict policy', async () => {
    const answer = await (await start(platform, { title: 'A <b>"title"' })).get('/docs').expect(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.text).toContain('<title>A &lt;b>&quot;title&quot;</title>');
    expect(answer.text).not.toMatch(/<script>|https?:/);
  });

  it.each([
    [{}, undefined, '/docs'],
    [{ path: '/internal/api-docs/' }, 'api/v1', '/api/v1/internal/api-docs'],
  ] as const)('serves everything that the page loads: %j under %s', async (settings, prefix, page) => {
    const agent = await start(platform, settings, prefix);
    const { text } = await agent.get(page).expect(200);
    const urls = loadedBy(text, page);
    expect(urls).toHaveLength(4);
    for (const url of urls) {
      const answer = await agent.get(url);
      expect([url, answer.status]).toEqual([url, 200]);
      expect(answer.text?.length ?? answer.body.length).toBeGreaterThan(0);
      const isInitializer = url.endsWith('/swagger-initializer.js');
      expect(answer.headers['cache-control']).toBe(isInitializer ? 'no-cache' : 'public, max-age=31536000, immutable');
    }
  });

  it('points the initializer at the document, relative to itself', async () => {
    const agent = await start(platform, { path: 'a/b', openapiPath: 'spec/openapi.json' }, 'api');
    const { text, headers } = await agent.get('/api/a/b/swagger-initializer.js').expect(200);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    const relative = /new URL\("([^"]+)"/.exec(text)?.[1] ?? '';
    const { pathname } = new URL(relative, 'http://host/api/a/b/swagger-initializer.js');
    expect(pathname).toBe('/api/spec/openapi.json');
    await agent.get(pathname).expect(200);
  });

  it.each(['package.json', '..%2fpackage.json', '%2e%2e/package.json', 'index.html', 'swagger-ui-bundle.js.map'])(
    'does not serve %s',
    async (file) => {
      const answer = await (await start(platform)).get(`/docs/${file}`);
      expect(answer.status).toBe(404);
    },
  );

  it("leaves the application's own routes below it alone", async () => {
    expect((await (await start(platform)).get('/docs/guide').expect(200)).text).toBe('guide');
  });
});

describe.each(PLATFORMS)('the document on %s', (platform) => {
  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['*;q=0.5', 'gzip'],
    ['GZIP;q=0.1', 'gzip'],
    ['gzip;q=0, *', undefined],
    ['br', undefined],
    ['', undefined],
  ])('is sent to who accepts "%s" as %s', async (accepted, coding) => {
    const agent = await start(platform, { title: 'Bücher … 書' });
    const { text, headers } = await agent.get('/openapi.json').set('accept-encoding', accepted).expect(200);
    expect(headers['content-encoding']).toBe(coding);
    expect(headers['vary']).toBe('Accept-Encoding');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect((JSON.parse(text) as { info: unknown }).info).toMatchObject({ title: 'Bücher … 書' });
    if (coding === undefined) expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
  });

  it('tells its length to a HEAD', async () => {
    const agent = await start(platform);
    const { headers } = await agent.head('/openapi.json').set('accept-encoding', 'identity').expect(200);
    const { text } = await agent.get('/openapi.json').set('accept-encoding', 'identity');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
  });
});

describe('Swagger UI behind a trailing slash', () => {
  it('loads its files from where it is', async () => {
    const agent = await start('express');
    const { text } = await agent.get('/docs/').expect(200);
    for (const url of loadedBy(text, '/docs/')) expect((await agent.get(url)).status).toBe(200);
  });
});
