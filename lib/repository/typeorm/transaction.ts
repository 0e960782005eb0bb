import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { ChangeListener, TableChange } from '../../events/table-change.js';
import { isConnectionFailure, isWriteConflict } from './errors/driver-failure.reader.js';

/** The transactions that the running code belongs to. */
const transactions = new AsyncLocalStorage<ReadonlyMap<DataSource, Transaction>>();

/**
 * A transaction, or a savepoint inside one, on the one connection that it has. What runs on the connection takes turns,
 * a savepoint as a whole: its end would otherwise decide over statements that only ran beside it.
 */
export class Transaction {
  private last: Promise<void> | undefined;
  private state: 'open' | 'committed' | 'rolledBack' = 'open';
  private failure: { readonly error: unknown } | undefined;
  private connectionFailure: Error | undefined;
  private readonly changes = new Map<ChangeListener, TableChange[]>();
  private readonly afterwards: (() => Promise<void>)[] = [];

  constructor(readonly queryRunner: QueryRunner) {}

  /** How it ended; `undefined` while it is open. */
  get end(): 'committed' | 'rolledBack' | undefined {
    return this.state === 'open' ? undefined : this.state;
  }

  /** Whether the database itself has given everything up, or can no longer be heard. */
  get isLost(): boolean {
    return this.failure !== undefined;
  }

  /** Why the connection must not serve anybody else; `undefined` while it is sound. */
  get brokenBy(): Error | undefined {
    return this.connectionFailure;
  }

  /** Runs a statement when what was begun before it is done, and takes its errors as the database's own. */
  run<Result>(statement: () => Promise<Result>): Promise<Result> {
    return this.inTurn(async () => {
      try {
        return await statement();
      } catch (error) {
        this.giveUpIfLost(error);
        throw error;
      }
    });
  }

  /**
   * Runs all that belongs together when what was begun before it is done.
   *
   * @throws what `work` throws; and once the transaction is lost, why it was.
   */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const attempt = async (): Promise<Result> => {
      if (this.failure !== undefined) throw this.failure.error;
      return work();
    };
    const run = this.last === undefined ? attempt() : this.last.then(attempt);
    const settle = (): void => {
      if (this.last === settled) this.last = undefined;
    };
    const settled: Promise<void> = run.then(settle, settle);
    this.last = settled;
    return run;
  }

  /** Notes an error of the database after which nothing of the transaction is left: the rest is not tried any more. */
  giveUpIfLost(error: unknown): void {
    if (isConnectionFailure(error)) this.breakBy(error as Error);
    else if (isWriteConflict(error)) this.failure ??= { error };
  }

  /** Notes that the state of the connection is unknown: it is closed in the end. */
  breakBy(error: Error): void {
    this.connectionFailure ??= error;
    this.failure ??= { error };
  }

  /** Notes what is to be told when all of it is stored. */
  willChange(listener: ChangeListener, changes: readonly TableChange[]): void {
    const known = this.changes.get(listener);
    if (known === undefined) this.changes.set(listener, [...changes]);
    else known.push(...changes);
  }

  /** Tells what was changed; for the outermost one, once it is stored or nobody knows whether it is. */
  async tellChanges(): Promise<void> {
    for (const [listener, changes] of this.changes) await listener.changed(changes);
  }

  /** Notes what is to be done once all of it is stored. */
  doAfterwards(work: () => Promise<void>): void {
    this.afterwards.push(work);
  }

  /** Does it, one after the other; for the outermost one, once it is certain that it is stored. */
  async finish(): Promise<void> {
    for (const work of this.afterwards) await work();
  }

  /** Takes over what became of a savepoint inside. */
  adopt({ failure, connectionFailure, state, changes, afterwards }: Transaction): void {
    this.failure ??= failure;
    this.connectionFailure ??= connectionFailure;
    if (state === 'rolledBack') return;
    for (const [listener, made] of changes) this.willChange(listener, made);
    this.afterwards.push(...afterwards);
  }

  /**
   * Waits for all that is still running; nothing new is taken after it.
   *
   * @throws why the transaction is lost, when it was to be committed.
   */
  async close(end: 'committed' | 'rolledBack'): Promise<void> {
    while (this.last !== undefined) await this.last;
    if (end === 'committed' && this.failure !== undefined) throw this.failure.error;
    this.state = end;
  }
}

/**
 * The transaction that the running code takes part in; `undefined` outside of one, and after its commit.
 *
 * @throws Error after its rollback: what the code has yet to do is a part of what was taken back.
 */
export function transactionOf(dataSource: DataSource): Transaction | undefined {
  const transaction = transactions.getStore()?.get(dataSource);
  if (transaction?.end === 'rolledBack') throw new Error('The transaction that this belongs to was rolled back.');
  return transaction?.end === undefined ? transaction : undefined;
}

/** The transaction that the running code takes part in, where it has this connection. */
export function transactionOn(dataSource: DataSource, queryRunner: QueryRunner): Transaction | undefined {
  const transaction = transactions.getStore()?.get(dataSource);
  return transaction?.queryRunner === queryRunner && transaction.end === undefined ? transaction : undefined;
}

/** Whether the running code takes part in any transaction, and so may see what nobody else does. */
export function isInTransaction(): boolean {
  const running = transactions.getStore();
  if (running === undefined) return false;
  return [...running.values()].some(({ end }) => end === undefined);
}

/** The EntityManager of the running transaction, else the one of the data source. */
export function managerOf(dataSource: DataSource): EntityManager {
  return transactionOf(dataSource)?.queryRunner.manager ?? dataSource.manager;
}

/** Runs work, and all that it begins, as a part of the transaction. */
export function runAsPartOf<Result>(dataSource: DataSource, transaction: Transaction, work: () => Result): Result {
  return transactions.run(new Map(transactions.getStore()).set(dataSource, transaction), work);
}

/** Tells of changes as soon as they are stored: now, or at the end of the running transaction. */
export async function tellWhenStored(
  dataSource: DataSource,
  listener: ChangeListener,
  changes: readonly TableChange[],
): Promise<void> {
  const transaction = transactionOf(dataSource);
  if (transaction === undefined) await listener.changed(changes);
  else transaction.willChange(listener, changes);
}

/**
 * Does something once the running transaction is stored, and never when it is taken back or nobody knows what became of
 * it; at once where there is none. What is noted in one transaction is done in that order.
 */
export function whenCommitted(dataSource: DataSource, work: () => Promise<void>): void {
  const transaction = transactionOf(dataSource);
  if (transaction === undefined) void work();
  else transaction.doAfterwards(work);
}
