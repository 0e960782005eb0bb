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
 * @returns why the connection must not serve anybody else; `undefined` when it is sound
 */
export function sendTogether(
  client: PgClient,
  statements: readonly WaitingStatement[],
  paces: StatementPaces,
): Promise<Error | undefined> {
  const names = namesOf(client.connection);
  const sent = encodeEach(statements, names);
  const message = sent.length === 1 ? sent[0]!.message : Buffer.concat(sent.map((each) => each.message));
  let since = performance.now();
  return new Promise((resolve) => {
    const ask = (index: number): void => {
      const turn = sent[index];
      if (turn === undefined) return resolve(undefined);
      const { statement, executions, main } = turn;
      const done = (error: Error | null | undefined): void => {
        const now = performance.now();
        paces.note(statement.text, since, now, Boolean(error));
        since = now;
        if (error && !isStatementError(error)) {
          statement.reject(error);
          for (const later of sent.slice(index + 1)) later.statement.reject(new LostTurnError(error));
          return resolve(error);
        }
        if (error) {
          if (isLostName(error)) names.clear();
          statement.reject(error);
        } else {
          for (const { name, parse } of executions) {
            if (parse && name !== '') names.add(name);
          }
          statement.resolve({ rows: query.rows, affected: query.affected, parsed: false, insertId: undefined });
        }
        ask(index + 1);
      };
      const query = new SlimQuery(index === 0 ? message : undefined, main, done, statement.limitMs);
      client.query(query);
    };
    ask(0);
  });
}

interface EncodedStatement extends Composition {
  readonly statement: WaitingStatement;
  readonly message: Buffer;
}

/** What cannot be encoded fails alone as well. */
function encodeEach(statements: readonly WaitingStatement[], names: ReadonlySet<string>): readonly EncodedStatement[] {
  const encoded: EncodedStatement[] = [];
  for (const statement of statements) {
    try {
      const { executions, main } = statement.compose(names);
      encoded.push({ statement, executions, main, message: encodeExecutions(executions) });
    } catch (error) {
      statement.reject(error as Error);
    }
  }
  return encoded;
}
