import type { DataSource, QueryRunner } from 'typeorm';

/** Empties every table and starts generated keys at 1 again, on one connection, foreign keys notwithstanding. */
export async function emptyTables(dataSource: DataSource): Promise<void> {
  const tables = dataSource.entityMetadatas
    .filter(({ tableType }) => tableType !== 'view')
    .map(({ tablePath }) => tablePath);
  const names = [...new Set(tables)].map((table) => quoted(dataSource, table));
  if (names.length === 0) return;
  const runner = dataSource.createQueryRunner();
  try {
    await cleanerOf(dataSource)(runner, names);
  } finally {
    await runner.release();
  }
}

type Cleaner = (runner: QueryRunner, names: readonly string[]) => Promise<void>;

function cleanerOf({ options: { type } }: DataSource): Cleaner {
  if (type === 'postgres') return emptyPostgres;
  return type === 'mysql' || type === 'mariadb' ? emptyMysql : emptySqlite;
}

/** TRUNCATE makes new files for each table and its indexes, which takes ten times as long as to delete a few rows. */
async function emptyPostgres(runner: QueryRunner, names: readonly string[]): Promise<void> {
  const counters = incrementsOf(runner.connection).map(
    ([table, column]) => `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), 1, false)`,
  );
  const deletions = names.map((name) => `DELETE FROM ${name}`);
  const statements = ['SET session_replication_role = replica', ...deletions, ...counters];
  try {
    await runner.query([...statements, 'RESET session_replication_role'].join(';'));
  } catch {
    // A role that may not set foreign keys aside has been through none of it.
    await runner.query(`TRUNCATE ${names.join(', ')} RESTART IDENTITY CASCADE`);
  }
}

/** A table gets new files when its counter is set back, so that is done where it has counted. */
async function emptyMysql(runner: QueryRunner, names: readonly string[]): Promise<void> {
  const { database } = runner.connection.driver;
  // MySQL remembers counters for a day, and MariaDB does not know how to be told otherwise.
  await runner.query('SET information_schema_stats_expiry = 0').catch(() => undefined);
  const counted = (await runner.query(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND auto_increment > 1',
    [database],
  )) as { name: string }[];
  const hasCounted = new Set(counted.map(({ name }) => quoted(runner.connection, name)));
  await runner.query('SET FOREIGN_KEY_CHECKS = 0');
  try {
    for (const name of names) await runner.query(`${hasCounted.has(name) ? 'TRUNCATE TABLE' : 'DELETE FROM'} ${name}`);
  } finally {
    await runner.query('SET FOREIGN_KEY_CHECKS = 1');
  }
}

async function emptySqlite(runner: QueryRunner, names: readonly string[]): Promise<void> {
  const counters = incrementsOf(runner.connection).length > 0 ? ['DELETE FROM sqlite_sequence'] : [];
  const deletions = names.map((name) => `DELETE FROM ${name}`);
  for (const statement of ['PRAGMA foreign_keys = OFF', ...deletions, ...counters, 'PRAGMA foreign_keys = ON'])
    await runner.query(statement);
}

/** Columns that count up, each with its quoted table. */
function incrementsOf(dataSource: DataSource): (readonly [table: string, column: string])[] {
  return dataSource.entityMetadatas
    .filter(({ tableType }) => tableType !== 'view')
    .flatMap(({ tablePath, generatedColumns }) =>
      generatedColumns
        .filter(({ generationStrategy }) => generationStrategy === 'increment')
        .map(({ databaseName }) => [quoted(dataSource, tablePath), databaseName] as const),
    );
}

function quoted(dataSource: DataSource, tablePath: string): string {
  return tablePath
    .split('.')
    .map((part) => dataSource.driver.escape(part))
    .join('.');
}
