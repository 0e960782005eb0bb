import type { ParameterTable } from './parameter-table.js';
import type { ItemQuestion, ListQuestion } from './question.js';

/**
 * A language that questions are asked in. Every dialect reads the raw query string, without its question mark, and
 * makes the same tree of it.
 */
export interface QueryDialect {
  /** @throws LightApiError LA100 with every problem of the query. */
  parseList(table: ParameterTable, rawQuery: string): ListQuestion;
  /**
   * `keyTexts` are the decoded path segments of the key, in key order.
   *
   * @throws LightApiError LA103 when only the key is wrong, else LA100 with every problem of key and query.
   */
  parseItem(table: ParameterTable, rawQuery: string, keyTexts: readonly string[]): ItemQuestion;
  /**
   * For routes that understand no parameter at all.
   *
   * @throws LightApiError LA100 when the query has any.
   */
  parseNothing(table: ParameterTable, rawQuery: string): void;
}
