/** The parts of pg's JavaScript client that a query of our own meets. Not all of them are in pg's public types. */
export interface PgConnection {
  readonly stream: { readonly writable: boolean; write(bytes: Buffer): boolean };
  sendCopyFail(message: string): void;
  sync(): void;
}

/** A client of the pool, with its connection. */
export interface PgClient {
  readonly connection: PgConnection;
  readonly pipeline?: boolean;
  query(submittable: PgSubmittable): unknown;
}

/** What pg calls while a query of our own is the active one: the interface that pg-cursor implements too. */
export interface PgSubmittable {
  callback: (error: Error | null | undefined) => void;
  submit(connection: PgConnection): Error | null;
  handleRowDescription(): void;
  handleDataRow(message: { readonly fields: (string | null)[] }): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleEmptyQuery(): void;
  handlePortalSuspended(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
  handleCopyInResponse(connection: PgConnection): void;
  handleCopyData(): void;
}

interface PgModule {
  readonly Client?: { readonly prototype?: { readonly _handleDataRow?: unknown } };
  readonly defaults?: { readonly parseInputDatesAsUTC?: boolean };
  readonly types?: { getTypeParser(oid: number, format: 'text'): (text: string) => unknown };
}

/** The pg module that TypeORM's driver has loaded: the JavaScript client, or pg-native's. */
export function pgModuleOf(driver: unknown): PgModule {
  return (driver as { postgres?: PgModule }).postgres ?? {};
}

/** Whether clients are the JavaScript ones, whose active query receives the messages of the server. */
export function hasJavaScriptClient(driver: unknown): boolean {
  return typeof pgModuleOf(driver).Client?.prototype?._handleDataRow === 'function';
}
