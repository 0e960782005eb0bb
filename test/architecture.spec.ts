import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { parseLaw } from './architecture/law.js';
import { readSourceTree } from './architecture/source-tree.js';
import { violationsIn } from './architecture/violations.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'lib', 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
const published = new Set(
  ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((list) => Object.keys(manifest[list] ?? {})),
);

describe('lib', () => {
  it('obeys the law in its README', () => {
    expect(violationsIn(readSourceTree(join(root, 'lib')), parseLaw(readme), published)).toEqual([]);
  });

  it('has a description in its README for every room that is there', () => {
    const rooms = readdirSync(join(root, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const described = [...readme.matchAll(/^- \*\*([a-z ]+)\*\*/gm)].map((match) => match[1]!);
    expect(rooms.map(({ name }) => name).filter((name) => !described.includes(name))).toEqual([]);
  });
});

describe('the top level', () => {
  it('holds what is agreed and nothing else', () => {
    const agreed = [
      'package.json',
      'package-lock.json',
      'nest-cli.json',
      'vitest.config.ts',
      'knip.json',
      'bench',
      'docs',
    ];
    agreed.push('lib', 'sample', 'test', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist', 'coverage', 'node_modules');
    const unexpected = readdirSync(root).filter(
      (name) => !agreed.includes(name) && !/^(\.|tsconfig(\.\w+)?\.json$)|\.(sqlite(-\w+)?|tgz)$/.test(name),
    );
    expect(unexpected).toEqual([]);
  });
});

describe('the check of the law', () => {
  const law = parseLaw(readme);
  let planted: string | undefined;

  afterEach(() => {
    if (planted) rmSync(planted, { recursive: true });
    planted = undefined;
  });

  function violationsOf(files: Record<string, string>): string[] {
    planted = mkdtempSync(join(tmpdir(), 'lightapi-law-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(planted, path)), { recursive: true });
      writeFileSync(join(planted, path), text);
    }
    return violationsIn(readSourceTree(planted), law, published);
  }

  const noun = { 'resource/noun.ts': 'export interface Noun { name: string }' };

  it('lets a tree pass that obeys', () => {
    const files = {
      ...noun,
      'common/small.ts': 'export const small = 1;',
      'query/question.ts': `import type { Noun } from '../resource/noun.js'; import '../common/small.js'; export type Q = Noun;`,
      'index.ts': `export { small } from './common/small.js';`,
    };
    expect(violationsOf(files)).toEqual([]);
  });

  it.each([
    ['an import against the law', `import { q } from '../query/q.js';`],
    ['a type import', `import type { q } from '../query/q.js';`],
    ['an inline type import', `export type Q = import('../query/q.js').Q;`],
    ['a re-export', `export { q } from '../query/q.js'; export const other = 1;`],
    ['a dynamic import', `export const load = () => import('../query/q.js');`],
    ['a require', `const q = require('../query/q.js');`],
  ])('finds %s', (_title, text) => {
    const found = violationsOf({ 'resource/bad.ts': text, 'query/q.ts': 'export const q = 1; export type Q = 1;' });
    expect(found).toEqual(['resource/bad.ts: resource may not import query (query/q.ts)']);
  });

  it('finds a package outside the room that owns it, deep paths and type imports included', () => {
    const text = `import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js'; export type C = ColumnMetadata;`;
    expect(violationsOf({ 'query/q.ts': text })).toEqual(['query/q.ts: typeorm is not for query']);
  });

  it('finds a package that users would not have', () => {
    expect(violationsOf({ 'query/q.ts': `import 'vitest';` })).toEqual([
      'query/q.ts: imports vitest, which the package does not depend on',
    ]);
  });

  it('finds a cycle of type imports inside one room', () => {
    const found = violationsOf({
      'query/a.ts': `import type { B } from './b.js'; export type A = B;`,
      'query/b.ts': `import type { C } from './c.js'; export type B = C;`,
      'query/c.ts': `import type { A } from './a.js'; export type C = A;`,
    });
    expect(found).toEqual(['cycle: query/a.ts → query/b.ts → query/c.ts → query/a.ts']);
  });

  it('finds a barrel, an import of one, and export *', () => {
    const found = violationsOf({
      ...noun,
      'resource/index.ts': `export * from './noun.js';`,
      'query/q.ts': `import type { Noun } from '../resource/index.js'; export type Q = Noun;`,
    });
    expect(found).toEqual([
      'resource/index.ts: is a barrel',
      'resource/index.ts: exports *, name what it exports',
      'query/q.ts: imports the barrel resource/index.ts',
    ]);
  });

  it('finds a room without a law, an imported entry point, a dead import and a file that is too long', () => {
    const found = violationsOf({
      'helpers/h.ts': 'export const h = 1;',
      'testing/t.ts': 'export const t = 1;',
      'http/x.ts': `import '../testing/t.js'; import './gone.js';`,
      'http/long.ts': 'export {};\n'.repeat(301),
    });
    expect(found.sort()).toEqual([
      'helpers/h.ts: the law knows no room "helpers"',
      'http/long.ts: 301 lines, at most 300 are allowed',
      'http/x.ts: imports ./gone.js, which is not a file of the tree',
      'http/x.ts: imports testing/t.ts, an entry point of its own',
    ]);
  });

  it('lets an entry point use any room, and have a front door of its own', () => {
    const files = {
      ...noun,
      'testing/index.ts': `export type { Noun } from './deep/noun.js';`,
      'testing/deep/noun.ts': `import type { Noun as Inner } from '../../resource/noun.js'; export type Noun = Inner;`,
    };
    expect(violationsOf(files)).toEqual([]);
    expect(
      violationsOf({
        'testing/deep/index.ts': `export { x } from './x.js';`,
        'testing/deep/x.ts': 'export const x = 1;',
      }),
    ).toEqual(['testing/deep/index.ts: is a barrel']);
  });

  it('refuses a README without the table', () => {
    expect(() => parseLaw('# Nothing')).toThrow('no table under "## The law"');
  });
});
