import type { Type } from '@nestjs/common';
import type { BootProblem } from './compiler/boot.error.js';
import { misplacedRoutes, shadowedMethods, unreachedOverrides } from './http/extended-controller.js';
import { ResourceController } from './http/resource.controller.js';
import type { Resource } from './resource/resource.js';
import type { ResourceDeclaration } from './resource/resource.options.js';

/** The controllers that the application has written itself. */
export interface OwnControllers {
  readonly bases: ReadonlyMap<Resource, Type<ResourceController>>;
  readonly problems: readonly BootProblem[];
}

/** Reads the option `controller` of each resource. */
export function readControllers(
  declarations: ReadonlyMap<Resource, ResourceDeclaration>,
  place: string,
): OwnControllers {
  const bases = new Map<Resource, Type<ResourceController>>();
  const problems: BootProblem[] = [];
  for (const [resource, declaration] of declarations) {
    const controller: unknown = declaration.controller;
    if (controller === undefined) continue;
    const report = (message: string, fix: string): void =>
      void problems.push({ code: 'LA062', resource: resource.name, place, message, fix });
    if (!isController(controller)) {
      report(
        'controller is no class that extends ResourceController.',
        'write class BooksController extends ResourceController',
      );
      continue;
    }
    const path = Reflect.getOwnMetadata('path', controller) as string | undefined;
    if (path !== undefined && path !== '/') {
      report(`${controller.name} has a path, and the resource has one already.`, 'write @Controller() without it');
    }
    const misplaced = new Set(misplacedRoutes(controller, resource));
    for (const name of misplaced) {
      report(
        `${controller.name}.${name} has a path already.`,
        'leave its decorator out, or call the method something else',
      );
    }
    for (const name of shadowedMethods(controller, resource)) {
      if (misplaced.has(name)) continue;
      report(
        `${controller.name}.${name} has the name of a generated handler, and is never called.`,
        'override listRelated, which is given the relation, or call the method something else',
      );
    }
    for (const name of unreachedOverrides(controller, resource)) {
      report(
        `${controller.name}.${name} is never called: the resource has no such route.`,
        'expose the operation, or leave the method out',
      );
    }
    bases.set(resource, controller);
  }
  return { bases, problems };
}

function isController(value: unknown): value is Type<ResourceController> {
  return typeof value === 'function' && value.prototype instanceof ResourceController;
}
