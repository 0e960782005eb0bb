// Finds the servers that the tests need, brings up those that are missing, and says which it uses:
// the URL in the environment, else the usual local ports, else Debian's packages (as root), else docker compose.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { SERVICES, wantedServices } from './services/catalogue.mjs';

const COMPOSE_FILE = fileURLToPath(new URL('./services/compose.yml', import.meta.url));
const START_DEADLINE_MS = 30_000;

/** Runs a command; returns what it said when it failed, nothing when it worked. */
function failureOf([command, ...parameters], timeoutMs = 300_000) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync(command, parameters, { encoding: 'utf8', timeout: timeoutMs, env: environment, cwd: '/' });
  if (result.status === 0) return undefined;
  const said = (result.error?.message ?? result.stderr ?? '').trim().split('\n').slice(-3).join(' | ');
  return `${command} ${parameters.slice(0, 3).join(' ')}: ${said || `exit ${result.status}`}`;
}

/** Tries the URLs in turn; an answer, or why each was refused. */
async function firstAnswer(service, urls) {
  const refusals = [];
  for (const url of urls) {
    try {
      return { url, version: await service.probe(url) };
    } catch (error) {
      refusals.push(`${withoutPassword(url)}: ${reasonOf(error)}`);
    }
  }
  return { refusals };
}

async function answerInTime(service, urls) {
  const deadline = Date.now() + START_DEADLINE_MS;
  let answer = await firstAnswer(service, urls);
  while (!answer.url && Date.now() < deadline) {
    await delay(500);
    answer = await firstAnswer(service, urls);
  }
  return answer;
}

/** A refused connection to several addresses has a code but no message. */
function reasonOf(error) {
  return error.message || error.code;
}

function withoutPassword(url) {
  return url.replace(/:[^:@/]{1,200}@/, ':***@');
}

function canInstall() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

/** Starts the server from Debian's packages, installing it first when it is absent. */
async function fromDebian(service) {
  const { packages, installed, start, login } = service.debian;
  const fresh = !installed();
  const install = fresh
    ? [
        ['apt-get', 'update', '-q'],
        ['apt-get', 'install', '-y', '-q', ...packages],
      ]
    : [];
  for (const command of install) {
    const failure = failureOf(command);
    if (failure) return { refusals: [failure] };
  }
  // A package may have started its server already, so a start that fails is only told when nobody answers.
  const failures = start().map((command) => failureOf(command, 60_000));
  if (fresh) {
    await delay(2_000);
    failures.push(...login.map((command) => failureOf(command, 60_000)));
  }
  const answer = await answerInTime(service, service.urls);
  return answer.url ? answer : { refusals: [...failures.filter(Boolean), ...answer.refusals] };
}

async function fromCompose(name, service) {
  const failure = failureOf(['docker', 'compose', '-f', COMPOSE_FILE, 'up', '-d', '--wait', name]);
  return failure ? { refusals: [failure] } : answerInTime(service, [service.compose]);
}

/** One service: `{ url, version, origin }`, or `{ refusals }` with everything that was tried. */
async function find(name, bringUp) {
  const service = SERVICES[name];
  const given = process.env[service.variable];
  if (given) return { ...(await firstAnswer(service, [given])), origin: service.variable };
  const ways = [['already running', () => firstAnswer(service, [...service.urls, service.compose])]];
  if (bringUp && canInstall()) ways.push(["Debian's package", () => fromDebian(service)]);
  if (bringUp) ways.push(['docker compose', () => fromCompose(name, service)]);
  const refusals = [];
  for (const [origin, way] of ways) {
    const answer = await way();
    if (answer.url) return { ...answer, origin };
    for (const refusal of answer.refusals) refusals.push([origin, refusal].join(': '));
  }
  return { refusals };
}

/**
 * Puts the URL of every wanted service into `process.env`. Resolves to the services that could not be had, each with
 * what was tried; with `bringUp` false nothing is started or installed.
 */
export async function ensureServices({ bringUp = true, say = console.log } = {}) {
  const missing = [];
  for (const name of wantedServices()) {
    const answer = await find(name, bringUp);
    if (answer.url) {
      process.env[SERVICES[name].variable] = answer.url;
      say(`${name}: ${answer.version} at ${withoutPassword(answer.url)} (${answer.origin})`);
    } else missing.push({ name, variable: SERVICES[name].variable, refusals: answer.refusals });
  }
  return missing;
}

/** What to tell a reader who lacks a service. */
export function describeMissing(missing) {
  const parts = missing.map(
    ({ name, variable, refusals }) =>
      `No ${name} for the tests. Set ${variable}, or start one on its usual port.\n  tried ${refusals.join('\n  tried ')}`,
  );
  return [...parts, 'To test without servers: LIGHTAPI_TEST_ENGINES=sqlite npm test'].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = await ensureServices();
  if (missing.length > 0) {
    console.error(describeMissing(missing));
    process.exitCode = 1;
  }
}
