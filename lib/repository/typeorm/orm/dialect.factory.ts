import type { DataSource } from 'typeorm';
import { MysqlDialect } from '../compiled/mysql/mysql.dialect.js';
import { PostgresDialect } from '../compiled/postgres/postgres.dialect.js';
import type { SqlDialect } from '../compiled/sql-dialect.js';
import { SqliteDialect } from '../compiled/sqlite/sqlite.dialect.js';
import { sharesOneConnection } from '../write-lock.js';

const POSTGRES_FAMILY: readonly string[] = ['postgres', 'aurora-postgres', 'cockroachdb'];
const MYSQL_FAMILY: readonly string[] = ['mysql', 'mariadb', 'aurora-mysql'];

/** Whether the data source speaks MySQL's SQL. */
export function isMysqlFamily(dataSource: DataSource): boolean {
  return MYSQL_FAMILY.includes(dataSource.options.type);
}

/**
 * How conditions are written for the data source. Knows more drivers than there are compiled statements for.
 *
 * @throws TypeError for a driver whose SQL nobody here speaks.
 */
export function createDialect(dataSource: DataSource): SqlDialect {
  const { type } = dataSource.options;
  if (sharesOneConnection(dataSource)) return new SqliteDialect(dataSource);
  if (POSTGRES_FAMILY.includes(type)) return new PostgresDialect(dataSource);
  if (isMysqlFamily(dataSource)) return new MysqlDialect(dataSource);
  throw new TypeError(`LightApi does not support the driver ${type}.`);
}
