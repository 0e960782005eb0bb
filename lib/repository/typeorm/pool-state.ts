import type { DataSource } from 'typeorm';

/** Connections of a data source, those of its replicas among them. */
export interface PoolState {
  readonly inUse: number;
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
}

/** What is read of the pool of `pg`. */
interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** What is read of the pool of `mysql2`, which has no names for it that are public. */
interface MysqlPool {
  readonly _allConnections?: { readonly length: number };
  readonly _freeConnections?: { readonly length: number };
  readonly _connectionQueue?: { readonly length: number };
}

/** `undefined` where there is no pool: SQLite has one connection, and a cluster of MySQL tells nothing. */
export function poolState({ driver, options }: DataSource): PoolState | undefined {
  if (options.type === 'postgres') {
    const { master, slaves = [] } = driver as unknown as { master?: PgPool; slaves?: readonly PgPool[] };
    return master && [master, ...slaves].map(ofPg).reduce(sum);
  }
  if (options.type !== 'mysql' && options.type !== 'mariadb') return undefined;
  const { pool } = driver as unknown as { pool?: MysqlPool };
  return pool && ofMysql(pool);
}

function ofPg({ totalCount, idleCount, waitingCount }: PgPool): PoolState {
  return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
}

function ofMysql({ _allConnections, _freeConnections, _connectionQueue }: MysqlPool): PoolState {
  const idle = _freeConnections?.length ?? 0;
  return { inUse: (_allConnections?.length ?? 0) - idle, idle, waiting: _connectionQueue?.length ?? 0 };
}

function sum(left: PoolState, right: PoolState): PoolState {
  return {
    inUse: left.inUse + right.inUse,
    idle: left.idle + right.idle,
    waiting: left.waiting + right.waiting,
  };
}
