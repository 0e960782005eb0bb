/** What a commit has done to the rows of one table. */
export interface TableChange {
  /** Name of the table, with that of its database. */
  readonly table: string;
  /**
   * Names of the rows that are no longer what they were; empty where rows only came in addition, `undefined` where any row
   * may be another one now.
   */
  readonly rows: readonly string[] | undefined;
}

/** Hears of changes once they are stored. */
export interface ChangeListener {
  /** The write that made the changes is answered when this is done, so it takes no longer than it has to. Never rejects. */
  changed(changes: readonly TableChange[]): Promise<void>;
}
