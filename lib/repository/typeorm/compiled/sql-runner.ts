/** A statement that was put together once and is run many times. */
export interface SqlTemplate {
  /** Text around the parameters; one piece more than there are parameters. */
  readonly segments: readonly string[];
  /** The same with the engine's placeholders. */
  readonly text: string;
  /** Name to prepare it under, for statements by key; the plan of anything else must depend on its values. */
  readonly name: string | undefined;
}

/**
 * What a statement is about to do, which decides the server it goes to and whether its time is limited: `lookup` reads
 * by key, `reread` does so where it was just written, `list` and `write` may take long.
 */
export type SqlPurpose = 'lookup' | 'reread' | 'list' | 'write';

/** What came back. */
export interface SqlResult {
  /** Values in column order: text and numbers as the wire carried them, or as the driver parsed them. */
  readonly rows: readonly (readonly unknown[])[];
  /** Whether the values are the driver's own (`Date`, parsed JSON) instead of what the wire carried. */
  readonly parsed: boolean;
  /** Rows that an UPDATE or DELETE matched, or that an INSERT made. */
  readonly affected: number;
  /** Key that the engine gave to an inserted row, where the protocol tells it. */
  readonly insertId: unknown;
}

/** Sends statements over connections of the data source. Errors are the driver's own. */
export interface SqlRunner {
  run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult>;
}

/** How much longer than the limit of a statement its answer is waited for, in milliseconds. */
const SILENCE_MS = 500;

/** Time after which a server counts as frozen, or cut off: it would have given the statement up itself. */
export function answerLimit(statementTimeoutMs: number): number {
  return statementTimeoutMs + SILENCE_MS;
}

/** Whether a statement may go to a replica. */
export function mayBeBehind(purpose: SqlPurpose): boolean {
  return purpose === 'lookup' || purpose === 'list';
}

/** Whether the time of a statement is limited. */
export function mayTakeLong(purpose: SqlPurpose): boolean {
  return purpose === 'list' || purpose === 'write';
}
