import { Inject, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import type { Resource } from '../resource/resource.js';

/** Injection token of the guard of the resource with this name; whoever provides it in its context replaces it. */
export function resourceGuardToken(resourceName: string): string {
  return `LightApi:${resourceName}Guard`;
}

/** Makes the guard class of a resource: `BookGuard`, which asks whatever its token stands for. */
export function createGuardClass({ name }: Resource): Type<CanActivate> {
  const guard = {
    [`${name}Guard`]: class implements CanActivate {
      constructor(private readonly decider: CanActivate) {}

      canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
        return this.decider.canActivate(context);
      }
    },
  }[`${name}Guard`]!;
  Inject(resourceGuardToken(name))(guard, undefined, 0);
  return guard;
}
