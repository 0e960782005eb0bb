import type { DataSource } from 'typeorm';

/** Empties every table and starts generated keys at 1 again, on one connection, foreign keys notwithstanding. */
export async function emptyTables(dataSource: DataSource): Promise<void> {
  const tables = dataSource.entityMetadatas
    .filter(({ tableType }) => tableType !== 'view')
    .map(({ tablePath }) => tablePath);
  const names = [...new Set(tables)].map((table) => quoted(dataSource, table));
  if (names.length === 0) return;
  const runner = dataSource.createQueryRunner();
  try {
    for (const statement of statementsFor(dataSource, names)) await runner.query(statement);
  } finally {
    await runner.release();
  }
}

function statementsFor(dataSource: DataSource, names: readonly string[]): string[] {
  const { type } = dataSource.options;
  if (type === 'postgres') return [`TRUNCATE ${names.join(', ')} RESTART IDENTITY CASCADE`];
  const deletions = names.map((name) => `DELETE FROM ${name}`);
  if (type === 'mysql' || type === 'mariadb') {
    const counters = names.map((name) => `ALTER TABLE ${name} AUTO_INCREMENT = 1`);
    return ['SET FOREIGN_KEY_CHECKS = 0', ...deletions, ...counters, 'SET FOREIGN_KEY_CHECKS = 1'];
  }
  const hasCounters = dataSource.entityMetadatas.some(({ generatedColumns }) =>
    generatedColumns.some(({ generationStrategy }) => generationStrategy === 'increment'),
  );
  const counters = hasCounters ? ['DELETE FROM sqlite_sequence'] : [];
  return ['PRAGMA foreign_keys = OFF', ...deletions, ...counters, 'PRAGMA foreign_keys = ON'];
}

function quoted(dataSource: DataSource, tablePath: string): string {
  return tablePath
    .split('.')
    .map((part) => dataSource.driver.escape(part))
    .join('.');
}
