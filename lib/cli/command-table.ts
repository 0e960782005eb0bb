import type { Command, CommandOption } from './command.js';

const ENV_FILE: CommandOption = {
  placeholder: 'FILE',
  about: 'variables that the environment does not set; default: .env where there is one',
};

const HELP: CommandOption = { short: 'h', about: 'shows this' };

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'serve',
    about: 'serves the API of a file on Fastify, with docs, until SIGTERM or SIGINT',
    takesFile: true,
    options: {
      host: { placeholder: 'ADDRESS', about: 'address to listen on; default: LIGHTAPI_HOST, else 127.0.0.1' },
      port: { short: 'p', placeholder: 'NUMBER', about: 'port to listen on; default: LIGHTAPI_PORT, else 3000' },
      watch: { short: 'w', about: 'starts again when the file changes; a broken one leaves the last good API running' },
      check: { about: 'the same as the command check' },
      'env-file': ENV_FILE,
      help: HELP,
    },
    load: async () => (await import('./commands/serve.command.js')).serve,
  },
  {
    name: 'check',
    about: 'tells what would be served, or everything that is wrong, without listening and without altering a table',
    takesFile: true,
    options: { 'env-file': ENV_FILE, help: HELP },
    load: async () => (await import('./commands/check.command.js')).check,
  },
  {
    name: 'openapi',
    about: 'prints the OpenAPI document of a file as JSON, without listening',
    takesFile: true,
    options: {
      out: { short: 'o', placeholder: 'FILE', about: 'writes it there instead' },
      'env-file': ENV_FILE,
      help: HELP,
    },
    load: async () => (await import('./commands/openapi.command.js')).openapi,
  },
  {
    name: 'init',
    about: 'writes a file for the tables of a database that is there',
    takesFile: false,
    options: {
      database: { short: 'd', placeholder: 'URL', about: 'the database; default: LIGHTAPI_DATABASE_URL' },
      schema: { placeholder: 'NAME', about: 'schema of PostgreSQL; default: that of the connection' },
      out: { short: 'o', placeholder: 'FILE', about: 'where to write; default: lightapi.yaml' },
      force: { about: 'writes over a file that is there' },
      'env-file': ENV_FILE,
      help: HELP,
    },
    load: async () => (await import('./commands/init.command.js')).init,
  },
];

/** Options that stand without a command. */
export const OWN_OPTIONS: Readonly<Record<string, CommandOption>> = {
  version: { short: 'v', about: 'shows the version' },
  help: HELP,
};
