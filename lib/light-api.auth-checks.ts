import type { Type } from '@nestjs/common';
import { AccountStore } from './auth/account-store.js';
import { ApiKeyStore } from './auth/api-key-store.js';
import type { AttemptOptions, AuthOptions, LoginOptions } from './auth/auth.options.js';
import type { ThrottleOptions } from './auth/throttle.options.js';
import type { BootProblem } from './compiler/boot.error.js';
import type { CorsOptions } from './http/cors.options.js';
import type { Resource } from './resource/resource.js';

/** Options that are objects, some of which may be switched off. */
const SWITCHES: Readonly<Record<string, boolean>> = {
  auth: false,
  jwt: false,
  throttle: false,
  cache: false,
  cors: true,
  shutdown: false,
};

type Report = (problem: Omit<BootProblem, 'place'>) => void;

/** Tokens of RFC 9110 §5.6.2, which names of header fields are. */
const FIELD_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const PATH = /^\/?[\w-]+(\/[\w-]+)*\/?$/;
const COMMON_METHOD = 'findById';

/** Whether the options are objects at all, so that it makes sense to look into them. */
export function areObjects(options: Readonly<Record<string, unknown>>, report: Report): boolean {
  const wrong = Object.keys(SWITCHES).filter((name) => {
    const value = options[name];
    return value !== undefined && !(value === false && SWITCHES[name]) && (typeof value !== 'object' || value === null);
  });
  for (const name of wrong) report({ code: 'LA011', message: `${name} is not an object.` });
  return wrong.length === 0;
}

/** A resource and the routes of login never share a path. */
export function checkLoginPaths(
  placed: readonly { readonly resource: Resource; readonly place: string }[],
  methods: ReadonlyMap<string, readonly string[]>,
): BootProblem[] {
  const taken = new Set([...methods.keys()].flatMap((path) => [path, path.slice(0, path.lastIndexOf('/'))]));
  return placed
    .filter(({ resource }) => taken.has(resource.path))
    .map(({ resource, place }) => ({
      code: 'LA014',
      resource: resource.name,
      place,
      message: `the path /${resource.path} belongs to the routes of login.`,
      fix: 'set a path for the resource, or another auth.login.path',
    }));
}

/** What is wrong with the values of `auth`. */
export function checkAuthOptions(auth: AuthOptions, report: Report): void {
  checkStore(auth.accounts, AccountStore, COMMON_METHOD, 'accounts', report);
  checkStore(auth.apiKeys, ApiKeyStore, 'find', 'apiKeys', report);
  checkFlag(auth.basic, 'auth.basic', report);
  if (auth.basic === true && auth.accounts === undefined) {
    report({
      code: 'LA044',
      message: 'auth.basic has no accounts to compare with.',
      fix: 'name a class in auth.accounts',
    });
  }
  if (auth.login && auth.accounts === undefined) {
    report({ code: 'LA044', message: 'auth.login has no accounts to log in.', fix: 'name a class in auth.accounts' });
  }
  const { apiKeyHeader, strategies, login } = auth;
  if (apiKeyHeader !== undefined && (typeof apiKeyHeader !== 'string' || !FIELD_NAME.test(apiKeyHeader))) {
    report({ code: 'LA011', message: 'auth.apiKeyHeader is not the name of a header field.' });
  }
  const isList = Array.isArray(strategies) && strategies.every((name) => typeof name === 'string' && name !== '');
  if (strategies !== undefined && !isList) {
    report({ code: 'LA011', message: 'auth.strategies is not a list of the names of Passport strategies.' });
  }
  if (login === undefined || login === false) return;
  if (typeof login === 'object' && login !== null) checkLogin(login, report);
  else report({ code: 'LA011', message: 'auth.login is neither an object nor false.' });
}

/** What is wrong with the values of `throttle`. */
export function checkThrottle({ limit, windowMs, storage }: ThrottleOptions, report: Report): void {
  checkCount(limit, 'throttle.limit', report);
  if (windowMs !== undefined) checkCount(windowMs, 'throttle.windowMs', report);
  if (storage !== undefined && typeof (storage as { increment?: unknown } | null)?.increment !== 'function') {
    report({ code: 'LA011', message: 'throttle.storage is not a ThrottlerStorage: it has no increment().' });
  }
}

/** What is wrong with the values of `cors`. */
export function checkCors(options: CorsOptions, report: Report): void {
  const { origins, credentials, maxAgeSeconds } = options;
  checkFlag(credentials, 'cors.credentials', report);
  const listed: readonly unknown[] = Array.isArray(origins) ? origins : [];
  if (credentials === true && (origins === '*' || listed.includes('*'))) {
    report({
      code: 'LA045',
      message:
        'cors.origins is "*" together with cors.credentials: every page in the world could act for its visitors.',
      fix: 'list the origins of your own pages',
    });
  } else if (origins !== '*' && (listed.length === 0 || !listed.every(isOrigin))) {
    report({
      code: 'LA011',
      message: 'cors.origins is neither "*" nor a list of origins.',
      fix: `write ['https://app.example.com'], without a path and without a slash at the end`,
    });
  }
  if (maxAgeSeconds !== undefined) checkCount(maxAgeSeconds, 'cors.maxAgeSeconds', report, 0);
  for (const name of ['allowedHeaders', 'exposedHeaders'] as const) {
    const value: unknown = options[name];
    const isList = Array.isArray(value) && value.every((field) => FIELD_NAME.test(String(field)));
    if (value !== undefined && !isList) {
      report({ code: 'LA011', message: `cors.${name} is not a list of the names of header fields.` });
    }
  }
}

function checkLogin(login: LoginOptions, report: Report): void {
  checkFlag(login.refresh, 'auth.login.refresh', report);
  if (login.path !== undefined && (typeof login.path !== 'string' || !PATH.test(login.path))) {
    report({ code: 'LA013', message: 'auth.login.path is not made of plain segments.' });
  }
  const attempts: AttemptOptions = login.attempts ?? {};
  for (const name of ['limit', 'addressLimit', 'windowMs'] as const) {
    if (attempts[name] !== undefined) checkCount(attempts[name], `auth.login.attempts.${name}`, report);
  }
}

/** A class that extends ours may come from another copy of this package, so its methods are what counts. */
function checkStore(
  store: unknown,
  base: { readonly name: string },
  method: string,
  option: string,
  report: Report,
): void {
  if (store === undefined) return;
  const prototype = typeof store === 'function' ? (store as Type<Record<string, unknown>>).prototype : undefined;
  if (typeof prototype?.[method] === 'function') return;
  report({ code: 'LA011', message: `auth.${option} is not a class that extends ${base.name}.` });
}

function checkFlag(value: unknown, place: string, report: Report): void {
  if (value === undefined || typeof value === 'boolean') return;
  report({ code: 'LA011', message: `${place} is neither true nor false.` });
}

function checkCount(value: unknown, place: string, report: Report, least = 1): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  report({ code: 'LA011', message: `${place} is not a whole number of at least ${least}.` });
}

function isOrigin(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;
}
