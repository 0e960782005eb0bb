import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { databasePrefix } from './database-names.js';

/** Drops the databases of the run that are still there. */
export async function dropDatabases(): Promise<void> {
  const { LIGHTAPI_TEST_POSTGRES_URL: postgres, LIGHTAPI_TEST_MARIADB_URL: mariadb } = process.env;
  const pattern = `${databasePrefix().replaceAll('_', '\\_')}%`;
  await Promise.all([postgres && dropPostgres(postgres, pattern), mariadb && dropMariadb(mariadb, pattern)]);
}

/** All at once: the server writes out what it has in memory for each, and once for those that come together. */
async function dropPostgres(url: string, pattern: string): Promise<void> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  const { rows } = await admin.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE datname LIKE $1',
    [pattern],
  );
  await admin.end();
  await Promise.all(
    rows.map(async ({ name }) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.end();
    }),
  );
}

async function dropMariadb(url: string, pattern: string): Promise<void> {
  const admin = await createConnection(url);
  const [rows] = await admin.query(
    'SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE ?',
    [pattern],
  );
  for (const { name } of rows as { name: string }[]) await admin.query(`DROP DATABASE IF EXISTS ${name}`);
  await admin.end();
}
