import { isLongEnough, SHORT_SECRET } from './secret-length.js';

/** Every environment variable that LightApi reads, as it is after validation. */
export interface Environment {
  /** `LIGHTAPI_DATABASE_URL`: `postgres://…`, `mysql://…`, `mariadb://…` or `sqlite:FILE`. */
  readonly databaseUrl: string | undefined;
  /** `LIGHTAPI_HOST`: address that `runLightApi` listens on. Default `127.0.0.1`. */
  readonly host: string;
  /** `LIGHTAPI_PORT`: port that `runLightApi` listens on, 0 for any free one. Default 3000. */
  readonly port: number;
  /** `LIGHTAPI_SECRET`: what cursors are signed with, at least 32 bytes. Default: random, for this process alone. */
  readonly secret: string | undefined;
  /** `LIGHTAPI_JWT_SECRET`: what access tokens are signed with, at least 32 bytes; checked where tokens are used. */
  readonly jwtSecret: string | undefined;
  /** `LIGHTAPI_METRICS_TOKEN`: what readers of the metrics send. */
  readonly metricsToken: string | undefined;
  /** `LIGHTAPI_REDIS_URL`: `redis://…` or `rediss://…`, which the nodes of an application share. Default: none. */
  readonly redisUrl: string | undefined;
  /** `NODE_ENV` is `production`: what is a warning elsewhere is refused. */
  readonly isProduction: boolean;
}

/** A variable whose value cannot be used. The value is not repeated: it may hold a password. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly message: string;
  readonly fix: string;
}

const DATABASE_URL = /^(?:(?:postgres|postgresql|mysql|mariadb):\/\/.|sqlite:.)/;

const REDIS_URL = /^rediss?:\/\/./;

/** What can be done about an address that is no Redis. */
export const BAD_REDIS_URL = {
  message: 'is not the URL of a Redis.',
  fix: 'write redis://user:password@host:6379, or rediss://… for TLS',
};

export function isRedisUrl(text: string): boolean {
  // The path is the number of a database.
  return REDIS_URL.test(text) && URL.canParse(text) && /^\/?\d*$/.test(new URL(text).pathname);
}

/** Reads and checks the variables; every problem is listed, and a variable with a problem has its default. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): {
  readonly environment: Environment;
  readonly problems: readonly EnvironmentProblem[];
} {
  const problems: EnvironmentProblem[] = [];
  const databaseUrl = variables.LIGHTAPI_DATABASE_URL || undefined;
  const isDatabaseUrl = databaseUrl === undefined || DATABASE_URL.test(databaseUrl);
  if (!isDatabaseUrl) {
    problems.push({
      variable: 'LIGHTAPI_DATABASE_URL',
      message: 'is not the URL of a supported database.',
      fix: 'write postgres://user:password@host:5432/name, mysql://…, mariadb://… or sqlite:file.sqlite',
    });
  }
  const portText = variables.LIGHTAPI_PORT || '3000';
  const isPort = /^\d{1,5}$/.test(portText) && Number(portText) <= 65535;
  if (!isPort) {
    problems.push({ variable: 'LIGHTAPI_PORT', message: 'is not a port.', fix: 'write a number from 0 to 65535' });
  }
  const secret = variables.LIGHTAPI_SECRET || undefined;
  const isSecret = secret === undefined || isLongEnough(secret);
  if (!isSecret) problems.push({ variable: 'LIGHTAPI_SECRET', ...SHORT_SECRET });
  const redisUrl = variables.LIGHTAPI_REDIS_URL || undefined;
  const isRedis = redisUrl === undefined || isRedisUrl(redisUrl);
  if (!isRedis) problems.push({ variable: 'LIGHTAPI_REDIS_URL', ...BAD_REDIS_URL });
  return {
    environment: {
      databaseUrl: isDatabaseUrl ? databaseUrl : undefined,
      host: variables.LIGHTAPI_HOST || '127.0.0.1',
      port: isPort ? Number(portText) : 3000,
      secret: isSecret ? secret : undefined,
      jwtSecret: variables.LIGHTAPI_JWT_SECRET || undefined,
      metricsToken: variables.LIGHTAPI_METRICS_TOKEN || undefined,
      redisUrl: isRedis ? redisUrl : undefined,
      isProduction: variables.NODE_ENV === 'production',
    },
    problems,
  };
}
