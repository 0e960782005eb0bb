import { JWT_ALGORITHMS } from '../../../common/jwt-algorithm.js';
import type { TenancyOptions } from '../../../resource/resource.options.js';
import { anyOf, choice, flag, list, object, secret, text, whole, type Members } from '../definition.js';
import type { ObjectDefinition } from '../definition.js';
import type {
  FileCache,
  FileCors,
  FileDatabase,
  FileDefinition,
  FileDocs,
  FileHealth,
  FileJwt,
  FileLogging,
  FileMetrics,
  FilePressure,
  FileReflect,
  FileShutdown,
  FileThrottle,
} from '../file-definition.js';
import { NAME } from './field.definitions.js';
import { DEFAULTS, RESOURCE_DEFINITION } from './resource.definitions.js';

const URL_OF_DATABASE = text(
  'postgres://…, mysql://…, mariadb://… or sqlite:file.sqlite; default: LIGHTAPI_DATABASE_URL, else lightapi.sqlite',
  'the URL of a supported database',
  '^(?:(?:postgres|postgresql|mysql|mariadb)://.|sqlite:.)',
);

const DATABASE: Members<FileDatabase> = {
  url: URL_OF_DATABASE,
  synchronize: flag(
    'creates and alters the tables of declared resources at boot, never of reflected ones; default: false',
  ),
  poolSize: whole(1, 'connections at most'),
  schema: text('schema of PostgreSQL that tables are in'),
  logging: flag('logs every statement; default: false'),
};

const JWT: Members<FileJwt> = {
  secret: secret('what access tokens are signed with, at least 32 bytes; default: LIGHTAPI_JWT_SECRET'),
  publicKey: text('PEM text of an RSA or EC key, instead of a secret'),
  privateKey: text('PEM text of the private half, which makes tokens'),
  algorithm: choice(JWT_ALGORITHMS, 'the one algorithm that is accepted'),
  issuer: text('the iss of tokens; default: lightapi'),
  audience: text('the aud of tokens; default: lightapi'),
  expiresInSeconds: whole(1, 'how long an access token is good; default: 900'),
  refreshExpiresInSeconds: whole(1, 'how long a refresh token is good; default: 2592000'),
};

const THROTTLE: Members<FileThrottle> = {
  limit: whole(1, 'requests in a window'),
  windowMs: whole(1, 'time in which requests count, in milliseconds; default: 60000'),
};

const CACHE: Members<FileCache> = {
  url: text('Redis that the nodes share; default: LIGHTAPI_REDIS_URL', 'the URL of a Redis', '^rediss?://.'),
  maxBytes: whole(1, 'memory for answers, in bytes; default: 64 MiB'),
  namespace: text('begins every key in Redis; default: lightapi'),
  surrogateKeys: flag('sends Surrogate-Key, for a CDN; default: false'),
};

const CORS: Members<FileCors> = {
  origins: anyOf([choice(['*']), list(text())], 'origins such as https://app.example.com, or * for all'),
  credentials: flag('whether browsers may send cookies; default: false'),
  allowedHeaders: list(text(), 'header fields of requests'),
  exposedHeaders: list(text(), 'header fields of answers that pages may read'),
  maxAgeSeconds: whole(0, 'how long a browser may remember, in seconds; default: 600'),
};

const DOCS: Members<FileDocs> = {
  path: text('path of Swagger UI; default: docs'),
  openapiPath: text('path of the OpenAPI document; default: openapi.json'),
  title: text('default: API'),
  version: text('default: 1.0'),
  description: text(),
};

const HEALTH: Members<FileHealth> = {
  path: text('path before /live and /ready; default: health'),
  timeoutMs: whole(1, 'time that a database may take to answer, in milliseconds; default: 1000'),
};

const SHUTDOWN: Members<FileShutdown> = {
  drainMs: whole(0, 'time in which requests are still taken after the signal, in milliseconds; default: 500'),
  timeoutMs: whole(1, 'time that requests under way may take after that, in milliseconds; default: 8000'),
};

const METRICS: Members<FileMetrics> = {
  path: text('default: metrics'),
  token: secret('what readers send as a Bearer token, at least 32 bytes; default: LIGHTAPI_METRICS_TOKEN'),
};

const PRESSURE: Members<FilePressure> = {
  maxEventLoopDelayMs: whole(1, 'mean delay of the event loop, in milliseconds'),
  maxInFlight: whole(1, 'requests under way'),
  maxHeapBytes: whole(1, 'memory in use on the heap, in bytes'),
  retryAfterSeconds: whole(1, 'when to come again, in seconds; default: 5'),
};

const LOGGING: Members<FileLogging> = {
  probes: flag('whether probes have lines as well; default: false'),
};

const TENANCY: Members<TenancyOptions> = {
  field: text('field that holds the tenant'),
  claim: text('claim of the caller that names the tenant; default: the name of the field'),
};

const REFLECT: Members<FileReflect> = {
  tables: list(text(), 'tables and views to expose; default: all of them'),
  except: list(text(), 'tables and views to leave out'),
};

const ROOT: Members<FileDefinition> = {
  draft: flag('nobody has looked yet at what the file exposes: it does not start in production; default: false'),
  database: anyOf([URL_OF_DATABASE, object(DATABASE)], 'the database to open'),
  defaults: DEFAULTS,
  prefix: text('path before those of the resources'),
  publicUrl: text(
    'origin that links in answers start with',
    'an origin such as https://api.example.com',
    '^https?://.',
  ),
  secret: secret('what cursors are signed with, at least 32 bytes; default: LIGHTAPI_SECRET'),
  jwt: object(JWT, 'access tokens'),
  throttle: { ...object(THROTTLE, 'how often a caller may ask'), required: ['limit'] },
  cache: object(CACHE, 'where answers are kept, for the resources whose cache says so'),
  cors: anyOf([choice([false]), { ...object(CORS), required: ['origins'] }], 'which pages of other origins may read'),
  docs: anyOf([choice([false]), object(DOCS)], 'the OpenAPI document and Swagger UI'),
  health: anyOf([flag(), object(HEALTH)], 'probes for containers and load balancers'),
  metrics: anyOf([flag(), object(METRICS)], 'figures for Prometheus; needs prom-client'),
  shutdown: object(SHUTDOWN, 'what becomes of requests when the process is told to end'),
  logging: anyOf([flag(), object(LOGGING)], 'a line in the log for each request; default: false'),
  pressure: object(PRESSURE, 'from where on requests are turned away with 503; default: none is'),
  slowQueryMs: whole(1, 'time after which a statement is in the log, in milliseconds; default: none is'),
  tenancy: { ...object(TENANCY, 'rows that belong to tenants'), required: ['field'] },
  reflect: anyOf([flag(), object(REFLECT)], 'exposes the tables that are there without naming them; default: false'),
  resources: { kind: 'map', ...NAME, value: RESOURCE_DEFINITION, description: 'resources by name' },
};

/** The whole file. */
export const FILE_DEFINITION: ObjectDefinition = object(ROOT);
