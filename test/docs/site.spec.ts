import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../processes/run-command.js';
import { docsPages, pageName, root } from './code-blocks.js';

const site = join(root, 'docs', '.vitepress', 'dist');

/** What a page loads by itself: links lead elsewhere only when somebody follows them. */
const LOADED = /<(?:script|img|iframe)[^>]+src="([^"]+)"|<link[^>]+href="([^"]+)"/g;
const LOADED_BY_STYLES = /url\(([^)]+)\)|@import "([^"]+)"/g;

/** Names that an application can import, as the front doors list them. */
function publicNames(door: string): readonly string[] {
  const text = readFileSync(join(root, 'lib', door), 'utf8');
  return [...text.matchAll(/\{([^}]*)\}/g)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.replace('type ', '').trim())
      .filter(Boolean),
  );
}

function filesOf(ending: string): readonly string[] {
  return readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ending));
}

describe('the site', () => {
  // Dead links, and public names that the docblocks mention and the reference does not have, fail the build.
  beforeAll(async () => {
    await runCommand(process.execPath, [join(root, 'docs', 'build.mjs')], root);
  }, 600_000);

  it('has every page of the docs and of the samples', () => {
    const pages = docsPages().filter((page) => page !== 'README.md');
    const paths = pages.map((page) => `${page.startsWith('sample/') ? 'samples/' : ''}${pageName(page)}.html`);
    expect(paths.filter((path) => !existsSync(join(site, path)))).toEqual([]);
  });

  it.each([
    ['nestjs-lightapi', 'index.ts'],
    ['nestjs-lightapi/testing', 'testing/index.ts'],
  ])('has a reference of every public name of %s', (module, door) => {
    const described = new Set(
      filesOf('.html')
        .filter((path) => path.startsWith(`reference/${module}/`))
        .map((path) => path.split('/').at(-1)!.replace('.html', '')),
    );
    const names = publicNames(door);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !described.has(name))).toEqual([]);
  });

  it('loads nothing from elsewhere', () => {
    const loaded = [
      ...filesOf('.html').flatMap((path) => [...readFileSync(join(site, path), 'utf8').matchAll(LOADED)]),
      ...filesOf('.css').flatMap((path) => [...readFileSync(join(site, path), 'utf8').matchAll(LOADED_BY_STYLES)]),
    ].map(([, first, second]) => first ?? second ?? '');
    expect(loaded.length).toBeGreaterThan(100);
    expect(loaded.filter((address) => /^["']?(https?:)?\/\//.test(address))).toEqual([]);
  });

  it('has what its search looks into', () => {
    const [index] = filesOf('.js').filter((path) => path.includes('localSearchIndex'));
    expect(readFileSync(join(site, index!), 'utf8')).toContain('Getting started');
  });
});
