import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { currentRequestId } from './common/request-scope.js';
import type { StatementListener } from './repository/typeorm/statement-watch.js';

/** Characters of a statement that the log has at most. */
const LONGEST_TEXT = 4_000;

/** What the log says of a statement: members for a logger that writes JSON, and a line of text for one that does not. */
class SlowQueryLine {
  readonly statement: string;
  readonly milliseconds: number;

  constructor(
    statement: string,
    milliseconds: number,
    /** Absent for what belongs to no request. */
    readonly requestId: string | undefined,
  ) {
    this.statement = statement.length > LONGEST_TEXT ? `${statement.slice(0, LONGEST_TEXT)}…` : statement;
    this.milliseconds = Math.round(milliseconds);
  }

  [inspect.custom](): string {
    const { milliseconds, requestId, statement } = this;
    return `Slow query, ${milliseconds} ms${requestId === undefined ? '' : ` id=${requestId}`}: ${statement}`;
  }
}

/** Warns of statements that take longer. Of a statement the log has the text with its placeholders, never a value. */
export function createSlowQueryLog(slowQueryMs: number): StatementListener {
  const logger = new Logger('Database');
  return (text, milliseconds) => {
    if (milliseconds > slowQueryMs) logger.warn(new SlowQueryLine(text, milliseconds, currentRequestId()));
  };
}
