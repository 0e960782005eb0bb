import { readFileSync } from 'node:fs';
import Database from 'libsql';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

/** What a database says that has no such table. */
const ABSENT = /no such table|does not exist|doesn't exist/;

/**
 * Makes the tables of the store, with a few rows, in a database that does not have them. It stands for whoever has made
 * your database: LightAPI has no part in it, and makes and alters nothing.
 */
export async function setUp(url: string): Promise<void> {
  if (url.startsWith('sqlite:')) return setUpSqlite(url.slice('sqlite:'.length));
  if (url.startsWith('postgres')) return setUpPostgres(url);
  return setUpMariadb(url);
}

async function setUpPostgres(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await unlessThere(
      () => client.query('SELECT 1 FROM stock_levels'),
      () => client.query(sql('postgres')),
    );
  } finally {
    await client.end();
  }
}

async function setUpMariadb(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true, charset: 'utf8mb4' });
  try {
    await unlessThere(
      () => connection.query('SELECT 1 FROM stock_levels'),
      () => connection.query(sql('mariadb')),
    );
  } finally {
    await connection.end();
  }
}

async function setUpSqlite(path: string): Promise<void> {
  const file = new Database(path);
  try {
    await unlessThere(
      () => file.prepare('SELECT 1 FROM stock_levels').all(),
      () => file.exec(sql('sqlite')),
    );
  } finally {
    file.close();
  }
}

async function unlessThere(look: () => unknown, make: () => unknown): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!ABSENT.test((error as Error).message)) throw error;
    await make();
  }
}

function sql(engine: string): string {
  return readFileSync(new URL(`./${engine}.sql`, import.meta.url), 'utf8');
}
