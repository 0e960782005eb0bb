// The servers that the tests talk to: where one is looked for, and how one is brought up where there is none.
import { existsSync, readdirSync } from 'node:fs';
import { probeMariadb, probePostgres, probeRedis } from './probe.mjs';

/** Login that is created on servers installed by the tests themselves; they listen on this machine only. */
const LOGIN = 'lightapi_test';

const POSTGRES_ROLE = `do $$ begin
  if not exists (select from pg_roles where rolname = '${LOGIN}') then
    create role ${LOGIN} superuser login password '${LOGIN}';
  end if;
end $$`;
const MARIADB_USER = `create user if not exists '${LOGIN}'@'%' identified by '${LOGIN}'; grant all on *.* to '${LOGIN}'@'%';`;

function postgresVersions() {
  return existsSync('/etc/postgresql') ? readdirSync('/etc/postgresql') : [];
}

/** Each command is a list of words. `start` runs when the server is installed but silent, `login` only after an install. */
export const SERVICES = {
  postgres: {
    variable: 'LIGHTAPI_TEST_POSTGRES_URL',
    probe: probePostgres,
    urls: [
      'postgres://postgres@127.0.0.1:5432/postgres',
      'postgres://postgres:postgres@127.0.0.1:5432/postgres',
      `postgres://${LOGIN}:${LOGIN}@127.0.0.1:5432/postgres`,
    ],
    debian: {
      packages: ['postgresql'],
      installed: () => postgresVersions().length > 0,
      start: () =>
        postgresVersions()
          .slice(-1)
          .map((version) => ['pg_ctlcluster', '--skip-systemctl-redirect', version, 'main', 'start']),
      login: [['runuser', '-u', 'postgres', '--', 'psql', '-v', 'ON_ERROR_STOP=1', '-c', POSTGRES_ROLE]],
    },
    compose: `postgres://${LOGIN}:${LOGIN}@127.0.0.1:55432/postgres`,
  },
  mariadb: {
    variable: 'LIGHTAPI_TEST_MARIADB_URL',
    probe: probeMariadb,
    urls: [
      'mysql://root@127.0.0.1:3306/mysql',
      'mysql://root:root@127.0.0.1:3306/mysql',
      `mysql://${LOGIN}:${LOGIN}@127.0.0.1:3306/mysql`,
    ],
    debian: {
      packages: ['mariadb-server'],
      installed: () => existsSync('/usr/sbin/mariadbd'),
      start: () => [
        ['install', '-d', '-o', 'mysql', '-g', 'mysql', '/run/mysqld'],
        ['start-stop-daemon', '--start', '--oknodo', '--background', '--exec', '/usr/sbin/mariadbd'],
      ],
      login: [['mariadb', '-e', MARIADB_USER]],
    },
    compose: `mysql://root:${LOGIN}@127.0.0.1:53306/mysql`,
  },
  redis: {
    variable: 'LIGHTAPI_TEST_REDIS_URL',
    probe: probeRedis,
    urls: ['redis://127.0.0.1:6379'],
    debian: {
      packages: ['redis-server'],
      installed: () => existsSync('/usr/bin/redis-server'),
      start: () => [['redis-server', '--daemonize', 'yes', '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']],
      login: [],
    },
    compose: 'redis://127.0.0.1:56379',
  },
};

/** The services that the run needs: `LIGHTAPI_TEST_ENGINES` is a comma list of sqlite, postgres, mariadb, redis. */
export function wantedServices(environment = process.env) {
  const list = environment.LIGHTAPI_TEST_ENGINES?.trim();
  if (!list) return Object.keys(SERVICES);
  const names = list.split(',').map((name) => name.trim());
  const known = ['sqlite', ...Object.keys(SERVICES)];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`LIGHTAPI_TEST_ENGINES names ${unknown.join(', ')}; known are ${known.join(', ')}`);
  }
  return names.filter((name) => name !== 'sqlite');
}
