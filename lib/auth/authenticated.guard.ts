import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { forbidden } from '../policy/forbidden.error.js';
import { LIGHT_API_PRINCIPALS, type PrincipalSource } from './principal-source.js';
import { setPrincipal, type PrincipalRequest } from './request-principal.js';

/**
 * Lets pass whoever has valid credentials, of any kind that `auth` knows. For controllers of the application's own.
 *
 * @example
 * ```ts
 * @UseGuards(AuthenticatedGuard)
 * @Get('secret')
 * secret(@CurrentPrincipal() principal: Principal) {
 *   return `You are ${principal.id}.`;
 * }
 * ```
 */
@Injectable()
export class AuthenticatedGuard implements CanActivate {
  constructor(@Inject(LIGHT_API_PRINCIPALS) private readonly principals: PrincipalSource) {}

  /** @throws LightApiError LA600 or LA602 (401) */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<PrincipalRequest>();
    const principal = await this.principals.principalFor(request);
    setPrincipal(request, principal);
    if (principal.id === undefined) throw forbidden(principal);
    return true;
  }
}
