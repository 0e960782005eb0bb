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
import { pipelinesOf, type Lane, type Pipelines } from './pipelines.js';
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

  /** @param everyConnectionHasTimeout when connections have this very timeout by themselves. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly statementTimeoutMs: number,
    private readonly everyConnectionHasTimeout = false,
  ) {
    this.replicas = replicasOf(dataSource);
    this.pipelines = pipelinesOf(dataSource);
  }

  async run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const statement = { template, parameters: parameters as readonly PostgresParameter[], purpose };
    const transaction = transactionOf(this.dataSource);
    if (transaction !== undefined) return transaction.run(() => this.runInside(transaction, statement));
    const runOn = (server: Server): Promise<SqlResult> =>
      this.prepared(statement, false, (compose) => this.runBeside(server, statement, compose));
    if (this.replicas === undefined || !mayBeBehind(purpose)) return runOn('master');
    return this.replicas.read(template.text, runOn);
  }

  /** By its name; and once more without, where the server cannot use that any longer. */
  private async prepared(
    statement: Statement,
    isInside: boolean,
    attempt: (compose: Compose) => Promise<SqlResult>,
  ): Promise<SqlResult> {
    const { template } = statement;
    try {
      return await attempt((names) => this.compose(statement, names, this.nameFor(template, names), isInside));
    } catch (error) {
      if (isUnknownName(error)) this.unknownNames++;
      if (template.name === undefined || !isLostName(error)) throw error;
      return attempt((names) => this.compose(statement, names, '', isInside));
    }
  }

  private async runBeside(server: Server, statement: Statement, compose: Compose): Promise<SqlResult> {
    const { pipelines } = this;
    try {
      return await this.answerTo(statement, compose, (waiting) => pipelines.add(server, laneOf(statement), waiting));
    } catch (error) {
      if (!(error instanceof LostTurnError)) throw error;
      // A write may have happened; and nobody waits for a second time.
      if (statement.purpose === 'write' || isSilent(error.cause)) throw error.cause;
      return this.answerTo(statement, compose, (waiting) => pipelines.sendAlone(server, waiting));
    }
  }

  private async runInside(transaction: Transaction, statement: Statement): Promise<SqlResult> {
    const client = (await transaction.queryRunner.connect()) as unknown as PgClient;
    const send = (compose: Compose): Promise<SqlResult> =>
      this.answerTo(statement, compose, (waiting) => void sendTogether(client, [waiting], this.pipelines.paces));
    const attempt = async (compose: Compose): Promise<SqlResult> => {
      try {
        return await send(compose);
      } catch (error) {
        // It fails as well where the savepoint was never made; what is told is the error before it.
        if (isStatementError(error as Error)) await send(recovery).catch(() => undefined);
        throw error;
      }
    };
    try {
      return await this.prepared(statement, true, attempt);
    } catch (error) {
      if (!isStatementError(error as Error)) transaction.breakBy(error as Error);
      throw error;
    }
  }

  private answerTo(
    { template: { text } }: Statement,
    compose: Compose,
    send: (waiting: WaitingStatement) => void,
  ): Promise<SqlResult> {
    const limitMs = answerLimit(this.statementTimeoutMs);
    return new Promise((resolve, reject) => send({ text, limitMs, compose, resolve, reject }));
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

function laneOf({ purpose }: Statement): Lane {
  return purpose === 'write' ? 'write' : 'read';
}

/** A statement whose text never changes. */
function fixed(
  { text, name }: { readonly text: string; readonly name: string },
  names: ReadonlySet<string>,
  parameters: readonly PostgresParameter[] = [],
): Execution {
  return { text, parameters, name, parse: !names.has(name) };
}
