import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of code in a documentation page. */
export interface CodeBlock {
  /** Path of the page from the root of the repository. */
  readonly page: string;
  /** Line of the first line of code in the page, from 1. */
  readonly line: number;
  /** First word of the info string; empty where there is none. */
  readonly language: string;
  /** The rest of the info string. */
  readonly note: string;
  readonly text: string;
}

const BLOCK = /^( *)```(\w*)([^\n]*)\n(.*?)^ *```$/gms;

/** README, every page of the docs, and the README of every sample: what a reader sees on the site or beside it. */
export function docsPages(): readonly string[] {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const samples = readdirSync(join(root, 'sample')).filter((name) => existsSync(join(root, 'sample', name, 'main.ts')));
  return ['README.md', ...docs.map((name) => `docs/${name}`), ...samples.map((name) => `sample/${name}/README.md`)];
}

/** The blocks of a page, in their order, without the indentation of a list that they stand in. */
export function codeBlocksOf(page: string): readonly CodeBlock[] {
  const markdown = readFileSync(join(root, page), 'utf8');
  return [...markdown.matchAll(BLOCK)].map((match) => {
    const [, indentation = '', language = '', note = '', text = ''] = match;
    return {
      page,
      line: markdown.slice(0, match.index).split('\n').length + 1,
      language,
      note: note.trim(),
      text: text.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
    };
  });
}

/** Name of a page: `actions` of `docs/actions.md`, `01-quick-start` of a sample's README. */
export function pageName(page: string): string {
  const name = basename(page, '.md');
  return name === 'README' && page !== 'README.md' ? basename(dirname(page)) : name;
}

/** The file that a block says it is, in its first line: `// src/book.entity.ts`, `# lightapi.yaml`. */
export function fileNameOf({ text }: CodeBlock): string | undefined {
  return /^(?:\/\/|#) ([\w./-]+\.\w+)\n/.exec(text)?.[1];
}
