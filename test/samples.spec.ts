import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeProcess, type RunningProcess } from './processes/node-process.js';
import { runCommand } from './processes/run-command.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const samples = readdirSync(join(root, 'sample')).filter((name) => existsSync(join(root, 'sample', name, 'main.ts')));

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('every sample', () => {
  beforeAll(async () => {
    await runCommand(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], root);
  }, 120_000);

  it('is there', () => {
    expect(samples).toEqual(expect.arrayContaining(['01-quick-start', '02-existing-app']));
  });

  it.each(samples)('%s has a README', (name) => {
    expect(existsSync(join(root, 'sample', name, 'README.md'))).toBe(true);
  });

  it.each(samples)('%s boots, answers every list that it documents, and stops when it is told to', async (name) => {
    // The embedded database is a file in the working directory: each run gets one of its own.
    const folder = mkdtempSync(join(tmpdir(), 'lightapi-sample-'));
    const running = await startNodeProcess(join(root, 'dist', 'sample', 'sample', name, 'main.js'), folder);
    try {
      const document = await openApiDocument(running);
      const lists = Object.keys(document.paths).filter((path) => !path.includes('{') && document.paths[path]!['get']);
      expect(document.openapi).toMatch(/^3\.1\./);
      expect(lists).not.toEqual([]);
      const answers = await Promise.all(lists.map(async (path) => [path, (await fetch(running.url + path)).status]));
      expect(answers).toEqual(lists.map((path) => [path, 200]));
    } finally {
      await running.stop();
      rmSync(folder, { recursive: true });
    }
  });
});

/** The document, under the application's global prefix when it has one. */
async function openApiDocument({ url, output }: RunningProcess): Promise<Document> {
  for (const path of ['/openapi.json', '/api/openapi.json']) {
    const answer = await fetch(url + path);
    if (answer.status === 200) return (await answer.json()) as Document;
  }
  throw new Error(`No OpenAPI document was found:\n${output()}`);
}
