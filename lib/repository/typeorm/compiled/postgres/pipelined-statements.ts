import { encodeExecutions, type Execution } from './execution-message.js';
import type { PgClient } from './pg-client.js';
import { isLostName, namesOf } from './prepared-names.js';
import { SlimQuery } from './slim-query.js';
import { isStatementError } from './statement-error.js';
import type { StatementPaces } from './statement-paces.js';
import type { SqlResult } from '../sql-runner.js';

/** What is sent for one statement. */
export interface Composition {
  readonly executions: readonly Execution[];
  /** Index of the statement whose answer is wanted. */
  readonly main: number;
}

/** A statement that waits for a connection. */
export interface WaitingStatement {
  readonly text: string;
  /** Time that its answer is waited for, in milliseconds. */
  readonly limitMs: number;
  /** @param names those that the connection has prepared */
  compose(names: ReadonlySet<string>): Composition;
  resolve(result: SqlResult): void;
  reject(error: Error): void;
}

/** The connection was lost before it was a statement's turn. */
export class LostTurnError extends Error {
  constructor(override readonly cause: Error) {
    super(cause.message);
  }
}

/**
 * Sends statements over one connection at once, and takes their answers in turn (PostgreSQL documentation, "Pipeline
 * Mode"). Each ends with a Sync of its own: it is a transaction by itself, and fails alone.
 *
 * pg hears of a statement when it is its turn, so that it waits for one answer at a time as ever.
 *
 * @param finished is called before the last of them is answered, with the reason why the connection must not serve anybody
 * else, if there is one
 * @throws before anything is sent
 */
export function sendTogether(
  client: PgClient,
  statements: readonly WaitingStatement[],
  paces: StatementPaces,
  finished: (failure?: Error) => void,
): void {
  const names = namesOf(client.connection);
  const compositions = statements.map((statement) => statement.compose(names));
  // Before pg hears of them: a failure here must not leave the connection waiting.
  const message = encodeExecutions(compositions.map(({ executions }) => executions));
  let since = performance.now();
  const ask = (index: number): void => {
    const statement = statements[index];
    if (statement === undefined) return finished();
    const { executions, main } = compositions[index]!;
    const done = (error: Error | null | undefined): void => {
      const now = performance.now();
      paces.note(statement.text, since, now, Boolean(error));
      since = now;
      if (error && !isStatementError(error)) {
        finished(error);
        statement.reject(error);
        for (const later of statements.slice(index + 1)) later.reject(new LostTurnError(error));
        return;
      }
      if (!error) notePrepared(executions, names);
      else if (isLostName(error)) names.clear();
      ask(index + 1);
      if (error) statement.reject(error);
      else statement.resolve({ rows: query.rows, affected: query.affected, parsed: false, insertId: undefined });
    };
    const query = new SlimQuery(index === 0 ? message : undefined, main, done, statement.limitMs);
    client.query(query);
  };
  ask(0);
}

function notePrepared(executions: readonly Execution[], names: Set<string>): void {
  for (const { name, parse } of executions) {
    if (parse && name !== '') names.add(name);
  }
}
