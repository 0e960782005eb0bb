import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { codeBlocksOf } from './docs/code-blocks.js';
import { expectAnswer, type KeptValues } from './docs/expect-answer.js';
import { readExamples, type HttpExample } from './docs/http-example.js';
import { hasProject, writeProject } from './docs/page-project.js';
import { areChosen } from './e2e/harness/chosen.js';
import { startNodeProcess, type RunningProcess } from './processes/node-process.js';
import { runCommand } from './processes/run-command.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const samples = readdirSync(join(root, 'sample')).filter((name) => existsSync(join(root, 'sample', name, 'main.ts')));
/** Pages about what an API answers. One about code of users has no requests to show; that about files has an API of its own. */
const pages = readdirSync(join(root, 'docs')).filter(
  (name) =>
    name.endsWith('.md') && name !== 'file.md' && readFileSync(join(root, 'docs', name), 'utf8').includes('```http'),
);

/** The sample of docs/caching.md. */
const CACHING = '06-cache-redis';

type Environment = Readonly<Record<string, string>>;

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

  const boots = 'boots, answers every list that it documents, and stops when it is told to';

  it.each(samples.filter((name) => pagesOf(name).length === 0))(`%s ${boots}`, (name) => withSample(name, expectLists));
  // One that pages are about gives the answers of the first of them as well: to boot takes longer than all of them.
  it.each(samples.filter((name) => pagesOf(name).length > 0))(`%s ${boots}, and answers as its page says`, (name) =>
    expectPage(pagesOf(name)[0]!, { after: expectLists }),
  );
});

describe('every page of the docs', () => {
  it('is there', () => {
    expect(pages).toEqual(expect.arrayContaining(['errors.md', 'questions.md', 'relations.md', 'writes.md']));
  });

  it.each(pages.filter((page) => !isWhole(page)))('%s links its sample', (page) =>
    expect(samples).toContain(sampleOf(page)),
  );

  it.each(samples.flatMap((name) => pagesOf(name).slice(1)))('%s shows answers that its sample gives', (page) =>
    expectPage(page),
  );

  it.each(pages.filter(isWhole))('%s shows answers that its application gives', (page) => expectPage(page));
});

if (areChosen('redis'))
  describe('the sample that keeps answers, in Redis', () => {
    it('gives the answers of its page as it does from memory', () =>
      expectPage('caching.md', { environment: redisEnvironment() }));

    it('answers on every node with what was written on any', async () => {
      await withNodes(CACHING, redisEnvironment(), async (first, second) => {
        const ask = async ({ url }: RunningProcess, path: string, key?: string): Promise<unknown> => {
          const answer = await fetch(url + path, { headers: key === undefined ? {} : { 'x-api-key': key } });
          return [answer.headers.get('x-cache'), await answer.json()];
        };
        const write = async ({ url }: RunningProcess, method: string, path: string, body: object): Promise<number> => {
          const headers = { 'x-api-key': 'key-of-mia', 'content-type': 'application/json' };
          return (await fetch(url + path, { method, headers, body: JSON.stringify(body) })).status;
        };
        const stock = '/products/1?fields=stock';
        const wishes = '/wishes?fields=note';
        const noteOf = (note: string): object => ({ results: [{ note }] });

        expect(await ask(first, stock)).toEqual(['MISS', { stock: 40 }]);
        await settled(async () => expect(await ask(second, stock)).toEqual(['HIT', { stock: 40 }]));
        expect(await write(second, 'PATCH', '/products/1', { version: 1, stock: 39 })).toBe(200);
        await settled(async () => expect(await ask(first, stock)).toEqual(['MISS', { stock: 39 }]));
        await settled(async () => expect(await ask(second, stock)).toEqual(['HIT', { stock: 39 }]));
        expect(await write(first, 'POST', '/stock-imports', { 'TEA-01': 7 })).toBe(204);
        await settled(async () => expect(await ask(second, stock)).toEqual(['MISS', { stock: 7 }]));
        await settled(async () => expect(await ask(first, stock)).toEqual(['HIT', { stock: 7 }]));
        expect(await ask(first, wishes, 'key-of-ann')).toMatchObject(['MISS', noteOf('For rainy days')]);
        expect(await ask(second, wishes, 'key-of-ben')).toMatchObject(['MISS', noteOf('A big one')]);
        await settled(async () =>
          expect(await ask(second, wishes, 'key-of-ann')).toMatchObject(['HIT', noteOf('For rainy days')]),
        );
      });
    });
  });

function isMiss({ answer }: HttpExample): boolean {
  return answer.headers['x-cache'] === 'MISS';
}

/** A process that is busy may take Redis for lost, and do without it for a moment. */
async function settled(check: () => Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 5_000, interval: 100 });
}

function textOf(page: string): string {
  return readFileSync(join(root, 'docs', page), 'utf8');
}

/** Whether a page shows an application of its own, file by file. */
function isWhole(page: string): boolean {
  return hasProject(`docs/${page}`);
}

/** The sample that a page is about. */
function sampleOf(page: string): string | undefined {
  return isWhole(page) ? undefined : /sample\/([\w-]+)/.exec(textOf(page))?.[1];
}

function pagesOf(sample: string): readonly string[] {
  return pages.filter((page) => sampleOf(page) === sample);
}

async function expectLists(running: RunningProcess): Promise<void> {
  const document = await openApiDocument(running);
  const lists = Object.keys(document.paths).filter((path) => !path.includes('{') && document.paths[path]!['get']);
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(lists).not.toEqual([]);
  const answers = await Promise.all(lists.map(async (path) => [path, (await fetch(running.url + path)).status]));
  expect(answers).toEqual(lists.map((path) => [path, needsCredentials(document.paths[path]!['get']) ? 401 : 200]));
}

/** What else there is to a page. */
interface PageOptions {
  readonly environment?: Environment;
  /** What its sample is asked when it has given all answers. */
  readonly after?: (running: RunningProcess) => Promise<void>;
}

/** Puts the examples of a page to its sample, one after the other. */
async function expectPage(page: string, { environment, after }: PageOptions = {}): Promise<void> {
  const examples = readExamples(textOf(page));
  expect(examples).not.toEqual([]);
  const ask = async ({ url, output }: RunningProcess): Promise<void> => {
    // A sample puts its rows in when it listens already.
    const kept: KeptValues = new Map();
    const askFirst = (): Promise<void> => {
      kept.clear();
      return expectAnswer(url, examples[0]!, kept);
    };
    await settled(askFirst);
    for (const example of examples.slice(1)) {
      const isPatient = environment !== undefined && example.method === 'GET' && !isMiss(example);
      if (isPatient) await settled(() => expectAnswer(url, example, kept));
      else await expectAnswer(url, example, kept);
    }
    for (const line of shownOutput(page)) expect(output()).toContain(line.replace('http://127.0.0.1:3000', url));
  };
  const work = async (running: RunningProcess): Promise<void> => {
    await ask(running);
    await after?.(running);
  };
  await withProgram(programOf(page), work, environment);
}

/** The application that a page shows, or that of its sample. */
function programOf(page: string): string {
  return isWhole(page) ? writeProject(`docs/${page}`) : entryOf(sampleOf(page)!);
}

/** Lines that the application of a page is to write. */
function shownOutput(page: string): readonly string[] {
  if (!isWhole(page)) return [];
  const shown = codeBlocksOf(`docs/${page}`).filter(({ language }) => language === 'text');
  return shown.flatMap(({ text }) => text.trimEnd().split('\n'));
}

/** Whether no one gets in without saying who they are; a security requirement of nothing at all lets everybody in. */
function needsCredentials(operation: unknown): boolean {
  const { security = [] } = operation as { readonly security?: readonly object[] };
  return security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0);
}

function withSample(
  name: string,
  work: (running: RunningProcess) => Promise<void>,
  environment?: Environment,
): Promise<void> {
  return withProgram(entryOf(name), work, environment);
}

async function withProgram(
  entry: string,
  work: (running: RunningProcess) => Promise<void>,
  environment?: Environment,
): Promise<void> {
  await withFolder(async (folder) => {
    const running = await startNodeProcess(entry, folder, environment);
    try {
      await work(running);
    } finally {
      await running.stop();
    }
  });
}

/** Two processes of a sample, on one database. */
async function withNodes(
  name: string,
  environment: Environment,
  work: (first: RunningProcess, second: RunningProcess) => Promise<void>,
): Promise<void> {
  await withSample(
    name,
    async (first) => {
      const second = await startNodeProcess(entryOf(name), first.cwd, environment);
      try {
        await work(first, second);
      } finally {
        await second.stop();
      }
    },
    environment,
  );
}

/** The embedded database is a file in the working directory: each run gets one of its own. */
async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-sample-'));
  await work(folder).finally(() => rmSync(folder, { recursive: true }));
}

function entryOf(name: string): string {
  return join(root, 'dist', 'sample', 'sample', name, 'main.js');
}

function redisEnvironment(): Environment {
  const url = process.env['LIGHTAPI_TEST_REDIS_URL'];
  if (!url) throw new Error('LIGHTAPI_TEST_REDIS_URL is not set and no Redis was found: see `npm run services`');
  return { LIGHTAPI_REDIS_URL: url };
}

/** The document, under the application's global prefix when it has one. */
async function openApiDocument({ url, output }: RunningProcess): Promise<Document> {
  for (const path of ['/openapi.json', '/api/openapi.json']) {
    const answer = await fetch(url + path);
    if (answer.status === 200) return (await answer.json()) as Document;
  }
  throw new Error(`No OpenAPI document was found:\n${output()}`);
}
