import type { PgConnection, PgSubmittable } from './pg-client.js';

/** A row as the wire carried it. */
export type TextRow = (string | null)[];

/**
 * A query that does without what pg's own adds: no Describe, no type parsers, no Result. Of several statements one is
 * what it is about; the others only stand around it, and their rows are dropped.
 */
export class SlimQuery implements PgSubmittable {
  callback: (error: Error | null | undefined) => void;
  rows: TextRow[] = [];
  affected = 0;
  /** Time that pg waits for the answer, in milliseconds. */
  readonly query_timeout: number;
  private completed = 0;
  private received: TextRow[] = [];

  /**
   * @param message what is sent; `undefined` where it has been sent together with what is answered before
   * @param main index of the statement whose answer is wanted
   */
  constructor(
    private readonly message: Buffer | undefined,
    private readonly main: number,
    callback: (error: Error | null | undefined) => void,
    timeoutMs: number,
  ) {
    this.query_timeout = timeoutMs;
    this.callback = callback;
  }

  submit(connection: PgConnection): Error | null {
    if (!connection.stream.writable) return new Error('Connection terminated');
    if (this.message !== undefined) connection.stream.write(this.message);
    return null;
  }

  handleDataRow(message: { readonly fields: TextRow }): void {
    this.received.push(message.fields);
  }

  handleCommandComplete(message: { readonly text: string }): void {
    if (this.completed++ === this.main) {
      this.rows = this.received;
      this.affected = affectedBy(message.text);
    }
    this.received = [];
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleCopyInResponse(connection: PgConnection): void {
    connection.sendCopyFail('COPY is not expected here');
    // The server ignored the Sync of our message, being in copy mode.
    connection.sync();
  }

  handleRowDescription(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}

/** The number at the end of `UPDATE 1` or `INSERT 0 1`. */
function affectedBy(commandTag: string): number {
  return commandTag.startsWith('SELECT') ? 0 : Number(commandTag.slice(commandTag.lastIndexOf(' ') + 1)) || 0;
}
