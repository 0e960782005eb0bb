import type { FactoryProvider } from '@nestjs/common';
import { APP_FILTER, ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { createAuthParts, loginOf, type AuthParts } from './light-api.auth.js';
import { ChangeFeed } from './events/change-feed.js';
import { createDocsControllers } from './http/docs.controller.js';
import { loginMethods } from './http/login.controller.factory.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { LightApiCache } from './light-api.cache.js';
import { createCachingParts } from './light-api.caching.js';
import { LightApiBootstrap } from './light-api.bootstrap.js';
import { LIGHT_API_ROOT } from './light-api.constants.js';
import type { LightApiExtras } from './light-api.module-definition.js';
import { LightApiTransactions } from './light-api.transactions.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/** What an application has once, however many contexts it is made of. */
export function createRootParts(extras: LightApiExtras): AuthParts {
  const auth = createAuthParts(extras);
  const caching = createCachingParts();
  const docs = extras.docs === false ? [] : createDocsControllers(extras.docs ?? {});
  return {
    imports: [...auth.imports, ...caching.imports],
    controllers: [...auth.controllers, ...docs],
    providers: [
      { provide: LIGHT_API_ROOT, useValue: extras },
      ResourceRegistry,
      ChangeFeed,
      LightApiBootstrap,
      LightApiTransactions,
      routeTableProvider(extras),
      ProblemFilter,
      { provide: APP_FILTER, useExisting: ProblemFilter },
      ...auth.providers,
      ...caching.providers,
      LightApiCache,
    ],
    exports: [
      ...auth.exports,
      ...caching.exports,
      LightApiCache,
      LIGHT_API_ROOT,
      ResourceRegistry,
      ChangeFeed,
      LightApiTransactions,
    ],
  };
}

function routeTableProvider(extras: LightApiExtras): FactoryProvider<RouteTable> {
  const login = loginOf(extras);
  return {
    provide: RouteTable,
    inject: [ResourceRegistry, ApplicationConfig, HttpAdapterHost],
    useFactory: (registry: ResourceRegistry, config: ApplicationConfig, adapterHost: HttpAdapterHost) =>
      new RouteTable(registry.resources, config, adapterHost, login && loginMethods(login)),
  };
}
