import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readExamples, type HttpExample } from './docs/http-example.js';
import { startNodeProcess, type RunningProcess } from './processes/node-process.js';
import { runCommand } from './processes/run-command.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const samples = readdirSync(join(root, 'sample')).filter((name) => existsSync(join(root, 'sample', name, 'main.ts')));
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

beforeAll(async () => {
  await runCommand(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], root);
}, 120_000);

describe('every sample', () => {
  it('is there', () => {
    expect(samples).toEqual(expect.arrayContaining(['01-quick-start', '02-existing-app']));
  });

  it.each(samples)('%s has a README', (name) => {
    expect(existsSync(join(root, 'sample', name, 'README.md'))).toBe(true);
  });

  it.each(samples)('%s boots, answers every list that it documents, and stops when it is told to', async (name) => {
    await withSample(name, async (running) => {
      const document = await openApiDocument(running);
      const lists = Object.keys(document.paths).filter((path) => !path.includes('{') && document.paths[path]!['get']);
      expect(document.openapi).toMatch(/^3\.1\./);
      expect(lists).not.toEqual([]);
      const answers = await Promise.all(lists.map(async (path) => [path, (await fetch(running.url + path)).status]));
      expect(answers).toEqual(lists.map((path) => [path, 200]));
    });
  });
});

describe('every page of the docs', () => {
  it('is there', () => {
    expect(pages).toEqual(expect.arrayContaining(['errors.md', 'questions.md', 'relations.md', 'writes.md']));
  });

  it.each(pages)('%s shows answers that its sample gives', async (page) => {
    const markdown = readFileSync(join(root, 'docs', page), 'utf8');
    const sample = /sample\/([\w-]+)/.exec(markdown)?.[1] ?? '';
    expect(samples, 'the page links its sample').toContain(sample);
    const examples = readExamples(markdown);
    expect(examples).not.toEqual([]);
    await withSample(sample, async ({ url }) => {
      // A sample puts its rows in when it listens already.
      await vi.waitFor(() => expectAnswer(url, examples[0]!), { timeout: 5_000, interval: 100 });
      for (const example of examples.slice(1)) await expectAnswer(url, example);
    });
  });
});

async function withSample(name: string, work: (running: RunningProcess) => Promise<void>): Promise<void> {
  // The embedded database is a file in the working directory: each run gets one of its own.
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-sample-'));
  const running = await startNodeProcess(join(root, 'dist', 'sample', 'sample', name, 'main.js'), folder);
  try {
    await work(running);
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The request stands in what is compared, so that a difference tells which example it is. */
async function expectAnswer(url: string, { line, method, path, headers, body, answer }: HttpExample): Promise<void> {
  const received = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  const text = await received.text();
  const request = `line ${line}: ${method} ${path}`;
  const shown = Object.keys(answer.headers).map((name) => [name, received.headers.get(name)]);
  expect({
    request,
    status: received.status,
    headers: Object.fromEntries(shown) as unknown,
    ...(answer.body !== undefined && { body: JSON.parse(text) as unknown }),
  }).toMatchObject({
    request,
    status: answer.status,
    headers: answer.headers,
    ...(answer.body !== undefined && { body: answer.body }),
  });
}

/** The document, under the application's global prefix when it has one. */
async function openApiDocument({ url, output }: RunningProcess): Promise<Document> {
  for (const path of ['/openapi.json', '/api/openapi.json']) {
    const answer = await fetch(url + path);
    if (answer.status === 200) return (await answer.json()) as Document;
  }
  throw new Error(`No OpenAPI document was found:\n${output()}`);
}
