import type { FactoryProvider } from '@nestjs/common';
import { APP_FILTER, ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { createAuthParts, loginOf, type AuthParts } from './light-api.auth.js';
import { ChangeFeed } from './events/change-feed.js';
import { CommitFeed } from './events/commit-feed.js';
import { createDocsControllers } from './http/docs.controller.js';
import { loginMethods } from './http/login.controller.factory.js';
import { Readiness } from './health/readiness.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RequestLoad } from './http/request-load.js';
import { RouteTable } from './http/route-table.js';
import { LightApiCache } from './light-api.cache.js';
import { createCachingParts } from './light-api.caching.js';
import { healthModule, healthOf, probeMethods, readinessProvider } from './light-api.health.js';
import { LightApiBootstrap } from './light-api.bootstrap.js';
import { LIGHT_API_ROOT } from './light-api.constants.js';
import type { LightApiExtras } from './light-api.module-definition.js';
import { metricsControllers, metricsPath, metricsProvider } from './light-api.metrics.js';
import { LightApiOperations } from './light-api.operations.js';
import { LightApiShutdown } from './light-api.shutdown.js';
import { LightApiTransactions } from './light-api.transactions.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/** What an application has once, however many contexts it is made of. */
export function createRootParts(extras: LightApiExtras): AuthParts {
  const auth = createAuthParts(extras);
  const caching = createCachingParts();
  const docs = extras.docs === false ? [] : createDocsControllers(extras.docs ?? {});
  const health = healthOf(extras);
  return {
    imports: [...auth.imports, ...caching.imports, ...(health === undefined ? [] : [healthModule(health)])],
    controllers: [...auth.controllers, ...docs, ...metricsControllers(extras)],
    providers: [
      { provide: LIGHT_API_ROOT, useValue: extras },
      ResourceRegistry,
      ChangeFeed,
      CommitFeed,
      LightApiBootstrap,
      LightApiTransactions,
      routeTableProvider(extras),
      ProblemFilter,
      { provide: APP_FILTER, useExisting: ProblemFilter },
      ...auth.providers,
      ...caching.providers,
      LightApiCache,
      readinessProvider(extras),
      LightApiShutdown,
      LightApiOperations,
      RequestLoad,
      metricsProvider(extras),
    ],
    exports: [
      ...auth.exports,
      ...caching.exports,
      LightApiCache,
      LIGHT_API_ROOT,
      ResourceRegistry,
      ChangeFeed,
      CommitFeed,
      LightApiTransactions,
      Readiness,
    ],
  };
}

function routeTableProvider(extras: LightApiExtras): FactoryProvider<RouteTable> {
  const login = loginOf(extras);
  const health = healthOf(extras);
  const metrics = metricsPath(extras);
  const others = new Map([
    ...(login ? loginMethods(login) : []),
    ...(health ? probeMethods(health) : []),
    ...(metrics === undefined ? [] : [[metrics, ['GET', 'HEAD']] as const]),
  ]);
  return {
    provide: RouteTable,
    inject: [ResourceRegistry, ApplicationConfig, HttpAdapterHost],
    useFactory: (registry: ResourceRegistry, config: ApplicationConfig, adapterHost: HttpAdapterHost) =>
      new RouteTable(registry.resources, config, adapterHost, others),
  };
}
