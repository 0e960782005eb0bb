import { Client } from 'pg';
import { withDatabase } from '../../services/database-names.js';

/** Everything in a database but what the server has put there itself. */
const EMPTY = `
  DO $$
  DECLARE name text;
  BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
      EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
  END $$;
  CREATE SCHEMA public AUTHORIZATION pg_database_owner;
  GRANT USAGE ON SCHEMA public TO public`;

const DISCONNECT = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1';

/** Databases that their suite has left, by name once they are empty again; `undefined` for one that could not be emptied. */
const left: Promise<string | undefined>[] = [];

/**
 * An empty database, which stays the caller's until it is left. A suite gets one that another has left where there is
 * one: to create or drop a database the server copies hundreds of files or writes out all that it has in memory, which
 * takes longer than most suites.
 */
export async function takePostgresDatabase(server: string, nextName: () => string): Promise<string> {
  const emptied = await left.shift();
  return emptied ?? createDatabase(server, nextName());
}

/** Gives a database back; it is emptied while others go on. */
export function leavePostgresDatabase(server: string, name: string): void {
  left.push(emptyDatabase(server, name).catch(() => undefined));
}

async function createDatabase(server: string, name: string): Promise<string> {
  await on(server, async (client) => {
    // A run that was killed leaves its databases behind, and process ids come again.
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
    // Deadlocks are found after a second otherwise, and each commit waits for the disk, which is only waiting; a role
    // that may not say so waits.
    for (const setting of ["deadlock_timeout = '100ms'", 'synchronous_commit = off']) {
      await client.query(`alter database ${name} set ${setting}`).catch(() => undefined);
    }
  });
  return name;
}

async function emptyDatabase(server: string, name: string): Promise<string> {
  await on(server, (client) => client.query(DISCONNECT, [name]));
  await on(withDatabase(server, name), (client) => client.query(EMPTY));
  return name;
}

async function on(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
