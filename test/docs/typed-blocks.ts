import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { fileNameOf, pageName, root, type CodeBlock } from './code-blocks.js';
import { importsFor, type Offer } from './offered-names.js';

/** What stands around the blocks of a page: `names.ts` for its fragments, and the files that its imports name. */
const completions = join(root, 'test', 'docs', 'completions');

interface PlacedBlock {
  readonly block: CodeBlock;
  readonly path: string;
  readonly source: string;
  /** Lines before the block's own. */
  readonly added: number;
}

/**
 * Type errors of TypeScript blocks, as `docs/actions.md:14 …`. All of them are one program, against the sources of the
 * library. A block is a module as it stands; with `fragment` in its info string it is one after the imports of the names
 * that other blocks of the page export, or `names.ts` of the page's completions, or that of all pages.
 */
export function typeErrorsOf(blocks: readonly CodeBlock[]): readonly string[] {
  const placed = placedIn(blocks);
  const program = programOf(new Map(placed.map((one) => [one.path, one.source])));
  return placed.flatMap(({ block, path, added }) => {
    const file = program.getSourceFile(path)!;
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ start = 0, messageText }) => {
      const line = file.getLineAndCharacterOfPosition(start).line - added + block.line;
      return `${block.page}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

function placedIn(blocks: readonly CodeBlock[]): readonly PlacedBlock[] {
  return blocks.map((block) => {
    const imports = block.note === 'fragment' ? importsFor(block.text, offersTo(block, blocks)) : '';
    return { block, path: pathOf(block), source: imports + block.text, added: imports.split('\n').length - 1 };
  });
}

function pathOf(block: CodeBlock): string {
  return join(completions, pageName(block.page), fileNameOf(block) ?? `block-${block.line}.ts`);
}

/** The other blocks of the page, the nearest above first and then those below, and the completions. */
function offersTo(block: CodeBlock, blocks: readonly CodeBlock[]): readonly Offer[] {
  const others = blocks.filter(({ page }) => page === block.page);
  const above = others.filter(({ line }) => line < block.line).toReversed();
  const below = others.filter(({ line }) => line > block.line);
  const files = [join(completions, pageName(block.page), 'names.ts'), join(completions, 'names.ts')];
  return [
    ...[...above, ...below].map((other) => ({ path: pathOf(other), source: other.text })),
    ...files.filter((path) => existsSync(path)).map((path) => ({ path, source: readFileSync(path, 'utf8') })),
  ];
}

function programOf(sources: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const settings = { ...options, incremental: false, noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(settings);
  const onDisk = { fileExists: host.fileExists, readFile: host.readFile, getSourceFile: host.getSourceFile };
  // A folder may be there only in what the docs say.
  delete host.directoryExists;
  host.fileExists = (path) => sources.has(path) || onDisk.fileExists(path);
  host.readFile = (path) => sources.get(path) ?? onDisk.readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const source = sources.get(path);
    return source === undefined
      ? onDisk.getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, source, version);
  };
  return ts.createProgram([...sources.keys()], { ...settings, tsBuildInfoFile: undefined }, host);
}
