import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'sample');

const LANGUAGES = { '.ts': 'ts', '.sql': 'sql', '.yaml': 'yaml', '.yml': 'yaml' };

/** Folders of the samples, in their order. */
export function sampleNames() {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'main.ts')))
    .toSorted();
}

/** A sample as one page: what its README says, and then its code. */
export function samplePage(name) {
  const readme = readFileSync(join(folder, name, 'README.md'), 'utf8');
  return [readme, '## The code', ...sourcesOf(join(folder, name)).map((path) => codeOf(name, path))].join('\n\n');
}

function sourcesOf(sample) {
  return readdirSync(sample, { recursive: true })
    .filter((path) => extname(path) in LANGUAGES)
    .toSorted((one, other) => one.localeCompare(other));
}

function codeOf(name, path) {
  const text = readFileSync(join(folder, name, path), 'utf8');
  return `### ${path}\n\n\`\`\`${LANGUAGES[extname(path)]}\n${text.trimEnd()}\n\`\`\``;
}
