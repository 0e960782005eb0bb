import type { CanActivate, DynamicModule, FactoryProvider, Provider, Type } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AccountStore } from './auth/account-store.js';
import { ApiKeyStore } from './auth/api-key-store.js';
import type { AuthOptions } from './auth/auth.options.js';
import { AuthSchemes } from './auth/auth-schemes.js';
import { LoginService } from './auth/login.service.js';
import { LIGHT_API_PRINCIPALS } from './auth/principal-source.js';
import type { RedisConnection } from './cache/redis/redis-connection.js';
import { createLoginController, loginPath, type LoginRoutes } from './http/login.controller.factory.js';
import { assembleAuth, LightApiAuth } from './light-api.auth-assembly.js';
import { LIGHT_API_REDIS } from './light-api.constants.js';
import { LIGHT_API_OPTIONS, type LightApiExtras } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import { AuthSession } from './repository/typeorm/sessions/auth-session.js';

/** What authentication adds to the module of `forRoot`. */
export interface AuthParts {
  readonly imports: NonNullable<DynamicModule['imports']>;
  readonly controllers: Type<unknown>[];
  readonly providers: Provider[];
  readonly exports: (symbol | Type<unknown>)[];
}

/** Whether there are accounts that may log in, and whether their sessions go on. */
export function loginOf({ auth }: LightApiExtras): LoginRoutes | undefined {
  if (auth?.accounts === undefined || auth.login === false) return undefined;
  return { path: loginPath(auth.login?.path), refreshes: auth.login?.refresh !== false };
}

/** Puts stores, guards and the routes of login into Nest's container. */
export function createAuthParts(extras: LightApiExtras): AuthParts {
  const auth: AuthOptions = extras.auth ?? {};
  const login = loginOf(extras);
  // Called for what it registers: `autoLoadEntities` has to know it before the data source opens.
  if (login?.refreshes === true) TypeOrmModule.forFeature([AuthSession], auth.dataSource);
  return {
    imports: [...(auth.imports ?? [])],
    controllers: login === undefined ? [] : [createLoginController(login)],
    providers: [
      ...(auth.accounts === undefined ? [] : [{ provide: AccountStore, useClass: auth.accounts }]),
      ...(auth.apiKeys === undefined ? [] : [{ provide: ApiKeyStore, useClass: auth.apiKeys }]),
      ...(auth.providers ?? []),
      authProvider(extras),
      part(LIGHT_API_PRINCIPALS, ({ principals }) => principals),
      part(AuthSchemes, ({ schemes }) => schemes),
      ...(login === undefined ? [] : [part(LoginService, ({ login: service }) => service)]),
      ...(extras.mayThrottle === true ? [part(APP_GUARD, ({ throttle }) => throttle ?? LET_PASS)] : []),
    ],
    exports: [LIGHT_API_PRINCIPALS],
  };
}

const LET_PASS: CanActivate = { canActivate: () => true };

function authProvider(extras: LightApiExtras): FactoryProvider<LightApiAuth> {
  return {
    provide: LightApiAuth,
    inject: [
      LIGHT_API_OPTIONS,
      Reflector,
      { token: AccountStore, optional: true },
      { token: ApiKeyStore, optional: true },
      { token: getDataSourceToken(extras.auth?.dataSource), optional: true },
      { token: LIGHT_API_REDIS, optional: true },
    ],
    useFactory: (
      options: LightApiRuntimeOptions,
      reflector: Reflector,
      accounts?: AccountStore,
      apiKeys?: ApiKeyStore,
      dataSource?: DataSource,
      redis?: RedisConnection,
    ) => {
      const given = { options, reflector, accounts, apiKeys, dataSource, redis };
      return assembleAuth({ auth: extras.auth, login: loginOf(extras), ...given });
    },
  };
}

function part(provide: FactoryProvider['provide'], pick: (auth: LightApiAuth) => unknown): FactoryProvider {
  return { provide, inject: [LightApiAuth], useFactory: pick };
}
