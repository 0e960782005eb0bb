import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { runCommand } from '../processes/run-command.js';
import { describeApi } from './harness/describe-api.js';

/** Their major versions: what they write is their business, that it compiles is ours. */
const GENERATORS = ['openapi-typescript@7', '@hey-api/openapi-ts@0', 'orval@7', 'typescript@5'];
const INSTALL_DEADLINE_MS = 240_000;

const CONFIGURATION = {
  compilerOptions: {
    strict: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    noEmit: true,
    skipLibCheck: true,
  },
  include: ['types.ts', 'use.ts', 'hey-api', 'orval.ts'],
};

/** What the types say of a list and of a body; each error that is expected has to be one. */
const USE = `
import type { paths } from './types.js';

type List = paths['/books']['get']['responses'][200]['content']['application/json'];
type Body = paths['/books']['post']['requestBody']['content']['application/json'];
type Query = NonNullable<paths['/books']['get']['parameters']['query']>;

export const titles = (list: List): string[] => list.results.map(({ title }) => title ?? '');
export const body: Body = { title: 'Solaris', pages: 204, available: true };
export const query: Query = { pages__gte: 100, page_size: 5 };
// @ts-expect-error no such field
export const misspelt: Body = { titel: 'Solaris' };
// @ts-expect-error pages is a number
export const wrong: Query = { pages__gte: 'many' };
`;

describeApi(
  'clients that are made of the document',
  {
    engines: ['sqlite'],
    platforms: ['fastify'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Author, relations: ['books'], upsert: ['name'], idempotency: true },
          { entity: Book, relations: ['author'], search: ['title'], bulk: true, cache: true },
        ],
      }),
    ],
  },
  (api) => {
    let folder: string;
    const run = (...[name, ...parameters]: string[]): Promise<string> =>
      runCommand(join(folder, 'node_modules', '.bin', name!), parameters, folder);

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'lightapi-clients-'));
      await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(CONFIGURATION));
      await writeFile(join(folder, 'openapi.json'), JSON.stringify(api.document));
      await writeFile(join(folder, 'use.ts'), USE);
      const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
      await runCommand('npm', ['install', ...flags, ...GENERATORS], folder);
    }, INSTALL_DEADLINE_MS);
    afterAll(() => rm(folder, { recursive: true }));

    it('by openapi-typescript, hey-api and orval compile', { timeout: 120_000 }, async () => {
      await run('openapi-typescript', 'openapi.json', '--output', 'types.ts');
      await run('openapi-ts', '--input', 'openapi.json', '--output', 'hey-api');
      await run('orval', '--input', 'openapi.json', '--output', 'orval.ts', '--client', 'fetch');
      await run('tsc', '--project', '.');
    });
  },
);
