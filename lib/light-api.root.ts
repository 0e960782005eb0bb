import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import { APP_FILTER, ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { createDocsControllers } from './http/docs.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { LightApiBootstrap } from './light-api.bootstrap.js';
import { LIGHT_API_ROOT } from './light-api.constants.js';
import type { LightApiExtras } from './light-api.module-definition.js';
import { LightApiTransactions } from './light-api.transactions.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/** What an application has once, however many contexts it is made of. */
export interface RootParts {
  readonly controllers: Type<unknown>[];
  readonly providers: Provider[];
  /** Tokens that contexts inject. */
  readonly exports: (symbol | Type<unknown>)[];
}

export function createRootParts(extras: LightApiExtras): RootParts {
  return {
    controllers: extras.docs === false ? [] : createDocsControllers(extras.docs ?? {}),
    providers: [
      { provide: LIGHT_API_ROOT, useValue: extras },
      ResourceRegistry,
      LightApiBootstrap,
      LightApiTransactions,
      routeTableProvider(),
      ProblemFilter,
      { provide: APP_FILTER, useExisting: ProblemFilter },
    ],
    exports: [LIGHT_API_ROOT, ResourceRegistry, LightApiTransactions],
  };
}

function routeTableProvider(): FactoryProvider<RouteTable> {
  return {
    provide: RouteTable,
    inject: [ResourceRegistry, ApplicationConfig, HttpAdapterHost],
    useFactory: (registry: ResourceRegistry, config: ApplicationConfig, adapterHost: HttpAdapterHost) =>
      new RouteTable(registry.resources, config, adapterHost),
  };
}
