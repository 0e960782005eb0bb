import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '../common/principal.js';
import { principalOf } from './request-principal.js';

/**
 * Who asks, as a parameter of a handler: what `AuthenticatedGuard`, the guard of a resource, or any guard that sets
 * `request.user` has found out; the anonymous principal behind none of them.
 */
export const CurrentPrincipal: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => principalOf(context.switchToHttp().getRequest<object>()),
);
