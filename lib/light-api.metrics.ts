import type { FactoryProvider, Type } from '@nestjs/common';
import { AnswerKeeping } from './cache/answer-keeping.js';
import type { BootProblem } from './compiler/boot.error.js';
import type { PlacedResource } from './compiler/rules/unique-resources.rule.js';
import { readEnvironment } from './config/environment.js';
import { isLongEnough, SHORT_SECRET } from './config/secret-length.js';
import { RequestLoad } from './http/request-load.js';
import { LightApiCache } from './light-api.cache.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import type { LightApiExtras } from './light-api.module-definition.js';
import { createMetricsController } from './metrics/metrics.controller.factory.js';
import { LIGHT_API_METRICS, type MetricsOptions } from './metrics/metrics.options.js';
import type { Metrics, MetricSources, PoolState } from './metrics/metrics.js';
import { poolState } from './repository/typeorm/pool-state.js';
import { ResourceRegistry } from './resource/resource.registry.js';

const PATH = /^\/?[\w-]+(\/[\w-]+)*\/?$/;

/** Path of the metrics, without slashes around it; `undefined` where there are none. */
export function metricsPath({ metrics }: LightApiExtras): string | undefined {
  if (!metrics) return undefined;
  const { path = 'metrics' } = typeof metrics === 'object' ? metrics : {};
  // What is wrong with it is told when everything is checked.
  return typeof path === 'string' ? path.replaceAll(/^\/|\/$/g, '') : 'metrics';
}

export function metricsControllers(extras: LightApiExtras): Type<unknown>[] {
  const path = metricsPath(extras);
  return path === undefined ? [] : [createMetricsController(path, tokenOf(extras.metrics))];
}

function tokenOf(metrics: MetricsOptions | boolean | undefined): string | undefined {
  const { token } = typeof metrics === 'object' ? metrics : {};
  return token ?? readEnvironment().environment.metricsToken;
}

/** The figures; the package that counts them is loaded only for those who have them. */
export function metricsProvider(extras: LightApiExtras): FactoryProvider<Metrics | undefined> {
  return {
    provide: LIGHT_API_METRICS,
    inject: [ResourceRegistry, LightApiCache, AnswerKeeping, RequestLoad],
    useFactory: async (
      registry: ResourceRegistry<LinkedFeature>,
      cache: LightApiCache,
      keeping: AnswerKeeping,
      load: RequestLoad,
    ) => {
      if (!extras.metrics) return undefined;
      const Loaded = await loadMetrics();
      return Loaded && new Loaded(sourcesOf(registry, cache, keeping, load));
    },
  };
}

async function loadMetrics(): Promise<typeof Metrics | undefined> {
  try {
    return (await import('./metrics/metrics.js')).Metrics;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}

function sourcesOf(
  registry: ResourceRegistry<LinkedFeature>,
  cache: LightApiCache,
  keeping: AnswerKeeping,
  load: RequestLoad,
): MetricSources {
  return {
    inFlight: () => load.inFlight,
    pools: () => {
      const states = new Map<string, PoolState>();
      for (const { database } of registry.features) {
        const state = database && poolState(database.source);
        if (state !== undefined) states.set(database!.name, state);
      }
      return states;
    },
    cache: () =>
      keeping.answers === undefined
        ? undefined
        : { isUp: cache.status === 'up', hits: keeping.hits, misses: keeping.misses },
  };
}

/** What is wrong with the option `metrics`, and whether its path is free. */
export function checkMetrics(
  extras: LightApiExtras,
  metrics: Metrics | undefined,
  placed: readonly PlacedResource[],
): BootProblem[] {
  const { metrics: options } = extras;
  if (!options) return [];
  if (options !== true && typeof options !== 'object') {
    return [problem('metrics is not an object.', 'write true or { path }')];
  }
  const { path } = options === true ? {} : options;
  const token = tokenOf(options);
  const isPath = path === undefined || (typeof path === 'string' && PATH.test(path));
  const isToken = token === undefined || (typeof token === 'string' && isLongEnough(token));
  const own = metricsPath(extras);
  return [
    ...(isPath ? [] : [problem('metrics.path is not a path.', 'write one like metrics or status/metrics')]),
    ...(isToken
      ? []
      : [{ ...problem(`metrics.token ${SHORT_SECRET.message}`, SHORT_SECRET.fix), code: 'LA044' as const }]),
    ...(metrics === undefined ? [MISSING] : []),
    ...placed
      .filter(({ resource }) => resource.path === own)
      .map(({ resource, place }) => ({
        code: 'LA014' as const,
        resource: resource.name,
        place,
        message: `the path /${resource.path} belongs to the metrics.`,
        fix: 'set a path for the resource, or another metrics.path',
      })),
  ];
}

const MISSING: BootProblem = {
  code: 'LA047',
  place: 'forRoot',
  message: 'metrics are to be served, and prom-client is not installed.',
  fix: 'npm install prom-client, or leave metrics out',
};

function problem(message: string, fix: string): BootProblem {
  return { code: 'LA011', place: 'forRoot', message, fix };
}
