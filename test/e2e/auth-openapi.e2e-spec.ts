import { Validator } from '@seriousme/openapi-schema-validator';
import { Column, Entity, OneToMany, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Keys, People } from './fixtures/people.js';
import { describeApi, type Api } from './harness/describe-api.js';

@Entity()
class Shelf {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) name: string;
  @OneToMany(() => Paper, ({ shelf }) => shelf) papers: Paper[];
}

@Entity()
class Paper {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) title: string;
  @Column({ type: 'varchar', length: 40, nullable: true }) userId: string | null;
  @ManyToOne(() => Shelf, ({ papers }) => papers) shelf: Relation<Shelf> | null;
}

interface Described {
  readonly security?: object[];
  readonly responses: Record<string, { readonly headers?: object }>;
}

function operationOf({ document }: Api, method: string, path: string): Described {
  return document.paths[path]![method] as Described;
}

function statusesOf(api: Api, method: string, path: string): string[] {
  return Object.keys(operationOf(api, method, path).responses).filter((status) =>
    ['401', '403', '429'].includes(status),
  );
}

const SHELVES = {
  entity: Shelf,
  path: 'shelves',
  access: { read: 'public', create: 'authenticated', update: { role: 'editor' } },
  relations: ['papers'],
} as const;
const PAPERS = { entity: Paper, access: { owner: 'userId' } } as const;
const ALL = [{ bearer: [] }, { basic: [] }, { apiKey: [] }];

describeApi(
  'the OpenAPI document of an application with all kinds of credentials',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        jwt: { secret: 'a secret of the tests, of more than 32 bytes' },
        auth: { accounts: People, apiKeys: Keys, apiKeyHeader: 'Api-Key', basic: true },
        throttle: { limit: 1000 },
        entities: [SHELVES, PAPERS, { entity: Shelf, name: 'OpenShelf', path: 'open', access: 'public' }],
      }),
    ],
  },
  (api) => {
    it('begins with what a reader has to do first', () => {
      const paths = Object.keys(api.document.paths).filter((path) => path.startsWith('/auth/'));
      expect(paths).toEqual(['/auth/login', '/auth/me', '/auth/refresh', '/auth/logout']);
    });

    it('is valid and names the schemes', async () => {
      expect(await new Validator().validate(structuredClone(api.document) as never)).toEqual({ valid: true });
      expect(api.document.components).toMatchObject({
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          basic: { type: 'http', scheme: 'basic' },
          apiKey: { type: 'apiKey', in: 'header', name: 'Api-Key' },
        },
      });
      expect(JSON.stringify(api.document)).not.toContain('x-access');
    });

    it('says which operations need credentials, and which only take them', () => {
      expect(operationOf(api, 'get', '/shelves').security).toEqual([{}, ...ALL]);
      expect(operationOf(api, 'get', '/shelves/{id}').security).toEqual([{}, ...ALL]);
      expect(operationOf(api, 'post', '/shelves').security).toEqual(ALL);
      expect(operationOf(api, 'get', '/papers').security).toEqual(ALL);
      expect(operationOf(api, 'get', '/shelves/{id}/papers').security).toEqual(ALL);
      expect(operationOf(api, 'get', '/auth/me').security).toEqual(ALL);
      expect(operationOf(api, 'post', '/auth/login').security).toEqual([]);
      expect(operationOf(api, 'post', '/auth/refresh').security).toEqual([]);
    });

    it('lists what may be refused', () => {
      expect(statusesOf(api, 'post', '/open')).toEqual(['401', '429']);
      expect(statusesOf(api, 'post', '/shelves')).toEqual(['401', '403', '429']);
      expect(statusesOf(api, 'get', '/papers/{id}')).toEqual(['401', '403', '429']);
      expect(statusesOf(api, 'post', '/auth/login')).toEqual(['401', '429']);
      const { responses } = operationOf(api, 'get', '/papers');
      expect(responses['401']!.headers).toHaveProperty('WWW-Authenticate');
      expect(responses['429']!.headers).toHaveProperty('Retry-After');
    });
  },
);

describeApi(
  'the OpenAPI document of an application with guards of its own',
  { engines: ['sqlite'], imports: (database) => [LightApiModule.forRoot({ database, entities: [SHELVES, PAPERS] })] },
  (api) => {
    it('names no schemes, and still what may be refused', async () => {
      expect(await new Validator().validate(structuredClone(api.document) as never)).toEqual({ valid: true });
      expect(api.document.components).not.toHaveProperty('securitySchemes');
      expect(operationOf(api, 'get', '/papers')).not.toHaveProperty('security');
      expect(statusesOf(api, 'get', '/papers')).toEqual(['401', '403']);
      expect(statusesOf(api, 'post', '/shelves')).toEqual(['401', '403']);
    });
  },
);
