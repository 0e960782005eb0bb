import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport';
import type { Authenticator } from './authenticator.js';
import type { PrincipalRequest } from './request-principal.js';

const JWT_STRATEGY = 'lightapi-jwt';

/** Makes Passport know access tokens, for the whole process: of several applications in one the last is heeded. */
export function registerJwtStrategy(bearer: Authenticator): JwtStrategy {
  return new JwtStrategy(bearer);
}

/** Access tokens as a Passport strategy, for `@UseGuards(AuthGuard('lightapi-jwt'))` on controllers of the application. */
class JwtStrategy extends PassportStrategy(Strategy, JWT_STRATEGY) {
  constructor(private readonly bearer: Authenticator) {
    super();
  }

  override authenticate(request: PrincipalRequest): void {
    if (!this.bearer.isMeant(request)) return this.fail('Bearer realm="api"', 401);
    Promise.resolve()
      .then(() => this.bearer.identify(request))
      .then(
        ({ user }) => this.success(user),
        (error: unknown) => this.error(error),
      );
  }

  /** What Nest's mixin asks for; this strategy answers for itself. */
  validate(): undefined {
    return undefined;
  }
}
