import type { DataSource } from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import {
  mayTakeLong,
  serverFor,
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
const TIMEOUT_NAME = 'lightapi_timeout';
/** Local to the transaction, which is the implicit one that ends with the message's Sync. */
const TIMEOUT_SQL = "SELECT set_config('statement_timeout', $1, true)";

/** What the server does not know a name by, and a plan whose row type has changed. */
const LOST_NAME_CODES: ReadonlySet<string> = new Set(['26000', '0A000']);

/** Names that each connection has prepared. */
const preparedNames = new WeakMap<PgConnection, Set<string>>();

/** Runs statements as slim queries on clients that TypeORM's own query runners take from its pools. */
export class PostgresRunner implements SqlRunner {
  private lostNames = 0;

  /** @param statementTimeoutMs 0 when every connection has this very timeout by itself. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly statementTimeoutMs: number,
  ) {}

  async run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const mode = serverFor(purpose);
    const queryRunner = this.dataSource.driver.createQueryRunner(mode) as PostgresQueryRunner;
    let failure: Error | undefined;
    try {
      const client = (await queryRunner.connect()) as PgClient;
      return await this.send(client, template, parameters as readonly PostgresParameter[], purpose);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      release(queryRunner, failure);
    }
  }

  private async send(
    client: PgClient,
    template: SqlTemplate,
    parameters: readonly PostgresParameter[],
    purpose: SqlPurpose,
  ): Promise<SqlResult> {
    const names = namesOf(client.connection);
    const name = this.nameFor(template, names);
    try {
      return await execute(client, this.executionsOf(template, name, parameters, purpose, names), names);
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (name === '' || typeof code !== 'string' || !LOST_NAME_CODES.has(code)) throw error;
      // Bind failed, so nothing has run: prepare once more.
      this.lostNames++;
      names.clear();
      return execute(client, this.executionsOf(template, '', parameters, purpose, names), names);
    }
  }

  private nameFor(template: SqlTemplate, names: ReadonlySet<string>): string {
    if (template.name === undefined || this.lostNames >= MAX_LOST_NAMES) return '';
    return names.size < MAX_NAMES || names.has(template.name) ? template.name : '';
  }

  private executionsOf(
    template: SqlTemplate,
    name: string,
    parameters: readonly PostgresParameter[],
    purpose: SqlPurpose,
    names: ReadonlySet<string>,
  ): Execution[] {
    const execution = { text: template.text, parameters, name, parse: name === '' || !names.has(name) };
    if (!mayTakeLong(purpose) || this.statementTimeoutMs === 0) return [execution];
    const timeout = {
      text: TIMEOUT_SQL,
      parameters: [String(this.statementTimeoutMs)],
      name: TIMEOUT_NAME,
      parse: !names.has(TIMEOUT_NAME),
    };
    return [timeout, execution];
  }
}

function execute(client: PgClient, executions: readonly Execution[], names: Set<string>): Promise<SqlResult> {
  return new Promise((resolve, reject) => {
    const query = new SlimQuery(executions, (error) => {
      if (error) return reject(error);
      for (const { name, parse } of executions) {
        if (parse && name !== '') names.add(name);
      }
      resolve({ rows: query.rows, affected: query.affected, parsed: false, insertId: undefined });
    });
    client.query(query);
  });
}

function namesOf(connection: PgConnection): Set<string> {
  let names = preparedNames.get(connection);
  if (names === undefined) preparedNames.set(connection, (names = new Set()));
  return names;
}

/** After an error that is not one of a statement the connection is in an unknown state, or gone: it is closed. */
function release(queryRunner: PostgresQueryRunner, failure: Error | undefined): void {
  const runner = queryRunner as unknown as { releasePostgresConnection?(error?: Error): Promise<void> };
  const isBroken = failure !== undefined && !isStatementError(failure);
  if (isBroken && typeof runner.releasePostgresConnection === 'function')
    void runner.releasePostgresConnection(failure);
  else void queryRunner.release();
}

/** "V" would tell severity in English; pg keeps "S", which the server translates, so the SQLSTATE decides as well. */
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
