import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../sample/07-from-a-database/container/', import.meta.url));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string; readonly retries: number };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly cap_drop?: readonly string[];
}

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile, one for each line that goes on or not. */
function instructionsOf(text: string): readonly Instruction[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, word, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (word === undefined || rest === undefined) throw new Error(`This is no instruction: ${line}`);
    return { word, rest };
  });
}

const instructions = instructionsOf(read('Dockerfile'));
const restsOf = (word: string): readonly string[] =>
  instructions.filter((instruction) => instruction.word === word).map(({ rest }) => rest);
const healthCheck = JSON.parse(/CMD (\[.*\])$/.exec(restsOf('HEALTHCHECK')[0]!)![1]!) as readonly string[];

describe('The Dockerfile of sample 07', () => {
  const last = instructions.findLastIndex(({ word }) => word === 'FROM');
  const image = instructions.slice(last);

  it('has known instructions, and begins with the smallest Node that the package runs on', () => {
    const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'HEALTHCHECK', 'CMD'];
    expect(instructions.filter(({ word }) => !known.includes(word))).toEqual([]);
    const bases = restsOf('FROM').map((rest) => /^node:(\d+)-slim(?: AS \w+)?$/.exec(rest)?.[1]);
    expect(new Set(bases).size).toBe(1);
    expect(Number(bases[0])).toBeGreaterThanOrEqual(22);
  });

  it('installs what runs only, and runs it as nobody in particular', () => {
    expect(restsOf('RUN')).toEqual(['npm install --omit=dev --no-audit --no-fund']);
    expect(image.filter(({ word }) => word === 'RUN')).toEqual([]);
    const words = image.map(({ word }) => word);
    expect(image[words.indexOf('USER')]!.rest).toBe('node');
    expect(words.indexOf('USER')).toBeGreaterThan(words.lastIndexOf('COPY'));
    expect(image.find(({ word }) => word === 'ENV')!.rest).toContain('NODE_ENV=production');
  });

  it('leaves no shell between Docker and the process', () => {
    const [command] = restsOf('CMD').slice(-1);
    expect(JSON.parse(command!)).toEqual(expect.arrayContaining(['node', 'serve', 'lightapi.yaml']));
    expect(healthCheck[0]).toBe('node');
  });

  it('holds no secret, and copies what is there', () => {
    expect(read('Dockerfile')).not.toMatch(/password|secret/i);
    const copied = restsOf('COPY').flatMap((rest) => rest.split(' ').slice(0, -1));
    const files = copied.filter((name) => !/^--|\*|^\/api/.test(name));
    expect(files).toEqual(['container/package.json', 'lightapi.yaml']);
    for (const file of files) expect(existsSync(join(dirname(folder.slice(0, -1)), file))).toBe(true);
    for (const file of files) expect(read('Dockerfile.dockerignore').split('\n')).toContain(`!${file}`);
  });

  it('installs the package itself, and packages of the versions that it is tested with', () => {
    const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      readonly version: string;
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Readonly<Record<string, string>> };
    const tested: Readonly<Record<string, string>> = { ...own.devDependencies, 'nestjs-lightapi': `^${own.version}` };
    expect(dependencies).toEqual(Object.fromEntries(Object.keys(dependencies).map((name) => [name, tested[name]])));
  });
});

describe('Its health check', () => {
  async function statusAgainst(answer: number | undefined): Promise<readonly [number, readonly string[]]> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      response.writeHead(answer!).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    if (answer === undefined) server.close();
    const [command, ...rest] = healthCheck;
    expect(command).toBe('node');
    const child = spawn(process.execPath, rest, { env: { LIGHTAPI_PORT: String(port) } });
    const [status] = (await once(child, 'exit')) as [number];
    server.closeAllConnections();
    server.close();
    return [status, asked];
  }

  it('is 0 where the API is ready', async () => {
    expect(await statusAgainst(200)).toEqual([0, ['/health/ready']]);
  });

  it('is 1 where it is not, or where nobody listens', async () => {
    expect(await statusAgainst(503)).toEqual([1, ['/health/ready']]);
    expect(await statusAgainst(undefined)).toEqual([1, []]);
  });
});

describe('The compose file of sample 07', () => {
  const { services, volumes } = parse(read('compose.yml')) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };
  const { api, database, redis } = services as { api: Service; database: Service; redis: Service };

  it('has a database, a Redis and an API that waits for the database', () => {
    expect(Object.keys(services)).toEqual(['database', 'redis', 'api']);
    for (const { healthcheck, image } of [database, redis]) {
      expect(image).toMatch(/^\w+:\d+$/);
      expect(healthcheck).toMatchObject({ test: expect.arrayContaining(['CMD']), interval: '2s', retries: 30 });
    }
    expect(api.depends_on).toEqual({
      database: { condition: 'service_healthy' },
      redis: { condition: 'service_started' },
    });
    expect(api.image).toBeUndefined();
  });

  it('takes secrets from the environment, and asks for those that are missing', () => {
    const text = read('compose.yml');
    expect(database.environment!['POSTGRES_PASSWORD']).toMatch(/^\$\{STORE_DB_PASSWORD:\?.+\}$/);
    expect(api.environment).toEqual({
      LIGHTAPI_DATABASE_URL: 'postgres://store:${STORE_DB_PASSWORD}@database/store',
      LIGHTAPI_REDIS_URL: 'redis://redis:6379',
      LIGHTAPI_SECRET: expect.stringMatching(/^\$\{STORE_SECRET:\?.+\}$/),
    });
    expect(text).not.toMatch(/^\s*\w*(?:PASSWORD|SECRET)\w*: (?!\$\{)/m);
  });

  it('gives the API nothing that it does not need', () => {
    expect(api).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(Object.values(services).flatMap(({ ports = [] }) => ports)).toEqual(['127.0.0.1:3000:3000']);
    expect(Number.parseInt(api.stop_grace_period!, 10)).toBeGreaterThan(10);
  });

  it('names files and volumes that are there', () => {
    expect(existsSync(join(folder, api.build!.context, api.build!.dockerfile))).toBe(true);
    const [rows, sql] = database.volumes!.map((volume) => volume.split(':')[0]!);
    expect(Object.keys(volumes)).toEqual([rows]);
    expect(existsSync(join(folder, sql!))).toBe(true);
  });
});
