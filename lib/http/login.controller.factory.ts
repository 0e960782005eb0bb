import { Controller, Get, Header, HttpCode, Inject, Options, Post, Req, UseGuards, type Type } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { AuthenticatedGuard } from '../auth/authenticated.guard.js';
import { LoginService, type LoginResult } from '../auth/login.service.js';
import { MAX_PASSWORD, MAX_USERNAME } from '../auth/password-check.js';
import { LIGHT_API_PRINCIPALS, type PrincipalSource } from '../auth/principal-source.js';
import { addressOf, principalOf, type PrincipalRequest } from '../auth/request-principal.js';
import { DocumentAccount, DocumentTokens } from './openapi-login.js';
import { noteOperation } from './openapi-security.js';
import { readTexts } from './login-body.js';
import type { HttpRequest } from './request-parameters.js';

const PASSWORD_BODY = { username: MAX_USERNAME, password: MAX_PASSWORD };
const REFRESH_BODY = { refreshToken: 255 };

const POST_METHODS = ['POST', 'OPTIONS'];
const GET_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const ME = noteOperation(() => ({ asks: 'required', refuses: false }));

type LoginRequest = HttpRequest & PrincipalRequest;

/** Which routes there are. */
export interface LoginRoutes {
  /** Path before theirs, without slashes around it. */
  readonly path: string;
  readonly refreshes: boolean;
}

/** The path of the `login` option as routes have it. */
export function loginPath(path = 'auth'): string {
  return path.replace(/^\/|\/$/g, '');
}

/** Methods by path of the routes for who has an account. */
export function loginMethods({ path, refreshes }: LoginRoutes): ReadonlyMap<string, readonly string[]> {
  return new Map([
    [`${path}/login`, POST_METHODS],
    [`${path}/me`, GET_METHODS],
    ...(refreshes
      ? ([
          [`${path}/refresh`, POST_METHODS],
          [`${path}/logout`, POST_METHODS],
        ] as const)
      : []),
  ]);
}

/** Makes the controller of the routes for who has an account. Tokens are kept by nobody on their way (RFC 6749 §5.1). */
export function createLoginController({ path, refreshes }: LoginRoutes): Type<unknown> {
  class AccountRoutes {
    constructor(
      @Inject(LoginService) readonly service: LoginService,
      @Inject(LIGHT_API_PRINCIPALS) readonly principals: PrincipalSource,
    ) {}
  }

  class SessionRoutes extends AccountRoutes {
    @Post('refresh')
    @HttpCode(200)
    @Header('Cache-Control', 'no-store')
    @DocumentTokens('refresh', 'Turns a refresh token into new tokens, once.', REFRESH_BODY, true)
    refresh(@Req() request: LoginRequest): Promise<LoginResult> {
      return this.service.refresh(readTexts(request, REFRESH_BODY).refreshToken);
    }

    @Post('logout')
    @HttpCode(204)
    @UseGuards(AuthenticatedGuard)
    @DocumentAccount('logout', 'Ends the session: its tokens are no good any more.', 'nothing')
    @ME
    async logout(@Req() request: LoginRequest): Promise<void> {
      await this.service.logout(await this.principals.sessionOf?.(request));
    }

    @Options(['refresh', 'logout'])
    @HttpCode(204)
    @Header('Allow', POST_METHODS.join(', '))
    @ApiExcludeEndpoint()
    sessionOptions(): void {}
  }

  // Nest takes the routes of a class before those that it inherits, and the documentation begins with login.
  class LoginController extends (refreshes ? SessionRoutes : AccountRoutes) {
    @Post('login')
    @HttpCode(200)
    @Header('Cache-Control', 'no-store')
    @DocumentTokens('login', 'Turns a password into tokens.', PASSWORD_BODY, refreshes)
    login(@Req() request: LoginRequest): Promise<LoginResult> {
      const { username, password } = readTexts(request, PASSWORD_BODY);
      return this.service.login(username, password, addressOf(request));
    }

    @Get('me')
    @UseGuards(AuthenticatedGuard)
    @Header('Cache-Control', 'no-store')
    @DocumentAccount('readMe', 'Says who the caller is.', 'user')
    @ME
    me(@Req() request: LoginRequest): object {
      const { id, roles, claims } = principalOf(request);
      return isPlain(claims) ? { ...claims, id, roles } : { id, roles };
    }

    @Options('login')
    @HttpCode(204)
    @Header('Allow', POST_METHODS.join(', '))
    @ApiExcludeEndpoint()
    loginOptions(): void {}

    @Options('me')
    @HttpCode(204)
    @Header('Allow', GET_METHODS.join(', '))
    @ApiExcludeEndpoint()
    meOptions(): void {}
  }

  ApiTags('Auth')(LoginController);
  Controller(path)(LoginController);
  return LoginController;
}

/** What a strategy of the application calls its user may be a row with all of its columns, which is no answer. */
function isPlain(claims: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(claims);
  return prototype === null || prototype === Object.prototype;
}
