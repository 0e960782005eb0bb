import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Modules that are loaded together with this one: its imports, without those of types and those for later. */
function loadedWith(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement)) {
      const isType = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      return isType ? [] : [(statement.moduleSpecifier as ts.StringLiteral).text];
    }
    const isLoaded = ts.isExportDeclaration(statement) && !statement.isTypeOnly && statement.moduleSpecifier;
    return isLoaded ? [(statement.moduleSpecifier as ts.StringLiteral).text] : [];
  });
}

/** Packages that are loaded when somebody loads this file. */
function packagesBehind(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set([entry]);
  for (const path of seen) {
    for (const name of loadedWith(path)) {
      if (name.startsWith('.')) seen.add(join(dirname(path), name).replace(/\.js$/, '.ts'));
      else packages.add(name);
    }
  }
  return packages;
}

describe('packages that an application need not have', () => {
  const { peerDependenciesMeta } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    peerDependenciesMeta: Record<string, { optional: boolean }>;
  };
  const auth = ['@nestjs/jwt', '@nestjs/passport', '@nestjs/throttler', 'passport'];
  const cache = ['@nestjs/cache-manager', 'cache-manager', 'cache-manager-redis-yet', 'keyv'];

  it('are said to be optional', () => {
    for (const name of [...auth, ...cache]) expect(peerDependenciesMeta[name]).toEqual({ optional: true });
  });

  it('are loaded only for what takes them', () => {
    const loaded = packagesBehind(join(root, 'lib', 'index.ts'));
    expect(loaded).toContain('@nestjs/typeorm');
    expect([...auth, ...cache].filter((name) => loaded.has(name))).toEqual([]);
    expect(packagesBehind(join(root, 'lib', 'auth', 'jwt.tokens.ts'))).toContain('@nestjs/jwt');
    const manager = packagesBehind(join(root, 'lib', 'light-api.cache-manager.ts'));
    expect(cache.filter((name) => !manager.has(name))).toEqual(['cache-manager', 'cache-manager-redis-yet']);
  });
});
