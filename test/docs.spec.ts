import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { Ajv } from 'ajv';
import ts from 'typescript';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_LIMITS } from '../lib/compiler/stages/limits.stage.js';
import { fileSchema } from '../lib/config/file/file-schema.js';
import { parseFileDefinition } from '../lib/config/file/read-file.js';
import { createRequestLog } from '../lib/http/request-log.js';
import { createSlowQueryLog } from '../lib/light-api.slow-queries.js';
import { ResourceService, type ResourceHooks } from '../lib/index.js';
import { createTestApi, LeaksError } from '../lib/testing/index.js';
import { Author } from '../sample/01-quick-start/author.entity.js';
import { Book } from '../sample/01-quick-start/book.entity.js';
import { codeBlocksOf, docsPages, fileNameOf, root, type CodeBlock } from './docs/code-blocks.js';
import { readExamples } from './docs/http-example.js';
import { mistakeIn } from './docs/known-commands.js';
import { commandsIn } from './docs/shell-words.js';
import { typeErrorsOf } from './docs/typed-blocks.js';

const blocks = docsPages().flatMap((page) => codeBlocksOf(page));

class BookHooks implements ResourceHooks<Book> {
  afterCommit(): void {}
}

class BooksService extends ResourceService<Book> {}

/** Variables that files of the docs name. */
const ENVIRONMENT = { DATABASE_URL: 'sqlite:shop.sqlite', CURSOR_SECRET: 's'.repeat(32), DB_PASSWORD: 'p' };

function inLanguage(language: string, note?: string): readonly CodeBlock[] {
  return blocks.filter((block) => block.language === language && (note === undefined || block.note === note));
}

function placeOf({ page, line }: CodeBlock): string {
  return `${page}:${line}`;
}

describe('the code in the docs', () => {
  it('is of a kind that is compiled, sent, read or run', () => {
    const kinds = new Set(blocks.map(({ language, note }) => `${language} ${note}`.trim()));
    expect([...kinds].toSorted()).toEqual([
      'bash',
      'dockerfile',
      'http',
      'json',
      'text',
      'ts',
      'ts fragment',
      'yaml',
      'yaml kubernetes',
      'yaml prometheus',
      'yaml wrong',
    ]);
  });

  it('in TypeScript compiles', () => {
    const typed = inLanguage('ts');
    expect(typed.length).toBeGreaterThan(50);
    expect(typeErrorsOf(typed)).toEqual([]);
  }, 60_000);

  // They are sent by test/samples.spec.ts, and those of docs/file.md by test/e2e/cli-serve.e2e-spec.ts.
  it('in HTTP is requests and answers that are sent', () => {
    const pages = [...new Set(inLanguage('http').map(({ page }) => page))];
    expect(pages.filter((page) => !page.startsWith('docs/'))).toEqual([]);
    const sent = pages.flatMap((page) => readExamples(readFileSync(join(root, page), 'utf8')));
    expect(sent.length * 2).toBe(inLanguage('http').length);
  });

  it('for a shell has commands, packages, scripts and options that are there', () => {
    const commands = inLanguage('bash').flatMap((block) => commandsIn(block.text).map((words) => ({ block, words })));
    const mistakes = commands.flatMap(({ block, words }) => {
      const mistake = mistakeIn(words);
      return mistake === undefined ? [] : [`${placeOf(block)} ${words.join(' ')}: ${mistake}`];
    });
    expect(commands.length).toBeGreaterThan(60);
    expect(mistakes).toEqual([]);
  });

  it('in YAML is a file that can be served, by its schema too', () => {
    const obeys = new Ajv({ strict: false, allErrors: true }).compile(fileSchema());
    const files = inLanguage('yaml', '');
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const block of files) {
      const { problems } = parseFileDefinition('lightapi.yaml', block.text, ENVIRONMENT);
      expect({ place: placeOf(block), problems }).toEqual({ place: placeOf(block), problems: [] });
      expect({ place: placeOf(block), obeys: obeys(parse(block.text)), errors: obeys.errors }).toMatchObject({
        obeys: true,
      });
    }
  });

  // What their messages are stands in test/boot/file-docs.spec.ts.
  it('in YAML that is said to be wrong is wrong', () => {
    const wrong = inLanguage('yaml', 'wrong').map(({ text }) =>
      parseFileDefinition('lightapi.yaml', text, ENVIRONMENT),
    );
    expect(wrong.map(({ problems }) => problems.length)).toEqual([3]);
  });

  it('for other programs asks routes that are there', () => {
    const [kubernetes] = inLanguage('yaml', 'kubernetes').map(({ text }): unknown => parse(text));
    expect(kubernetes).toMatchObject({
      livenessProbe: { httpGet: { path: '/health/live' } },
      readinessProbe: { httpGet: { path: '/health/ready' } },
    });
    const [prometheus] = inLanguage('yaml', 'prometheus').map(({ text }): unknown => parse(text));
    expect(prometheus).toMatchObject({ scrape_configs: [{ authorization: {}, static_configs: [{}] }] });
    const [dockerfile] = inLanguage('dockerfile').map(({ text }) => text);
    const [program, option, script] = JSON.parse(dockerfile!.replace('HEALTHCHECK CMD ', '')) as string[];
    expect([program, option, script]).toEqual(['node', '-e', expect.stringContaining('/health/ready')]);
    expect(ts.transpileModule(script!, { reportDiagnostics: true }).diagnostics).toEqual([]);
  });

  it('in JSON is a file that its program reads', () => {
    const files = inLanguage('json');
    expect(files.map((block) => fileNameOf(block))).toEqual(['tsconfig.json']);
    for (const { text } of files) {
      const { config, error } = ts.parseConfigFileTextToJson('tsconfig.json', text) as ReturnType<
        typeof ts.parseConfigFileTextToJson
      >;
      expect(error).toBeUndefined();
      const host = { ...ts.sys, readDirectory: () => ['src/main.ts'] };
      expect(ts.parseJsonConfigFileContent(config, host, '/').errors).toEqual([]);
    }
  });
});

describe('the limits in the docs', () => {
  const FACTOR: Readonly<Record<string, number>> = { KiB: 1_024, s: 1_000 };

  it('are those that hold', () => {
    const page = readFileSync(join(root, 'docs/questions.md'), 'utf8');
    const rows = [...page.matchAll(/^\| [a-z `]+ +\| ([^|]+?) +\| ((?:`(?:limits|pagination)\.\w+`(?:, )?)+) +\|$/gm)];
    const told = rows.flatMap(([, figures = '', names = '']) => {
      const values = [...figures.matchAll(/(\d[\d,]*) ?(\w*)/g)].map(
        ([, digits = '', unit = '']) => Number(digits.replaceAll(',', '')) * (FACTOR[unit] ?? 1),
      );
      return [...names.matchAll(/\.(\w+)`/g)].map(([, name = ''], index) => [name, values[index]] as const);
    });
    expect(told.length).toBeGreaterThan(10);
    expect(DEFAULT_LIMITS).toMatchObject(Object.fromEntries(told));
  });
});

describe('what the docs say that is written', () => {
  afterEach(() => vi.restoreAllMocks());

  const shown = (page: string, beginning: string): string => {
    const found = inLanguage('text').filter((block) => block.page === page && block.text.startsWith(beginning));
    expect(found).toHaveLength(1);
    return found[0]!.text.trimEnd();
  };

  const logged = (write: () => void): string => {
    const lines: string[] = [];
    for (const level of ['log', 'warn'] as const)
      vi.spyOn(Logger.prototype, level).mockImplementation(function (this: Logger, line: unknown) {
        lines.push(`[${String(Reflect.get(this, 'context'))}] ${inspect(line)}`);
      });
    write();
    return lines.join('\n');
  };

  it('is held to the code, each of it', () => {
    expect(inLanguage('text').map(({ page, text }) => `${page} ${text.split(/[ :]/)[0]}`)).toEqual([
      'docs/cli.md Author', // test/e2e/cli-serve.e2e-spec.ts
      'docs/extending.md Book',
      'docs/file.md LightApi', // test/boot/file-docs.spec.ts
      'docs/getting-started.md [LightApi]', // test/samples.spec.ts
      'docs/making-it-yours.md [Mails]', // test/samples.spec.ts
      'docs/operations.md [Request]',
      'docs/operations.md [Database]',
      'docs/testing.md LeaksError',
    ]);
  });

  it('of a request, in the log', () => {
    const line = shown('docs/operations.md', '[Request]');
    const id = /id=(\S+)/.exec(line)![1]!;
    const exchange = { method: 'GET', route: '/books/:id', status: 200, milliseconds: 1.3, id, principal: '7' };
    expect(logged(() => createRequestLog(() => false)({ ...exchange, isAborted: false } as never))).toBe(line);
  });

  it('of a slow query, in the log', () => {
    const line = shown('docs/operations.md', '[Database]');
    const [, id = '', statement = ''] = /id=(\S+): (.*)$/.exec(line)!;
    const written = logged(() => createSlowQueryLog(200)(statement, 312));
    expect(written).toBe(line.replace(` id=${id}`, ''));
  });

  it('of what a resource goes through, at the start', async () => {
    const lines: unknown[] = [];
    vi.spyOn(Logger.prototype, 'log').mockImplementation((line: unknown) => void lines.push(line));
    const book = { entity: Book, operations: ['list', 'read', 'create'], access: 'public' } as const;
    const code = { hooks: [BookHooks], service: BooksService, actions: { publish: () => undefined } };
    const api = await createTestApi({ entities: [Author, { ...book, ...code }] });
    await api.close();
    expect(lines).toContain(shown('docs/extending.md', 'Book →'));
  });

  it('of leaks', () => {
    const about = { principal: 'ann', resource: 'Note', value: undefined };
    const report = {
      leaks: [
        {
          ...about,
          kind: 'row',
          request: 'GET /notes?include=folder&page_size=100',
          detail: 'The answer includes Folder 4.',
        },
        {
          ...about,
          kind: 'oracle',
          request: 'GET /notes?folder.title=Plans&page_size=100',
          detail: 'Note 7 does not meet the question, from what may be seen.',
        },
      ],
    };
    expect(String(new LeaksError(report as never))).toBe(shown('docs/testing.md', 'LeaksError'));
  });
});
