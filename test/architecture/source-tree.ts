import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/** One source file and what it imports. */
export interface SourceFile {
  /** Path under the tree's root, with slashes: `query/question.ts`. */
  readonly path: string;
  readonly lines: number;
  /** Every module it names: imports, type imports, re-exports, `import()` in types and in code, `require()`. */
  readonly imports: readonly string[];
  /** Whether it does nothing but pass on the exports of others. */
  readonly isBarrel: boolean;
  /** Whether it has an `export *`. */
  readonly hasStarExport: boolean;
}

/** Reads every TypeScript file under the root. */
export function readSourceTree(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => readSourceFile(root, join(root, path)));
}

function readSourceFile(root: string, path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const { statements } = source;
  return {
    path: relative(root, path).split(sep).join('/'),
    lines: text.trimEnd().split('\n').length,
    imports: importsOf(source),
    isBarrel: statements.length > 0 && statements.every((statement) => isReExport(statement)),
    hasStarExport: statements.some((statement) => ts.isExportDeclaration(statement) && !statement.exportClause),
  };
}

function isReExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

function importsOf(source: ts.SourceFile): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) found.add(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
  return loads ? node.arguments[0] : undefined;
}
