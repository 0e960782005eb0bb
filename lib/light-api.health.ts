import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import type { BootProblem } from './compiler/boot.error.js';
import { completeHealthOptions, type HealthDefinition } from './health/health.options.js';
import type { PlacedResource } from './compiler/rules/unique-resources.rule.js';
import { Readiness, type Part } from './health/readiness.js';
import { LightApiCache } from './light-api.cache.js';
import { LightApiCaching } from './light-api.caching.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import type { LightApiExtras } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import { DatabaseProbe } from './repository/typeorm/database-probe.js';
import { replicasOf } from './repository/typeorm/replicas.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/** Nest's name of the data source that has none. */
const DEFAULT_SOURCE = 'default';
const PATH = /^\/?[\w-]+(\/[\w-]+)*\/?$/;

/** `undefined` where there are no probes. */
export function healthOf({ health }: LightApiExtras): HealthDefinition | undefined {
  if (!health) return undefined;
  const options = typeof health === 'object' ? health : {};
  // What is wrong with it is told when everything is checked.
  return completeHealthOptions(typeof options.path === 'string' ? options : { ...options, path: undefined });
}

/** The module of the probes, whose package is loaded only for those who have them. */
export async function healthModule({ path }: HealthDefinition): Promise<DynamicModule> {
  const { HealthModule } = await import('./health/health.module.js');
  return HealthModule.at(path);
}

/** Asks the databases of all contexts, the store of answers and Redis. */
export function readinessProvider(extras: LightApiExtras): FactoryProvider<Readiness> {
  const { timeoutMs } = healthOf(extras) ?? completeHealthOptions({});
  return {
    provide: Readiness,
    inject: [ResourceRegistry, LightApiCache, LightApiCaching],
    useFactory: (registry: ResourceRegistry<LinkedFeature>, cache: LightApiCache, { redis }: LightApiCaching) =>
      new Readiness(() => [
        ...databaseParts(registry, timeoutMs),
        ...(cache.status === 'off' ? [] : [{ name: 'cache', status: () => soundOr(cache.status === 'up') }]),
        ...(redis === undefined ? [] : [{ name: 'redis', status: () => soundOr(redis.failure === undefined) }]),
      ]),
  };
}

/** Answers come from the database, the primary one, and requests are counted in memory, while others are away. */
function soundOr(isUp: boolean): 'up' | 'degraded' {
  return isUp ? 'up' : 'degraded';
}

function databaseParts({ features }: ResourceRegistry<LinkedFeature>, timeoutMs: number): Part[] {
  const sources = new Map(features.flatMap(({ database }) => (database ? [[database.name, database.source]] : [])));
  return [...sources].flatMap(([name, source]) => {
    const suffix = name === DEFAULT_SOURCE ? '' : `:${name}`;
    const primary = new DatabaseProbe(source, timeoutMs);
    const part: Part = { name: `database${suffix}`, status: async () => ((await primary.isUp()) ? 'up' : 'down') };
    if (replicasOf(source) === undefined) return [part];
    const replica = new DatabaseProbe(source, timeoutMs, 'slave');
    return [part, { name: `replica${suffix}`, status: async () => soundOr(await replica.isUp()) }];
  });
}

/** Methods by path, of the two routes. */
export function probeMethods({ path }: HealthDefinition): ReadonlyMap<string, readonly string[]> {
  return new Map(['live', 'ready'].map((name) => [`${path}/${name}`, ['GET', 'HEAD']]));
}

/** A resource and the probes never share a path. */
export function checkProbePaths(placed: readonly PlacedResource[], extras: LightApiExtras): BootProblem[] {
  const health = healthOf(extras);
  if (health === undefined) return [];
  const taken = new Set([health.path, ...probeMethods(health).keys()]);
  return placed
    .filter(({ resource }) => taken.has(resource.path))
    .map(({ resource, place }) => ({
      code: 'LA014',
      resource: resource.name,
      place,
      message: `the path /${resource.path} belongs to the probes.`,
      fix: 'set a path for the resource, or another health.path',
    }));
}

/** What is wrong with the values of `health`. */
export function checkHealth({ health }: LightApiExtras): BootProblem[] {
  if (!health || health === true) return [];
  if (typeof health !== 'object') return [problem('health is not an object.', 'write true or { path }')];
  const { path, timeoutMs } = health;
  const isPath = path === undefined || (typeof path === 'string' && PATH.test(path));
  const isTime = timeoutMs === undefined || (Number.isSafeInteger(timeoutMs) && timeoutMs >= 1);
  return [
    ...(isPath ? [] : [problem('health.path is not a path.', 'write one like health or status/health')]),
    ...(isTime ? [] : [problem('health.timeoutMs is not a whole number of milliseconds.', 'write one such as 1000')]),
  ];
}

/** What is wrong with the values of `shutdown`. */
export function checkShutdown({ shutdown }: LightApiRuntimeOptions): BootProblem[] {
  const values = typeof shutdown === 'object' && shutdown !== null ? shutdown : {};
  return (['drainMs', 'timeoutMs'] as const)
    .filter((name) => values[name] !== undefined && !(Number.isSafeInteger(values[name]) && values[name] >= 0))
    .map((name) => problem(`shutdown.${name} is not a whole number of milliseconds.`, 'write one such as 5000'));
}

function problem(message: string, fix: string): BootProblem {
  return { code: 'LA011', place: 'forRoot', message, fix };
}
