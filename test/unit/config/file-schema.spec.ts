import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fileSchema } from '../../../lib/config/file/file-schema.js';
import { parseFileDefinition } from '../../../lib/config/file/read-file.js';

const VARIABLES = { PORT: '5432', SECRET: 's'.repeat(32), PAGE: '50', ON: 'true', OFF: 'false', PIN: '1'.repeat(40) };

const KEY = 'id: { type: int, primary: true, generated: true }';

const validate = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true }).compile(fileSchema());

/** What the file says, once the schema has let it pass. */
function definitionOf(yaml: string): unknown {
  validate(parse(yaml));
  expect(validate.errors).toBe(null);
  const { definition, problems } = parseFileDefinition('lightapi.yaml', yaml, VARIABLES);
  expect(problems).toEqual([]);
  return definition;
}

describe('a file', () => {
  it('is data, with every option that is data', () => {
    const definition = definitionOf(`
database: { url: "postgres://app@db:\${PORT}/app", synchronize: "\${OFF}", poolSize: 5, schema: shop, logging: false }
defaults:
  access: { read: public, write: { role: [editor, admin] } }
  operations: [list, read]
  pagination: { pageSize: "\${PAGE}", maxPageSize: 200, maxOffset: 1000, count: estimated }
  limits: { maxConditions: 5, statementTimeoutMs: 1000 }
  validationStatus: 422
  naming: snake_case
  locking: optional
  idempotency: { retentionMs: 1000 }
  cache: { ttlMs: 1000, maxAgeMs: 0 }
prefix: api
publicUrl: https://api.example.com
secret: \${SECRET}
jwt: { secret: "\${PIN}", algorithm: HS256, issuer: me, audience: you, expiresInSeconds: 60, refreshExpiresInSeconds: 600 }
throttle: { limit: 100, windowMs: 1000 }
cache: { url: "rediss://cache:6379", maxBytes: 1000, namespace: shop, surrogateKeys: true }
health: { path: status, timeoutMs: 500 }
shutdown: { drainMs: 0, timeoutMs: 1000 }
metrics: { path: figures, token: "\${SECRET}" }
logging: { probes: true }
slowQueryMs: 200
pressure: { maxEventLoopDelayMs: 100, maxInFlight: 50, maxHeapBytes: 1000000, retryAfterSeconds: 2 }
cors: { origins: [https://app.example.com], credentials: true, allowedHeaders: [A], exposedHeaders: [B], maxAgeSeconds: 0 }
docs: false
tenancy: { field: tenantId, claim: tenant }
reflect: { tables: [books], except: [drafts] }
resources:
  Book:
    table: books
    path: library/books
    operations: []
    access:
      read: { or: [public, { not: { owner: userId } }, { and: [authenticated, { where: { title: { eq: "\${PAGE}" } } }] }] }
      update: { role: editor }
    scope:
      where:
        withdrawn:
          eq: \${ON}
    tenancy: false
    fields: { title: readOnly, secret: { access: hidden }, price: { readable: { role: seller }, writable: nobody } }
    relations: { author: { include: false, filter: true, write: none, resource: Author, description: who }, tags: }
    filter: { title: [eq, icontains] }
    ordering: [-title]
    search: [title]
    pagination: { count: none }
    limits: { maxKeys: 10 }
    serializer: { read: [id, title], list: [id], write: [title] }
    locking: none
    softDelete: { restore: true, show: false }
    bulk: { maxItems: 10, maxBytes: 1000 }
    upsert: [isbn]
    idempotency: true
    cache: false
    naming: property
    tags: [Library]
    description: Books
    validationStatus: 400
  Author:
`);
    expect(definition).toMatchObject({
      database: { url: 'postgres://app@db:5432/app', synchronize: false, poolSize: 5 },
      defaults: { pagination: { pageSize: 50 } },
      secret: VARIABLES.SECRET,
      jwt: { secret: VARIABLES.PIN },
      docs: false,
      resources: {
        Book: {
          access: { read: { or: ['public', {}, { and: ['authenticated', { where: { title: { eq: '50' } } }] }] } },
          scope: { where: { withdrawn: { eq: true } } },
          operations: [],
          relations: { tags: {} },
        },
        Author: {},
      },
    });
  });

  it('declares fields of every type', () => {
    definitionOf(`
resources:
  Book:
    fields:
      ${KEY}
      title: { type: string, length: 20, minLength: 1, pattern: "^[a-z]+$", format: email, unique: true, column: t }
      state: { type: enum, values: [a, b], default: a }
      price: { type: decimal, precision: 8, scale: 2, default: 1.5, nullable: true }
      big: { type: bigint, default: "9007199254740993" }
      share: { type: float, min: 0, max: 0.5, default: 0 }
      open: { type: boolean, default: false, description: whether it is }
      version: { role: version, column: v }
      authorId: readOnly
    relations:
      author: { kind: many-to-one, to: Book, nullable: true, onDelete: set null, inverse: books, column: a }
      books: { kind: one-to-many, to: Book, inverse: author, ordering: [title], pageSize: 5, route: false }
      tags: { kind: many-to-many, to: Book, table: tags, write: link }
`);
  });

  it('may share parts by anchors', () => {
    const yaml = `resources:\n  Book: { access: &rule { role: editor } }\n  Author: { access: *rule }\n`;
    expect(definitionOf(yaml)).toMatchObject({ resources: { Author: { access: { role: 'editor' } } } });
  });

  it('says little at least', () => {
    definitionOf('reflect: true');
    definitionOf('database: sqlite:shop.sqlite\nresources:\n  books:\n');
  });
});

describe('the schema', () => {
  it('describes what editors show', () => {
    expect(fileSchema()).toMatchObject({
      properties: {
        resources: {
          additionalProperties: {
            properties: { path: { description: 'route path; default: the name in kebab case and plural' } },
          },
        },
      },
    });
  });
});
