/** What went wrong in the database, whichever engine says it. */
export type FailureKind =
  | 'unique'
  | 'referenceMissing'
  | 'stillReferenced'
  /** A foreign key was broken, on an engine that does not say which side of it. */
  | 'foreignKey'
  | 'required'
  | 'check'
  | 'rejected'
  | 'conflict'
  | 'timeout'
  | 'unavailable';

/** An error of a database driver, reduced to what an answer is made of. Holds no value and no SQL. */
export interface DriverFailure {
  readonly kind: FailureKind;
  /** Table that it is about, when the engine names it. */
  readonly table?: string | undefined;
  /** Name of the broken constraint or index; `PRIMARY` for the primary key on MySQL and MariaDB. */
  readonly constraint?: string | undefined;
  /** Database names of the columns it is about; a member may be an expression over them. */
  readonly columns?: readonly string[] | undefined;
}

/** The properties that drivers put on their errors; none of them is certain. */
export interface DriverError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly sqlState?: unknown;
  readonly sqlMessage?: unknown;
  readonly table?: unknown;
  readonly column?: unknown;
  readonly constraint?: unknown;
  readonly detail?: unknown;
}

/** The text itself, or `undefined` for anything that is not a text. */
export function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
