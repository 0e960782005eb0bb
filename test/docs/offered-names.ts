import ts from 'typescript';

/** A module whose exports a fragment may use without an import of its own. */
export interface Offer {
  readonly path: string;
  readonly source: string;
}

/** The imports that complete a fragment, each on one line; of two offers of a name the first counts. */
export function importsFor(fragment: string, offers: readonly Offer[]): string {
  const parsed = ts.createSourceFile('fragment.ts', fragment, ts.ScriptTarget.ESNext, true);
  const wanted = namesIn(parsed);
  for (const name of declaredIn(parsed)) wanted.delete(name);
  let imports = '';
  for (const { path, source } of offers) {
    for (const [name, isType] of exportsOf(source)) {
      if (!wanted.delete(name)) continue;
      imports += `import { ${isType ? 'type ' : ''}${name} } from '${path.replace(/\.ts$/, '.js')}';\n`;
    }
  }
  return imports;
}

function namesIn(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child)) names.add(child.text);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return names;
}

function declaredIn({ statements }: ts.SourceFile): readonly string[] {
  return statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement)) return [...namesIn(statement)];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => [...namesIn(name)]);
    const name = (statement as ts.Statement & { readonly name?: ts.Identifier }).name;
    return name === undefined ? [] : [name.text];
  });
}

/** Each exported name, and whether it is only a type. */
function exportsOf(source: string): ReadonlyMap<string, boolean> {
  const parsed = ts.createSourceFile('offer.ts', source, ts.ScriptTarget.ESNext, true);
  const found = new Map<string, boolean>();
  for (const statement of parsed.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
      for (const { name, isTypeOnly } of statement.exportClause.elements)
        found.set(name.text, isTypeOnly || statement.isTypeOnly);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) found.set(name.getText(), false);
    else if (isType || ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement))
      found.set(statement.name!.text, isType);
  }
  return found;
}
