/**
 * Rows as the application's own code knows them: entities of TypeORM. What is done with them is a part of the running
 * transaction, where there is one.
 */
export interface EntityStore {
  /**
   * The entity with a key, softly deleted ones left out; `undefined` when there is none.
   *
   * @param isLocked keeps others from changing the row until the transaction ends, where the engine can lock rows
   */
  find(key: readonly unknown[], isLocked: boolean): Promise<object | undefined>;
  save<Stored extends object>(entity: Stored): Promise<Stored>;
  remove(entity: object): Promise<void>;
  /** Values of the key of an entity; `undefined` for something else than a stored entity of the resource. */
  keyOf(entity: unknown): readonly unknown[] | undefined;
  /** Runs work outside of a transaction so that errors of the database become problems of the API. */
  guard<Result>(work: () => Promise<Result>): Promise<Result>;
}
