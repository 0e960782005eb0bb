import { DATAUI_CRUD } from './dialects/dataui-crud.js';
import type { BenchDatabase } from './database.js';
import type { Dialect } from './dialects/dialect.js';
import { HOUSE, HOUSE_ON_SQLITE } from './dialects/house.js';
import { NESTJS_PAGINATE } from './dialects/nestjs-paginate.js';
import { PLATFORMATIC } from './dialects/platformatic.js';
import { REMULT } from './dialects/remult.js';
import { type BenchOperation, type Column, operationOf } from './operations.js';
import { ServerProcess } from './server.process.js';

/** A server that can take part. */
export interface Variant {
  readonly label: string;
  readonly variant: string;
  /** The variant that keeps its answers. Default: it has no such thing */
  readonly kept?: string;
  /** Which of its servers knows that a client has the answer. Default: none */
  readonly knows?: 'plain' | 'kept';
  /** Default: that of ours */
  readonly dialect?: Dialect;
}

/** A variant that takes part in a run. */
export interface Contestant {
  readonly label: string;
  /** Position in the run; rows it creates carry it. */
  readonly number: number;
  readonly applicationName: string;
  readonly dialect: Dialect;
  readonly server: ServerProcess;
  /** The same server with answers kept. */
  readonly keeping?: ServerProcess;
  readonly knows?: 'plain' | 'kept';
}

/** First the floor, which every figure is divided by, and at once its twin. */
const FLOORS: readonly Variant[] = [
  { label: 'floor', variant: 'floor', kept: 'floor:kept', knows: 'kept' },
  { label: 'floor again', variant: 'floor', kept: 'floor:kept', knows: 'kept' },
];

/** What others have written, each a package of its own under `peers`. */
const PEERS: readonly Variant[] = [
  { label: 'Fastify + pg by hand', variant: 'peer:fastify-pg' },
  { label: 'Platformatic SQL, Fastify', variant: 'peer:platformatic', dialect: PLATFORMATIC },
  { label: 'remult, Express', variant: 'peer:remult', dialect: REMULT, knows: 'plain' },
  { label: 'nestjs-paginate, Express', variant: 'peer:nestjs-paginate', dialect: NESTJS_PAGINATE, knows: 'plain' },
  {
    label: '@dataui/crud, Express',
    variant: 'peer:dataui-crud',
    dialect: DATAUI_CRUD,
    knows: 'plain',
  },
];

/** All that can be compared on PostgreSQL. */
export const VARIANTS: readonly Variant[] = [
  ...FLOORS,
  { label: 'ours, Fastify', variant: 'ours:fastify', kept: 'ours-cached:fastify', knows: 'kept' },
  { label: 'ours, Express', variant: 'ours:express', kept: 'ours-cached:express', knows: 'kept' },
  { label: 'ours with rules, Fastify', variant: 'ours-ruled:fastify' },
  { label: 'hand-written, Fastify', variant: 'hand-written:fastify', kept: 'hand-written-cached:fastify' },
  {
    label: 'hand-written, Express',
    variant: 'hand-written:express',
    kept: 'hand-written-cached:express',
    knows: 'kept',
  },
  ...PEERS,
];

/** All that can be compared on SQLite. */
export const SQLITE_VARIANTS: readonly Variant[] = [
  { label: 'floor', variant: 'floor-sqlite' },
  { label: 'floor again', variant: 'floor-sqlite' },
  { label: 'ours, Fastify', variant: 'ours:fastify' },
  { label: 'hand-written, Fastify', variant: 'hand-written:fastify' },
].map((variant) => ({ ...variant, dialect: HOUSE_ON_SQLITE }));

/** Ours with access rules, which ours without any is compared with. */
export const RULED: Variant = VARIANTS.find(({ variant }) => variant === 'ours-ruled:fastify')!;

/** Ours with answers kept in memory, and what they are compared with. */
export const CACHED: Variant = { label: 'ours with a cache, Fastify', variant: 'ours-cached:fastify' };
export const STATIC: Variant = { label: 'static route, Fastify', variant: 'static:fastify' };

const POOL_SIZE = 6;

/** The name of a peer's folder; `undefined` for a variant of this repository. */
export function peerOf({ variant }: Variant): string | undefined {
  return /^peer:([^:]+)/.exec(variant)?.[1];
}

/** Starts a variant against a database. */
export async function startContestant(
  { label, variant, kept, knows, dialect = HOUSE }: Variant,
  number: number,
  database: BenchDatabase,
  execArgv: string[] = [],
): Promise<Contestant> {
  const applicationName = `bench-${number}`;
  const settings = {
    engine: database.engine,
    databaseUrl: database.urlFor(number),
    applicationName,
    poolSize: POOL_SIZE,
  };
  const server = await ServerProcess.start(variant, settings, execArgv);
  const keeping = kept === undefined ? undefined : await ServerProcess.start(kept, settings, execArgv);
  return { label, number, applicationName, dialect, server, keeping, knows };
}

export async function stopContestants(contestants: readonly Contestant[]): Promise<void> {
  const servers = contestants.flatMap(({ server, keeping }) => (keeping ? [server, keeping] : [server]));
  await Promise.all(servers.map((server) => server.stop()));
}

/** Who answers a column, and how it is asked. */
export interface Entry {
  readonly contestant: Contestant;
  readonly server: ServerProcess;
  readonly operation: BenchOperation;
}

/** `undefined` where the contestant does not serve the column. */
export function entryOf(contestant: Contestant, column: Column): Entry | undefined {
  const operation = operationOf(column, contestant.dialect);
  const isPlain = column.manner === undefined || (column.manner === 'known' && contestant.knows === 'plain');
  const isKept = column.manner === 'kept' || (column.manner === 'known' && contestant.knows === 'kept');
  const server = isPlain ? contestant.server : isKept ? contestant.keeping : undefined;
  if (!operation || !server) return undefined;
  return { contestant, server, operation };
}
