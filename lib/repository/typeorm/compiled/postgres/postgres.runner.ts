import type { DataSource } from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { discardConnection } from '../../discard-connection.js';
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
import type { PgClient, PgConnection } from './pg-client.js';
import type { PostgresParameter } from './postgres-parameter.js';
import { SlimQuery } from './slim-query.js';

/** Statements that one connection keeps prepared; past it they run unnamed. */
const MAX_NAMES = 500;
/** Lost names after which a pooler that swaps servers is assumed, and names are given up. */
const MAX_LOST_NAMES = 5;
/** Local to the transaction, which is the implicit one that ends with the message's Sync. */
const TIMEOUT = { text: "SELECT set_config('statement_timeout', $1, true)", name: 'lightapi_timeout' };

/** Around a statement in a transaction, which would otherwise be lost as a whole with it. */
const SAVEPOINT = { text: 'SAVEPOINT lightapi', name: 'lightapi_savepoint' };
const RELEASE = { text: 'RELEASE SAVEPOINT lightapi', name: 'lightapi_release' };
const ROLL_BACK = { text: 'ROLLBACK TO SAVEPOINT lightapi', name: 'lightapi_roll_back' };

/** What the server does not know a name by, and a plan whose row type has changed. */
const LOST_NAME_CODES: ReadonlySet<string> = new Set(['26000', '0A000']);

interface Statement {
  readonly template: SqlTemplate;
  readonly parameters: readonly PostgresParameter[];
  readonly purpose: SqlPurpose;
}

type Recover = (names: Set<string>) => Promise<void>;

/** Names that each connection has prepared. */
const preparedNames = new WeakMap<PgConnection, Set<string>>();

/** Runs statements as slim queries on clients that TypeORM's own query runners take from its pools. */
export class PostgresRunner implements SqlRunner {
  private lostNames = 0;
  private readonly replicas: Replicas | undefined;

  /** @param everyConnectionHasTimeout when connections have this very timeout by themselves. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly statementTimeoutMs: number,
    private readonly everyConnectionHasTimeout = false,
  ) {
    this.replicas = replicasOf(dataSource);
  }

  async run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const statement = { template, parameters: parameters as readonly PostgresParameter[], purpose };
    const transaction = transactionOf(this.dataSource);
    if (transaction !== undefined) return transaction.run(() => this.runInside(transaction, statement));
    if (this.replicas === undefined || !mayBeBehind(purpose)) return this.runOn('master', statement);
    return this.replicas.read(template.text, (server) => this.runOn(server, statement));
  }

  private async runOn(server: Server, statement: Statement): Promise<SqlResult> {
    const queryRunner = this.dataSource.driver.createQueryRunner(server) as PostgresQueryRunner;
    let failure: Error | undefined;
    try {
      const client = (await queryRunner.connect()) as PgClient;
      return await this.send(client, statement);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      if (failure === undefined || isStatementError(failure)) void queryRunner.release();
      else void discardConnection(queryRunner, failure);
    }
  }

  private async runInside(transaction: Transaction, statement: Statement): Promise<SqlResult> {
    const client = (await transaction.queryRunner.connect()) as unknown as PgClient;
    try {
      return await this.send(client, statement, async (names) => {
        // It fails as well where the savepoint was never made; what is told is the error before it.
        await this.execute(
          client,
          [ROLL_BACK, RELEASE].map((text) => fixed(text, names)),
          0,
          names,
        ).catch(() => undefined);
      });
    } catch (error) {
      if (!isStatementError(error as Error)) transaction.breakBy(error as Error);
      throw error;
    }
  }

  /** @param recover makes a transaction usable again after a statement in it has failed; absent outside of one. */
  private async send(client: PgClient, statement: Statement, recover?: Recover): Promise<SqlResult> {
    const names = namesOf(client.connection);
    const name = this.nameFor(statement.template, names);
    const attempt = (as: string): Promise<SqlResult> => {
      const before = [
        ...(recover === undefined ? [] : [fixed(SAVEPOINT, names)]),
        ...this.timeoutFor(statement.purpose, recover !== undefined, names),
      ];
      const { template, parameters } = statement;
      const main = { text: template.text, parameters, name: as, parse: as === '' || !names.has(as) };
      const after = recover === undefined ? [] : [fixed(RELEASE, names)];
      return this.execute(client, [...before, main, ...after], before.length, names);
    };
    try {
      return await attempt(name);
    } catch (error) {
      if (isStatementError(error as Error)) await recover?.(names);
      if (name === '' || !LOST_NAME_CODES.has((error as { code?: string }).code ?? '')) throw error;
      // Bind failed, so nothing has run: prepare once more.
      this.lostNames++;
      names.clear();
      return attempt('');
    }
  }

  private nameFor(template: SqlTemplate, names: ReadonlySet<string>): string {
    if (template.name === undefined || this.lostNames >= MAX_LOST_NAMES) return '';
    return names.size < MAX_NAMES || names.has(template.name) ? template.name : '';
  }

  /** In a transaction the timeout of a statement stays for those that follow, of whatever resource. */
  private timeoutFor(purpose: SqlPurpose, isInside: boolean, names: ReadonlySet<string>): Execution[] {
    if (!isInside && (!mayTakeLong(purpose) || this.everyConnectionHasTimeout)) return [];
    return [fixed(TIMEOUT, names, [String(this.statementTimeoutMs)])];
  }

  private execute(
    client: PgClient,
    executions: readonly Execution[],
    main: number,
    names: Set<string>,
  ): Promise<SqlResult> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null | undefined): void => {
        if (error) return reject(error);
        for (const { name, parse } of executions) {
          if (parse && name !== '') names.add(name);
        }
        resolve({ rows: query.rows, affected: query.affected, parsed: false, insertId: undefined });
      };
      const query = new SlimQuery(executions, main, done, answerLimit(this.statementTimeoutMs));
      client.query(query);
    });
  }
}

/** A statement whose text never changes. */
function fixed(
  { text, name }: { readonly text: string; readonly name: string },
  names: ReadonlySet<string>,
  parameters: readonly PostgresParameter[] = [],
): Execution {
  return { text, parameters, name, parse: !names.has(name) };
}

function namesOf(connection: PgConnection): Set<string> {
  let names = preparedNames.get(connection);
  if (names === undefined) preparedNames.set(connection, (names = new Set()));
  return names;
}

/**
 * After any other error the connection is in an unknown state, or gone. "V" would tell severity in English; pg keeps "S",
 * which the server translates, so the SQLSTATE decides as well.
 */
function isStatementError(failure: Error): boolean {
  const { code, severity } = failure as { code?: unknown; severity?: unknown };
  if (typeof code !== 'string' || code.length !== 5 || typeof severity !== 'string') return false;
  // 08 connection exceptions, 57P operator intervention such as a shutdown, XX internal errors
  return (
    !code.startsWith('08') &&
    !code.startsWith('57P') &&
    !code.startsWith('XX') &&
    severity !== 'FATAL' &&
    severity !== 'PANIC'
  );
}
