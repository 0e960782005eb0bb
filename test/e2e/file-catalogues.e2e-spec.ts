import type { DynamicModule } from '@nestjs/common';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { walkApi } from './fixtures/reflected/walk-api.js';
import { writeTemporaryFile } from './fixtures/write-file.js';
import { describeApi } from './harness/describe-api.js';

const READ_ONLY = 'defaults: { access: { read: public, write: nobody } }';

interface Place {
  /** Default: the one of the suite. */
  readonly database?: string;
  readonly schema?: string;
}

/** A file over what a server has of itself: tables that nobody here has designed. */
function catalogue(
  yaml: string,
  { database, schema }: Place,
): (given: TypeOrmModuleOptions) => Promise<DynamicModule>[] {
  return (given) => {
    const { url, ...options } = given as TypeOrmModuleOptions & { readonly url: string };
    const place = new URL(url);
    if (database !== undefined) place.pathname = `/${database}`;
    const path = writeTemporaryFile(`${READ_ONLY}\n${yaml}`);
    return [
      LightApiModule.forFile(path, {
        database: {
          ...options,
          url: place.href,
          ...(schema !== undefined && { schema }),
          synchronize: false,
          autoLoadEntities: false,
        } as TypeOrmModuleOptions,
      }),
    ];
  };
}

/** Views of which every server has the same, in its own case. */
const VIEWS: Readonly<Record<string, readonly string[]>> = {
  table_constraints: ['constraint_schema', 'constraint_name', 'table_name', 'constraint_type'],
  schemata: ['schema_name'],
  character_sets: ['character_set_name'],
};

function informationSchema(spell: (name: string) => string): string {
  const resources = Object.entries(VIEWS).map(
    ([view, key]) => `  ${spell(view)}: { key: [${key.map(spell).join(', ')}] }`,
  );
  return ['resources:', ...resources].join('\n');
}

describeApi(
  'The information schema of PostgreSQL',
  {
    imports: catalogue(
      informationSchema((name) => name),
      { schema: 'information_schema' },
    ),
    engines: ['postgres'],
    platforms: ['fastify'],
  },
  (api) => {
    it('is an API', { timeout: 60_000 }, async () => {
      const { lists, faults } = await walkApi(api);
      expect(faults).toEqual([]);
      expect(
        Object.entries(lists)
          .filter(([, rows]) => rows > 0)
          .map(([path]) => path),
      ).toEqual(['/table-constraints', '/schematas', '/character-sets']);
    });
  },
);

describeApi(
  'The information schema of MariaDB',
  {
    imports: catalogue(
      informationSchema((name) => name.toUpperCase()),
      { database: 'information_schema' },
    ),
    engines: ['mariadb'],
    platforms: ['fastify'],
  },
  (api) => {
    it('is an API', { timeout: 60_000 }, async () => {
      const { lists, faults } = await walkApi(api);
      expect(faults).toEqual([]);
      expect(
        Object.entries(lists)
          .filter(([, rows]) => rows > 0)
          .map(([path]) => path),
      ).toEqual(['/table-constraints', '/schematas', '/character-sets']);
    });
  },
);

// Left out are keys of empty texts, which no path can name, and dates that are none where the table promises one.
describeApi(
  'The tables in which MariaDB keeps its books',
  {
    imports: catalogue('reflect: { except: [proxies_priv, tables_priv] }', { database: 'mysql' }),
    engines: ['mariadb'],
    platforms: ['fastify'],
  },
  (api) => {
    it('are an API', { timeout: 60_000 }, async () => {
      const { lists, faults } = await walkApi(api);
      expect(faults).toEqual([]);
      expect(Object.keys(lists)).toEqual(expect.arrayContaining(['/help-topics', '/time-zones', '/servers']));
      expect(lists['/global-privs']).toBeGreaterThan(0);
    });
  },
);
