import { HttpException } from '@nestjs/common';
import passport from 'passport';
import type { FallbackAuthenticator } from './credential.source.js';
import type { Identity } from './identity.js';
import type { PrincipalRequest } from './request-principal.js';
import { userPrincipal } from './user-principal.js';

/** What passport does to a response when a strategy would rather talk to the client itself. */
interface StrategyResponse {
  statusCode: number;
  setHeader(name: string, value: string): void;
  end(): void;
}

type Middleware = (request: PrincipalRequest, response: StrategyResponse, next: (error?: unknown) => void) => void;

/** Asks strategies that the application has registered with Passport, in the order of their names. */
export class PassportStrategies implements FallbackAuthenticator {
  constructor(private readonly names: readonly string[]) {}

  identify(request: PrincipalRequest): Promise<Identity | undefined> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, user?: unknown): void => {
        if (error === null || error === undefined) resolve(userIdentity(user));
        else if (isRefusal(error)) resolve(undefined);
        else reject(error as Error);
      };
      const middleware = passport.authenticate([...this.names], { session: false }, done) as Middleware;
      middleware(request, silentResponse(done), done);
    });
  }
}

/** An API redirects nobody: a strategy that wants to does not know the caller. */
function silentResponse(done: (error: unknown) => void): StrategyResponse {
  return { statusCode: 200, setHeader: () => undefined, end: () => done(undefined) };
}

/** Nest's strategies refuse by throwing in `validate`. */
function isRefusal(error: unknown): boolean {
  return error instanceof HttpException && error.getStatus() === 401;
}

function userIdentity(user: unknown): Identity | undefined {
  const principal = userPrincipal(user);
  return principal.id === undefined ? undefined : { principal, user: principal.claims };
}
