import type { DataSource } from 'typeorm';
import { isSilent } from '../../errors/driver-failure.reader.js';
import { replicasOf, type Replicas, type Server } from '../../replicas.js';
import { transactionOf, type Transaction } from '../../transaction.js';
import {
  answerLimit,
  mayBeBehind,
  mayTakeLong,
  type SqlPurpose,
  type SqlResult,
  type SqlRunner,
  type SqlTemplate,
} from '../sql-runner.js';
import type { Execution } from './execution-message.js';
import type { PgClient } from './pg-client.js';
import { LostTurnError, sendTogether, type Composition, type WaitingStatement } from './pipelined-statements.js';
import { pipelinesOf, type Pipelines } from './pipelines.js';
import type { PostgresParameter } from './postgres-parameter.js';
import { isLostName, isUnknownName } from './prepared-names.js';
import { isStatementError } from './statement-error.js';

/** Statements that one connection keeps prepared; past it they run unnamed. */
const MAX_NAMES = 500;
/** Unknown names after which a pooler that swaps servers is assumed, and names are given up. */
const MAX_UNKNOWN_NAMES = 50;
/** Local to the transaction, which is the implicit one that ends with the message's Sync. */
const TIMEOUT = { text: "SELECT set_config('statement_timeout', $1, true)", name: 'lightapi_timeout' };

/** Around a statement in a transaction, which would otherwise be lost as a whole with it. */
const SAVEPOINT = { text: 'SAVEPOINT lightapi', name: 'lightapi_savepoint' };
const RELEASE = { text: 'RELEASE SAVEPOINT lightapi', name: 'lightapi_release' };
const ROLL_BACK = { text: 'ROLLBACK TO SAVEPOINT lightapi', name: 'lightapi_roll_back' };

interface Statement {
  readonly template: SqlTemplate;
  readonly parameters: readonly PostgresParameter[];
  readonly purpose: SqlPurpose;
}

type Compose = WaitingStatement['compose'];

/** Runs statements as slim queries on clients that TypeORM's own query runners take from its pools. */
export class PostgresRunner implements SqlRunner {
  private unknownNames = 0;
  private readonly replicas: Replicas | undefined;
  private readonly pipelines: Pipelines;
  private readonly answerLimitMs: number;

  /** @param everyConnectionHasTimeout when connections have this very timeout by themselves. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly statementTimeoutMs: number,
    private readonly everyConnectionHasTimeout = false,
  ) {
    this.replicas = replicasOf(dataSource);
    this.pipelines = pipelinesOf(dataSource);
    this.answerLimitMs = answerLimit(statementTimeoutMs);
  }

  run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const statement = { template, parameters: parameters as readonly PostgresParameter[], purpose };
    const transaction = transactionOf(this.dataSource);
    if (transaction !== undefined) return transaction.run(() => this.runInside(transaction, statement));
    if (this.replicas === undefined || !mayBeBehind(purpose)) return this.runOn('master', statement);
    return this.replicas.read(template.text, (server) => this.runOn(server, statement));
  }

  /** One promise, for there is one of these in each request. */
  private runOn(server: Server, statement: Statement): Promise<SqlResult> {
    const { pipelines } = this;
    const lane = statement.purpose === 'write' ? 'write' : 'read';
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => {
        const compose = this.composeAgain(statement, error, false);
        if (compose === undefined) return reject(error instanceof LostTurnError ? error.cause : error);
        pipelines.sendAlone(server, this.waiting(statement, compose, resolve, reject));
      };
      pipelines.add(server, lane, this.waiting(statement, this.byName(statement, false), resolve, failed));
    });
  }

  private async runInside(transaction: Transaction, statement: Statement): Promise<SqlResult> {
    const client = (await transaction.queryRunner.connect()) as unknown as PgClient;
    const send = (compose: Compose): Promise<SqlResult> =>
      new Promise((resolve, reject) => {
        sendTogether(
          client,
          [this.waiting(statement, compose, resolve, reject)],
          this.pipelines.paces,
          () => undefined,
        );
      });
    const attempt = (compose: Compose): Promise<SqlResult> =>
      send(compose).catch(async (error: Error) => {
        // It fails as well where the savepoint was never made; what is told is the error before it.
        if (isStatementError(error)) await send(recovery).catch(() => undefined);
        throw error;
      });
    try {
      return await attempt(this.byName(statement, true)).catch((error: Error) => {
        const compose = this.composeAgain(statement, error, true);
        if (compose === undefined) throw error;
        return attempt(compose);
      });
    } catch (error) {
      if (!isStatementError(error as Error)) transaction.breakBy(error as Error);
      throw error;
    }
  }

  private waiting(
    { template: { text } }: Statement,
    compose: Compose,
    resolve: WaitingStatement['resolve'],
    reject: WaitingStatement['reject'],
  ): WaitingStatement {
    return { text, limitMs: this.answerLimitMs, compose, resolve, reject };
  }

  private byName(statement: Statement, isInside: boolean): Compose {
    return (names) => this.compose(statement, names, this.nameFor(statement.template, names), isInside);
  }

  /** How a statement that has failed is sent once more; `undefined` for one that is not. */
  private composeAgain(statement: Statement, error: Error, isInside: boolean): Compose | undefined {
    if (error instanceof LostTurnError) {
      // A write may have happened; and nobody waits for a second time.
      const isAskedAgain = statement.purpose !== 'write' && !isSilent(error.cause);
      return isAskedAgain ? this.byName(statement, isInside) : undefined;
    }
    if (isUnknownName(error)) this.unknownNames++;
    if (statement.template.name === undefined || !isLostName(error)) return undefined;
    return (names) => this.compose(statement, names, '', isInside);
  }

  /** @param isInside whether it runs in a transaction, which its failure must not take with it. */
  private compose(
    { template, parameters, purpose }: Statement,
    names: ReadonlySet<string>,
    name: string,
    isInside: boolean,
  ): Composition {
    const main = { text: template.text, parameters, name, parse: name === '' || !names.has(name) };
    if (isInside) {
      const before = [fixed(SAVEPOINT, names), this.timeout(names)];
      return { executions: [...before, main, fixed(RELEASE, names)], main: before.length };
    }
    // In a transaction the timeout of a statement stays for those that follow, of whatever resource; here it does not.
    if (!mayTakeLong(purpose) || this.everyConnectionHasTimeout) return { executions: [main], main: 0 };
    return { executions: [this.timeout(names), main], main: 1 };
  }

  private nameFor(template: SqlTemplate, names: ReadonlySet<string>): string {
    if (template.name === undefined || this.unknownNames >= MAX_UNKNOWN_NAMES) return '';
    return names.size < MAX_NAMES || names.has(template.name) ? template.name : '';
  }

  private timeout(names: ReadonlySet<string>): Execution {
    return fixed(TIMEOUT, names, [String(this.statementTimeoutMs)]);
  }
}

function recovery(names: ReadonlySet<string>): Composition {
  return { executions: [fixed(ROLL_BACK, names), fixed(RELEASE, names)], main: 0 };
}

/** A statement whose text never changes. */
function fixed(
  { text, name }: { readonly text: string; readonly name: string },
  names: ReadonlySet<string>,
  parameters: readonly PostgresParameter[] = [],
): Execution {
  return { text, parameters, name, parse: !names.has(name) };
}
