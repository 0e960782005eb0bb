import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Principal } from '../common/principal.js';
import { forbidden } from '../policy/forbidden.error.js';
import { mayEver } from '../policy/may-ever.js';
import { mayEverAct } from '../policy/permit-action.js';
import type { Action } from '../resource/action.js';
import type { Operation } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';
import type { PrincipalSource } from './principal-source.js';
import { setPrincipal, type PrincipalRequest } from './request-principal.js';

const doings = new WeakMap<object, Operation | Action>();

/** Notes what a handler does, for the guard before it. */
export function setHandlerOperation(handler: object, operation: Operation | Action): void {
  doings.set(handler, operation);
}

/**
 * Stands before every route of a resource: finds out who asks, and turns away who may never do so. Which rows it may be
 * done with is part of each statement.
 */
export class ResourceGuard implements CanActivate {
  constructor(
    readonly resource: Resource,
    private readonly principals: PrincipalSource,
  ) {}

  /** @throws LightApiError LA600 or LA602 (401), LA700 (403) */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<PrincipalRequest>();
    const operation = doings.get(context.getHandler())!;
    const principal = this.principals.principalFor(request);
    if (principal instanceof Promise) return principal.then((found) => this.admit(request, operation, found));
    return this.admit(request, operation, principal);
  }

  private admit(request: PrincipalRequest, operation: Operation | Action, principal: Principal): true {
    setPrincipal(request, principal);
    if (!this.mayEver(operation, principal)) throw forbidden(principal);
    return true;
  }

  private mayEver(operation: Operation | Action, principal: Principal): boolean {
    if (typeof operation === 'object') return mayEverAct(this.resource, operation, principal);
    return mayEver(this.resource, operation, principal);
  }
}
