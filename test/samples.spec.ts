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
/** Pages about what an API answers. One about code of users has no requests to show. */
const pages = readdirSync(join(root, 'docs')).filter(
  (name) => name.endsWith('.md') && readFileSync(join(root, 'docs', name), 'utf8').includes('```http'),
);

/** A value that a page cannot know, such as a token. */
const NAMED = /<[a-z]+>/g;

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
      expect(answers).toEqual(lists.map((path) => [path, needsCredentials(document.paths[path]!['get']) ? 401 : 200]));
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
      const kept = new Map<string, string>();
      await vi.waitFor(() => expectAnswer(url, examples[0]!, kept), { timeout: 5_000, interval: 100 });
      for (const example of examples.slice(1)) await expectAnswer(url, example, kept);
    });
  });
});

/** Whether no one gets in without saying who they are; a security requirement of nothing at all lets everybody in. */
function needsCredentials(operation: unknown): boolean {
  const { security = [] } = operation as { readonly security?: readonly object[] };
  return security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0);
}

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

/**
 * The request stands in what is compared, so that a difference tells which example it is.
 *
 * @param kept what answers before had where the page shows `"<name>"`, which later requests repeat
 */
async function expectAnswer(url: string, example: HttpExample, kept: Map<string, string>): Promise<void> {
  const { line, method, path, body, answer } = example;
  const headers = Object.entries(example.headers).map(([name, value]): [string, string] => [
    name,
    filledIn(value, kept),
  ]);
  const received = await fetch(url + path, {
    method,
    headers,
    ...(body !== undefined && { body: filledIn(body, kept) }),
  });
  const text = await received.text();
  const request = `line ${line}: ${method} ${path}`;
  const shown = Object.keys(answer.headers).map((name) => [name, received.headers.get(name)]);
  const json: unknown = answer.body === undefined ? undefined : JSON.parse(text);
  keepNamed(answer.body, json, kept);
  expect({ request, status: received.status, headers: Object.fromEntries(shown) as unknown, body: json }).toMatchObject(
    {
      request,
      status: answer.status,
      headers: answer.headers,
      body: namesFilledIn(answer.body, kept),
    },
  );
}

function keepNamed(shown: unknown, received: unknown, kept: Map<string, string>): void {
  if (typeof shown !== 'object' || shown === null) return;
  for (const [member, value] of Object.entries(shown)) {
    const found: unknown = (received as Readonly<Record<string, unknown>> | null)?.[member];
    const name = typeof value === 'string' ? value.match(NAMED)?.[0] : undefined;
    if (name !== undefined && typeof found === 'string') kept.set(name, found);
  }
}

function namesFilledIn(shown: unknown, kept: ReadonlyMap<string, string>): unknown {
  return shown === undefined ? undefined : (JSON.parse(filledIn(JSON.stringify(shown), kept)) as unknown);
}

function filledIn(text: string, kept: ReadonlyMap<string, string>): string {
  return text.replaceAll(NAMED, (name) => kept.get(name) ?? name);
}

/** The document, under the application's global prefix when it has one. */
async function openApiDocument({ url, output }: RunningProcess): Promise<Document> {
  for (const path of ['/openapi.json', '/api/openapi.json']) {
    const answer = await fetch(url + path);
    if (answer.status === 200) return (await answer.json()) as Document;
  }
  throw new Error(`No OpenAPI document was found:\n${output()}`);
}
