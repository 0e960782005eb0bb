import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../lib/cli/command-line.js';
import { expectAnswer } from '../docs/expect-answer.js';
import { readExamples } from '../docs/http-example.js';
import { compileProgram, type CompiledProgram } from '../processes/compile-program.js';
import { startNodeProcess } from '../processes/node-process.js';
import { runProgram, type EndedProcess } from '../processes/run-program.js';

const FILE = `
database: { url: "sqlite:library.sqlite", synchronize: true }
cors: { origins: [https://app.example.com] }
resources:
  Author:
    access: public
    fields:
      id: { type: int, primary: true, generated: true }
      name: { type: string, length: 40 }
`;

const PATIENCE = { timeout: 15_000, interval: 100 };

describe('nestjs-lightapi', { timeout: 60_000 }, () => {
  let program: CompiledProgram;
  let folder: string;

  beforeAll(async () => {
    program = await compileProgram('lib/cli/index');
  }, 120_000);

  afterAll(() => program.remove());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lightapi-cli-'));
    return () => rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
  }

  function run(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<EndedProcess> {
    return runProgram([program.entry, ...words], folder, environment);
  }

  it.each([
    ['lightapi.yaml', [], 'SIGTERM'],
    ['lightapi.yml', [], 'SIGINT'],
  ] as const)('serves %s with docs and CORS, and ends by a signal with status 0', async (name, words, signal) => {
    write(name, FILE);
    const running = await startNodeProcess([program.entry, 'serve', ...words], folder);
    try {
      const headers = { 'content-type': 'application/json', origin: 'https://app.example.com' };
      const body = JSON.stringify({ name: 'Lem' });
      const created = await fetch(`${running.url}/authors`, { method: 'POST', headers, body });
      expect([created.status, created.headers.get('access-control-allow-origin')]).toEqual([
        201,
        'https://app.example.com',
      ]);
      expect((await fetch(`${running.url}/docs`)).status).toBe(200);
      expect(await (await fetch(`${running.url}/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' });
    } finally {
      expect(await running.stop(signal)).toBe(0);
    }
    expect(running.output().split('\n')).toEqual([
      'Author → /authors  list read create replace update remove  (compiled; access: public)',
      'Cursors are good in this process alone: set LIGHTAPI_SECRET to share them and to outlast a restart.',
      `Listening on ${running.url}`,
      '',
    ]);
  });

  it('gives the answers that the page about files shows', async () => {
    const page = readFileSync(new URL('../../docs/file.md', import.meta.url), 'utf8');
    const shown = [...page.matchAll(/^```yaml\n(.*?)^```/gms)][0]![1]!;
    write(
      'lightapi.yaml',
      shown.replace(/^database: .*$/m, 'database: { url: "sqlite:shop.sqlite", synchronize: true }'),
    );
    const running = await startNodeProcess([program.entry, 'serve'], folder, { CURSOR_SECRET: 's'.repeat(32) });
    try {
      const database = new Database(join(folder, 'shop.sqlite'));
      database.exec(`INSERT INTO author (id, name) VALUES (1, 'Stanisław Lem')`);
      for (const [title, state] of Object.entries({ Solaris: 'published', Eden: 'draft' })) {
        database.exec(`INSERT INTO book (title, state, version, authorId) VALUES ('${title}', '${state}', 1, 1)`);
      }
      database.close();
      const examples = readExamples(page);
      expect(examples.length).toBeGreaterThan(3);
      for (const example of examples) await expectAnswer(running.url, example, new Map());
      const cli = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
      for (const line of /^```text\n(.*?)\n```/ms.exec(cli)![1]!.split('\n'))
        expect(running.output()).toContain(line.replace('http://127.0.0.1:3000', running.url));
    } finally {
      await running.stop();
    }
  });

  it('starts again when the file changes, and goes on as it was when it is broken', async () => {
    write('lightapi.yaml', FILE);
    const running = await startNodeProcess([program.entry, 'serve', '--watch'], folder);
    const statusOf = async (path: string): Promise<number> => (await fetch(running.url + path)).status;
    try {
      write('lightapi.yaml', FILE.replace('access', 'acess'));
      await vi.waitFor(() => expect(running.output()).toContain('The API goes on as it was.'), PATIENCE);
      expect(running.output()).toContain('LA052  resources.Author.acess is not an option.');
      expect(await statusOf('/authors')).toBe(200);
      write('lightapi.yaml', FILE.replace('Author', 'Writer'));
      await vi.waitFor(async () => expect(await statusOf('/writers')).toBe(200), PATIENCE);
      expect(await statusOf('/authors')).toBe(404);
      write('lightapi.yaml', FILE.replace('Author', 'Poet').replace('40', '"${LENGTH:-9}"'));
      write('.env', 'LENGTH=none\n');
      await vi.waitFor(() => expect(running.output()).toContain('resources.Poet.fields.name.length'), PATIENCE);
      write('.env', 'LENGTH=12\n');
      await vi.waitFor(async () => expect(await statusOf('/poets')).toBe(200), PATIENCE);
    } finally {
      expect(await running.stop()).toBe(0);
    }
  });

  it('prints the OpenAPI document, also of a file without docs, and makes no database for it', async () => {
    write('lightapi.yaml', `${FILE}\ndocs: false\n`);
    const { code, stdout, stderr } = await run(['openapi']);
    expect([code, stderr]).toEqual([0, '']);
    expect(Object.keys((JSON.parse(stdout) as { readonly paths: object }).paths)).toContain('/authors/{id}');
    expect(await run(['openapi', '--out', 'api.json'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'api.json is written.\n',
    });
    expect(readFileSync(join(folder, 'api.json'), 'utf8')).toBe(stdout);
    expect(existsSync(join(folder, 'library.sqlite'))).toBe(false);
  });

  it.each([
    [['serv'], '"serv" is not a command. Did you mean serve?'],
    [['serve', '--prot', '3'], '--prot is not an option. Did you mean --port?'],
    [['serve', '--port', '--watch'], '--port needs a value: --port NUMBER'],
    [['serve', '--port', '70000'], '--port 70000 is not a number from 0 to 65535.'],
    [['check', 'a.yaml', 'b.yaml'], '"b.yaml" is one word too many.'],
    [['check', '--help=yes'], '--help takes no value.'],
    [['init'], '--database URL is missing, and LIGHTAPI_DATABASE_URL is not set.'],
    [['init', '-d', 'oracle://me:hunter2@x'], '--database is not the URL of a supported database. write'],
    [[], 'No command was given.'],
  ])('does not know the words %j, with status 2', async (words, message) => {
    const told: string[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => told.push(String(chunk)) > 0);
    const code = await runCommandLine(words).finally(() => spy.mockRestore());
    const text = told.join('');
    expect([code, text.slice(0, message.length)]).toEqual([2, message]);
    expect(text).not.toContain('hunter2');
  });

  it('tells its version and its commands', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run(['--help'])).stdout).toMatch(/serve .*\n *check .*\n *openapi .*\n *init /);
    expect((await run(['serve', '--help'])).stdout).toContain('-p, --port NUMBER');
  });

  it('takes what the environment lacks from .env', async () => {
    write('lightapi.yaml', FILE.replace('library.sqlite', '${SHOP}'));
    write('.env', `SHOP=of-env.sqlite\nLIGHTAPI_SECRET=${'s'.repeat(32)}\n`);
    expect(await run(['check'])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Author .*\nlightapi.yaml: no problems.\n$/) as string,
      stderr: '',
    });
    expect((await run(['check'], { LIGHTAPI_SECRET: 'short' })).stderr).toContain(
      'LA033  LIGHTAPI_SECRET has fewer than 32 bytes.',
    );
  });

  describe('says in a few words why it cannot serve', () => {
    it('a file that is broken', async () => {
      write('lightapi.yaml', FILE.replace('access', 'acess'));
      expect(await run(['serve'])).toEqual({
        code: 1,
        stdout: '',
        stderr: [
          'LightApi cannot start: 1 problem.',
          '  lightapi.yaml:6:5',
          '    LA052  resources.Author.acess is not an option.  Did you mean "access"?',
          '',
        ].join('\n'),
      });
    });

    it('a file that is missing', async () => {
      const { code, stderr } = await run(['serve']);
      expect([code, stderr.split('\n')[0]]).toEqual([1, `There is no lightapi.yaml or lightapi.yml in ${folder}.`]);
      expect(await run(['serve', 'other.yaml'])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'LightApi cannot start: 1 problem.\n  other.yaml\n    LA050  the file does not exist.\n',
      });
    });

    it('a port that is in use', async () => {
      write('lightapi.yaml', FILE);
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { readonly port: number };
      const { code, stderr } = await run(['serve', '--port', String(port)]);
      await new Promise((resolve) => server.close(resolve));
      expect([code, stderr]).toEqual([
        1,
        `Port ${port} of 127.0.0.1 is in use: choose another by --port or LIGHTAPI_PORT.\n`,
      ]);
    });
  });
});
