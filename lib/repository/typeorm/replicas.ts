import type { DataSource, EntityMetadata, QueryRunner } from 'typeorm';
import { once } from '../../common/once.js';
import type { ChangeListener, TableChange } from '../../events/table-change.js';
import { isConnectionFailure, isSilent, isWriteConflict } from './errors/driver-failure.reader.js';
import { tableName as nameOfTable } from './write-reach.js';

/** TypeORM's words for the primary database and for its replicas. */
export type Server = 'master' | 'slave';

/** Time for which a replica that could not be reached is left alone, in milliseconds. */
const PAUSE_MS = 1_000;

const known = new WeakMap<DataSource, Replicas>();

/**
 * Makes the replicas of a data source known to its executors; before they are made.
 *
 * @param windowMs time after a write in which its tables are read from the primary database, in milliseconds
 * @returns `undefined` where there are none, or where reads are to go to the primary database
 */
export function useReplicas(dataSource: DataSource, windowMs: number): Replicas | undefined {
  if (!dataSource.driver.isReplicated || dataSource.defaultReplicationModeForReads() === 'master') return undefined;
  let replicas = known.get(dataSource);
  if (replicas === undefined) known.set(dataSource, (replicas = new Replicas(dataSource, windowMs)));
  return replicas;
}

/** `undefined` where there are none: everything goes to the one database. */
export function replicasOf(dataSource: DataSource): Replicas | undefined {
  return known.get(dataSource);
}

/** Runs work on a connection of its own. */
export async function onServer<Result>(
  dataSource: DataSource,
  server: Server,
  work: (queryRunner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  const queryRunner = dataSource.createQueryRunner(server);
  try {
    return await work(queryRunner);
  } finally {
    await queryRunner.release();
  }
}

/**
 * Decides which reads go to a replica. Replicas are behind: a statement that names a table which this process has just
 * changed goes to the primary database, and so do all while no replica can be reached.
 */
export class Replicas implements ChangeListener {
  /** By the names that changes have; found with the first change, when the data source has been opened. */
  private readonly names: () => ReadonlyMap<string, readonly string[]>;
  /** When tables may be read from a replica again, by their quoted names, as statements have them. */
  private readonly recent = new Map<string, number>();
  /** When the next read may try; 0 while they answer. */
  private retryAt = 0;

  constructor(
    dataSource: DataSource,
    private readonly windowMs: number,
  ) {
    this.names = once(() => namesOf(dataSource));
  }

  changed(changes: readonly TableChange[]): Promise<void> {
    for (const { table } of changes) this.note(table);
    return Promise.resolve();
  }

  /**
   * Reads where it may be read. What a replica does not answer, because it cannot be reached or has to follow the primary
   * database first, is read from that.
   *
   * @param text of the statement, which names the tables
   */
  async read<Result>(text: string, work: (server: Server) => Promise<Result>): Promise<Result> {
    if (this.isRecent(text) || !this.mayAsk()) return work('master');
    try {
      const result = await work('slave');
      this.retryAt = 0;
      return result;
    } catch (error) {
      if (isConnectionFailure(error)) this.retryAt = performance.now() + PAUSE_MS;
      else if (!isWriteConflict(error)) throw error;
      // It has waited for as long as a request may already.
      if (isSilent(error)) throw error;
      return work('master');
    }
  }

  /** A table of another database has no name here. */
  private note(table: string): void {
    const until = performance.now() + this.windowMs;
    for (const name of this.names().get(table) ?? []) this.recent.set(name, until);
  }

  private isRecent(text: string): boolean {
    if (this.recent.size === 0) return false;
    const now = performance.now();
    for (const [name, until] of this.recent) {
      if (until <= now) this.recent.delete(name);
      else if (text.includes(name)) return true;
    }
    return false;
  }

  /** While none answers, one read at a time finds out whether that is over. */
  private mayAsk(): boolean {
    if (this.retryAt === 0) return true;
    const now = performance.now();
    if (now < this.retryAt) return false;
    this.retryAt = now + PAUSE_MS;
    return true;
  }
}

/** For each table its own quoted name, and those of what shows rows of tables that only the database knows. */
function namesOf(dataSource: DataSource): ReadonlyMap<string, readonly string[]> {
  const { driver, entityMetadatas } = dataSource;
  const quoted = ({ tableName }: EntityMetadata): string => driver.escape(tableName);
  const opaque = entityMetadatas.filter(isOpaque).map(quoted);
  return new Map(entityMetadatas.map((metadata) => [nameOfTable(dataSource, metadata), [quoted(metadata), ...opaque]]));
}

/** A view, or a column that is a query. */
function isOpaque({ tableType, columns }: EntityMetadata): boolean {
  return tableType === 'view' || columns.some(({ query }) => query !== undefined);
}
