import type { QueryRunner } from 'typeorm';

/** What the query runners of pooled drivers have beside what TypeORM says. */
interface PooledRunner {
  isReleased: boolean;
  /** PostgreSQL: with an error the pool closes the connection. */
  releasePostgresConnection?(error: Error): Promise<void>;
  /** MySQL and MariaDB. */
  readonly databaseConnection?: { destroy?(): void };
}

/**
 * Closes the connection of a query runner instead of giving it back: nobody knows what state it is in. Where there is but
 * one connection it stays.
 */
export async function discardConnection(queryRunner: QueryRunner, cause: Error): Promise<void> {
  const pooled = queryRunner as unknown as PooledRunner;
  if (typeof pooled.releasePostgresConnection === 'function') await pooled.releasePostgresConnection(cause);
  else if (typeof pooled.databaseConnection?.destroy === 'function') {
    pooled.isReleased = true;
    pooled.databaseConnection.destroy();
  } else await queryRunner.release();
}
