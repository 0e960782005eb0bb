import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { codeBlocksOf, fileNameOf, pageName, root } from './code-blocks.js';

const ENTRY = 'src/main.ts';

/** What a page says that goes on where another one ends. */
const CONTINUES = /continues \[[^\]]*\]\(([\w-]+\.md)\)/;

/** Where `nest build` puts the samples, and the library beside them. */
const compiled = join(root, 'dist', 'sample');

/** Whether a page shows a whole application, file by file. */
export function hasProject(page: string): boolean {
  return codeBlocksOf(page).some((block) => fileNameOf(block) === ENTRY);
}

/**
 * Writes the files that a page shows, as JavaScript and otherwise word for word, beside the compiled samples, whose library
 * they import. A page that continues another one has the files of that one, too. Types are checked elsewhere.
 *
 * @returns the entry to start
 */
export function writeProject(page: string): string {
  const folder = join(compiled, 'docs', pageName(page));
  rmSync(folder, { recursive: true, force: true });
  const earlier = CONTINUES.exec(readFileSync(join(root, page), 'utf8'))?.[1];
  for (const one of earlier === undefined ? [page] : [`docs/${earlier}`, page]) writeFiles(one, folder);
  return join(folder, ENTRY.replace(/\.ts$/, '.js'));
}

function writeFiles(page: string, folder: string): void {
  for (const block of codeBlocksOf(page)) {
    const name = fileNameOf(block);
    if (block.language !== 'ts' || !name?.startsWith('src/')) continue;
    const path = join(folder, name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, toJavaScript(block.text));
  }
}

function toJavaScript(text: string): string {
  const library = join(compiled, 'lib', 'index.js');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  return outputText.replace(/(?<=from ')nestjs-lightapi(?=')/g, library);
}
