import { describe } from 'vitest';
import { itIsSeenByEditors, itTells, type BrokenFile } from './fixtures/file-message.js';

const KEYS: readonly BrokenFile[] = [
  {
    title: 'a misspelt section',
    yaml: ['resuorces:', '  Book: { table: books }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:1',
      '    LA052  resuorces is not an option.  Did you mean "resources"?',
    ],
  },
  {
    title: 'a misspelt option of a resource',
    yaml: ['resources:', '  Book:', '    serach: [title]'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:5',
      '    LA052  resources.Book.serach is not an option.  Did you mean "search"?',
    ],
  },
  {
    title: 'an option that is nothing like any',
    yaml: ['throttle: { limit: 5, colour: red }', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:23',
      '    LA052  throttle.colour is not an option.',
      '           allowed: limit, windowMs',
    ],
  },
  {
    title: 'a merge key, which YAML 1.2 does not have',
    yaml: ['resources:', '  Book:', '    <<: { path: x }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:5',
      '    LA052  resources.Book.<< is not an option.',
      '           allowed: operations, pagination, limits, validationStatus, naming, locking, idempotency, cache, access, table, key, path, scope, tenancy, fields, relations, filter, ordering, search, serializer, softDelete, bulk, upsert, tags, description',
    ],
  },
  {
    title: 'an address where a key was meant, without repeating it',
    yaml: ['database:', '  postgres://admin:hunter2@host/db: x', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:2:3',
      '    LA052  database has a key that is no option.',
      '           allowed: url, synchronize, poolSize, schema, logging',
    ],
  },
  {
    title: 'a misspelt action of access',
    yaml: ['resources:', '  Book:', '    access: { raed: public, write: nobody }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:15',
      '    LA052  resources.Book.access.raed is not an option.  Did you mean "read"?',
    ],
  },
  {
    title: 'a misspelt rule',
    yaml: ['resources:', '  Book:', '    access: { ownr: userId }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:15',
      '    LA052  resources.Book.access.ownr is not an option.  Did you mean "owner"?',
    ],
  },
  {
    title: 'a name that no class can have',
    yaml: ['resources:', '  order-items: {}'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:2:3',
      '    LA052  resources has a key that is not a name of letters, digits and "_".',
    ],
  },
  {
    title: 'a property of every object',
    yaml: ['resources:', '  __proto__: {}', '  constructor: { table: x, toString: y }'].join('\n'),
    says: [
      'LightApi cannot start: 2 problems.',
      '  lightapi.yaml:2:3',
      '    LA052  resources has a key that is not a name of letters, digits and "_".',
      '  lightapi.yaml:3:28',
      '    LA052  resources.constructor.toString is not an option.',
      '           allowed: operations, pagination, limits, validationStatus, naming, locking, idempotency, cache, access, table, key, path, scope, tenancy, fields, relations, filter, ordering, search, serializer, softDelete, bulk, upsert, tags, description',
    ],
  },
];

const VALUES: readonly BrokenFile[] = [
  {
    title: 'a word that is none of the words',
    yaml: ['resources:', '  Book:', '    access: pubic'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:13',
      '    LA053  resources.Book.access is "pubic".  Did you mean "public"?',
      '           allowed: public, authenticated, nobody',
    ],
  },
  {
    title: 'a role without a name',
    yaml: ['resources:', '  Book:', '    access: { role: [] }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:21',
      '    LA053  resources.Book.access.role is empty.',
    ],
  },
  {
    title: 'two rules in one',
    yaml: ['resources:', '  Book:', '    access: { role: editor, owner: userId }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:13',
      '    LA053  resources.Book.access has more than one rule in it.',
      '           allowed: role, owner, where, and, or, not',
      '           fix: join them with and, or or',
    ],
  },
  {
    title: 'a rule of nothing',
    yaml: ['resources:', '  Book:', '    scope: {}'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:12',
      '    LA053  resources.Book.scope has nothing in it.',
      '           allowed: role, owner, where, and, or, not',
    ],
  },
  {
    title: 'a text for a number',
    yaml: ['resources:', '  Book:', '    pagination: { pageSize: many }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:29',
      '    LA053  resources.Book.pagination.pageSize is a text, not a whole number of at least 1.',
    ],
  },
  {
    title: 'a number that is too small',
    yaml: ['resources:', '  Book:', '    pagination: { pageSize: 0 }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:29',
      '    LA053  resources.Book.pagination.pageSize is 0, not a whole number of at least 1.',
    ],
  },
  {
    title: 'a fraction',
    yaml: ['throttle: { limit: 1.5 }', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:20',
      '    LA053  throttle.limit is 1.5, not a whole number of at least 1.',
    ],
  },
  {
    title: 'a number for a text',
    yaml: ['prefix: 5', 'resources: { Book: { table: books } }'].join('\n'),
    says: ['LightApi cannot start: 1 problem.', '  lightapi.yaml:1:9', '    LA053  prefix is a number, not a text.'],
  },
  {
    title: 'a text for a list',
    yaml: ['resources:', '  Book:', '    ordering: title'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:15',
      '    LA053  resources.Book.ordering is a text, not a list.',
    ],
  },
  {
    title: 'a list for a map',
    yaml: ['resources:', '  Book:', '    pagination: [20]'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:17',
      '    LA053  resources.Book.pagination is a list, not a map.',
    ],
  },
  {
    title: 'an option without a value',
    yaml: ['resources:', '  Book:', '    path:', '    ordering:'].join('\n'),
    says: [
      'LightApi cannot start: 2 problems.',
      '  lightapi.yaml:3:10',
      '    LA053  resources.Book.path is nothing, not a text.',
      '  lightapi.yaml:4:14',
      '    LA053  resources.Book.ordering is nothing, not a list.',
    ],
  },
  {
    title: 'an unknown operation',
    yaml: ['resources:', '  Book:', '    operations: [list, raed, delete]'].join('\n'),
    says: [
      'LightApi cannot start: 2 problems.',
      '  lightapi.yaml:3:24',
      '    LA053  resources.Book.operations[1] is "raed".  Did you mean "read"?',
      '           allowed: list, read, create, replace, update, remove',
      '  lightapi.yaml:3:30',
      '    LA053  resources.Book.operations[2] is "delete".',
      '           allowed: list, read, create, replace, update, remove',
    ],
  },
  {
    title: 'an unknown operator',
    yaml: ['resources:', '  Book:', '    filter: { title: [eq, contain] }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:27',
      '    LA053  resources.Book.filter.title[1] is "contain".  Did you mean "contains"?',
      '           allowed: eq, ne, lt, lte, gt, gte, in, nin, between, isnull, contains, icontains, startswith, istartswith, endswith, iendswith, like, ilike, fts, has, overlaps',
    ],
  },
  {
    title: 'a status that it cannot be',
    yaml: ['defaults:', '  validationStatus: 418', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:2:21',
      '    LA053  defaults.validationStatus is 418.',
      '           allowed: 400, 422',
    ],
  },
  {
    title: 'a secret that is too short, without repeating it',
    yaml: ['secret: hunter2', 'jwt: { secret: 12345678 }', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 2 problems.',
      '  lightapi.yaml:1:9',
      '    LA053  secret has fewer than 32 bytes.',
      '           fix: make one: node -p "crypto.randomBytes(32).toString(\'hex\')"',
      '  lightapi.yaml:2:16',
      '    LA053  jwt.secret is a number, not a text of at least 32 bytes.',
    ],
  },
  {
    title: 'an address of no database, without repeating it',
    yaml: ['database: oracle://scott:tiger@host/db', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:11',
      '    LA053  database is not the URL of a supported database.',
    ],
  },
  {
    title: 'an address of no database in a map',
    yaml: ['database: { url: "http://me:hunter2@host" }', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:18',
      '    LA053  database.url is not the URL of a supported database.',
    ],
  },
  {
    title: 'a store of answers that is no Redis',
    yaml: ['cache: { url: "http://me:hunter2@host" }', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:15',
      '    LA053  cache.url is not the URL of a Redis.',
    ],
  },
  {
    title: 'a section without what it needs',
    yaml: [
      'throttle: { windowMs: 1000 }',
      'cors: { credentials: true }',
      'tenancy: {}',
      'resources: { Book: { table: books } }',
    ].join('\n'),
    says: [
      'LightApi cannot start: 3 problems.',
      '  lightapi.yaml:1:11',
      '    LA053  throttle.limit is missing.',
      '  lightapi.yaml:2:7',
      '    LA053  cors.origins is missing.',
      '  lightapi.yaml:3:10',
      '    LA053  tenancy.field is missing.',
    ],
  },
  {
    title: 'a misspelt algorithm',
    yaml: ['jwt: { algorithm: HS265 }', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:19',
      '    LA053  jwt.algorithm is "HS265".  Did you mean "HS256"?',
      '           allowed: HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512',
    ],
  },
  {
    title: 'true where only false can be',
    yaml: ['docs: true', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:7',
      '    LA053  docs is true.',
      '           allowed: false',
    ],
  },
  {
    title: 'YAML 1.1 words, which are texts',
    yaml: ['resources:', '  Book:', '    bulk: yes'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:11',
      '    LA053  resources.Book.bulk is "yes".',
      '           allowed: true, false',
    ],
  },
];

const VARIABLES: readonly BrokenFile[] = [
  {
    title: 'variables that are not set, all of them',
    yaml: [
      'database: { url: "postgres://${DB_USER}:${DB_PASSWORD}@${DB_HOST:-localhost}/app" }',
      'secret: ${SECRET}',
      'resources: { Book: { table: books } }',
    ].join('\n'),
    says: [
      'LightApi cannot start: 3 problems.',
      '  lightapi.yaml:1:18',
      '    LA054  database.url needs the variable DB_USER, which is not set.',
      '           fix: set DB_USER, or write ${DB_USER:-default}',
      '    LA054  database.url needs the variable DB_PASSWORD, which is not set.',
      '           fix: set DB_PASSWORD, or write ${DB_PASSWORD:-default}',
      '  lightapi.yaml:2:9',
      '    LA054  secret needs the variable SECRET, which is not set.',
      '           fix: set SECRET, or write ${SECRET:-default}',
    ],
    isBeyondSchema: true,
  },
  {
    title: 'one that is empty',
    yaml: ['prefix: ${EMPTY}', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:9',
      '    LA054  prefix needs the variable EMPTY, which is not set.',
      '           fix: set EMPTY, or write ${EMPTY:-default}',
    ],
    isBeyondSchema: true,
  },
  {
    title: 'a mark that begins none',
    yaml: ['prefix: "${not a name}"', 'publicUrl: "${OPEN"', 'resources: { Book: { table: books } }'].join('\n'),
    says: [
      'LightApi cannot start: 2 problems.',
      '  lightapi.yaml:1:9',
      '    LA054  prefix has a "${" that begins no variable.',
      '           fix: write ${NAME}, ${NAME:-default}, or $${ for the signs themselves',
      '  lightapi.yaml:2:12',
      '    LA054  publicUrl has a "${" that begins no variable.',
      '           fix: write ${NAME}, ${NAME:-default}, or $${ for the signs themselves',
    ],
  },
  {
    title: 'one whose value does not fit, without repeating it',
    yaml: [
      'throttle: { limit: "${WORD}" }',
      'docs: { title: "${WORD}" }',
      'resources: { Book: { access: "${WORD}", bulk: "${WORD}" } }',
    ].join('\n'),
    says: [
      'LightApi cannot start: 3 problems.',
      '  lightapi.yaml:1:20',
      '    LA053  throttle.limit is not a whole number of at least 1.',
      '  lightapi.yaml:3:30',
      '    LA053  resources.Book.access has a value that it cannot have.',
      '           allowed: public, authenticated, nobody',
      '  lightapi.yaml:3:47',
      '    LA053  resources.Book.bulk has a value that it cannot have.',
      '           allowed: true, false',
    ],
    isBeyondSchema: true,
  },
];

describe('keys of a file are told of in full', () => itTells(KEYS));
describe('values of a file are told of in full', () => itTells(VALUES));
describe('variables in a file are told of in full', () => itTells(VARIABLES));
describe('keys of a file that are wrong are seen by an editor', () => itIsSeenByEditors(KEYS));
describe('values of a file that are wrong are seen by an editor', () => itIsSeenByEditors(VALUES));
describe('variables in a file that are wrong are seen by an editor', () => itIsSeenByEditors(VARIABLES));
