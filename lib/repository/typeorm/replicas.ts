import type { DataSource, EntityMetadata, QueryRunner } from 'typeorm';
import type { ChangeListener, TableChange } from '../../events/table-change.js';
import { isConnectionFailure, isSilent, isWriteConflict } from './errors/driver-failure.reader.js';
import { tableName } from './write-reach.js';

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
  /** Quoted names of tables, as statements have them, by the names that changes have. */
  private readonly names: ReadonlyMap<string, string>;
  /** Quoted names of what shows rows of tables that only the database knows. */
  private readonly opaque: readonly string[];
  /** When each of them may be read from a replica again. */
  private readonly recent = new Map<string, number>();
  /** When the next read may try; 0 while they answer. */
  private retryAt = 0;

  constructor(
    dataSource: DataSource,
    private readonly windowMs: number,
  ) {
    const { driver, entityMetadatas } = dataSource;
    const quoted = (metadata: EntityMetadata): string => driver.escape(metadata.tableName);
    this.names = new Map(entityMetadatas.map((metadata) => [tableName(dataSource, metadata), quoted(metadata)]));
    this.opaque = entityMetadatas.filter(isOpaque).map(quoted);
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

  /** Takes note that a table has changed, by the name that changes have. */
  private note(table: string): void {
    const name = this.names.get(table);
    // That of another database.
    if (name === undefined) return;
    const until = performance.now() + this.windowMs;
    for (const each of [name, ...this.opaque]) this.recent.set(each, until);
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

/** A view, or a column that is a query. */
function isOpaque({ tableType, columns }: EntityMetadata): boolean {
  return tableType === 'view' || columns.some(({ query }) => query !== undefined);
}
