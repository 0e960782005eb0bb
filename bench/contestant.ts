import { ServerProcess } from './server.process.js';

/** A variant that takes part in a run. */
export interface Contestant {
  readonly label: string;
  /** Position in the run; rows it creates carry it. */
  readonly number: number;
  readonly applicationName: string;
  readonly server: ServerProcess;
}

/** The variants: first the floor, which every figure is divided by, and at once its twin. */
export const VARIANTS: readonly { readonly label: string; readonly variant: string }[] = [
  { label: 'floor', variant: 'floor' },
  { label: 'floor again', variant: 'floor' },
  { label: 'ours, Fastify', variant: 'ours:fastify' },
  { label: 'ours, Express', variant: 'ours:express' },
  { label: 'hand-written, Fastify', variant: 'hand-written:fastify' },
  { label: 'hand-written, Express', variant: 'hand-written:express' },
];

/** Ours with access rules, which only ours without any is compared with. */
export const RULED = { label: 'ours with rules, Fastify', variant: 'ours-ruled:fastify' };

/** Ours with answers kept in memory, and what they are compared with. */
export const CACHED = { label: 'ours with a cache, Fastify', variant: 'ours-cached:fastify' };
export const STATIC = { label: 'static route, Fastify', variant: 'static:fastify' };

const POOL_SIZE = 8;

/** Starts a variant against a database; by its number where it is one of the table. */
export async function startContestant(
  number: number,
  databaseUrl: string,
  execArgv: string[] = [],
  { label, variant } = VARIANTS[number]!,
): Promise<Contestant> {
  const applicationName = `bench-${number}`;
  const settings = { databaseUrl, applicationName, poolSize: POOL_SIZE };
  const server = await ServerProcess.start(variant, settings, execArgv);
  return { label, number, applicationName, server };
}
