import type { Include } from '../query/question.js';

/** Makes rows, as they are answered, into instances of the entity's class. */
export interface EntityMaker {
  /**
   * Sets what the row has and nothing else.
   *
   * @param json a row with members by the names of the API
   * @param includes relations that came with it
   */
  make(json: Readonly<Record<string, unknown>>, includes?: readonly Include[]): object;
}
