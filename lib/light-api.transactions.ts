import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { runApplicationWork } from './repository/typeorm/run-application-work.js';
import { managerOf } from './repository/typeorm/transaction.js';

/**
 * Transactions that the generated services and the application's own code share. Whatever the work calls takes part by
 * itself, without a manager being handed around.
 *
 * @example
 * ```ts
 * constructor(private readonly transactions: LightApiTransactions) {}
 *
 * transfer(from: number, to: number, amount: number): Promise<void> {
 *   return this.transactions.run(async () => {
 *     const accounts = this.transactions.manager().getRepository(Account);
 *     await accounts.decrement({ id: from }, 'balance', amount);
 *     await accounts.increment({ id: to }, 'balance', amount);
 *   });
 * }
 * ```
 */
@Injectable()
export class LightApiTransactions {
  constructor(private readonly modules: ModuleRef) {}

  /**
   * Runs work in a transaction: all that it stores is stored as a whole or not at all. Inside a transaction that runs
   * already the work joins it, and takes back only its own changes when it throws. After a deadlock or a serialization
   * failure the outermost work is run again, up to three times, so it must not do what cannot be taken back.
   *
   * @param dataSource name of the data source; `default` unless it is given.
   * @throws what the work throws; a LightApiError for errors of the database, COMMIT included.
   */
  run<Result>(work: () => Promise<Result>, dataSource?: string): Promise<Result> {
    return runApplicationWork(this.dataSourceOf(dataSource), work);
  }

  /**
   * The EntityManager whose statements belong to the running transaction; outside of one, the data source's own.
   *
   * @param dataSource name of the data source; `default` unless it is given.
   */
  manager(dataSource?: string): EntityManager {
    return managerOf(this.dataSourceOf(dataSource));
  }

  private dataSourceOf(name: string | undefined): DataSource {
    return this.modules.get<DataSource>(getDataSourceToken(name), { strict: false });
  }
}
