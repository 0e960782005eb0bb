import type { ParameterTable } from './parameter-table.js';
import type { ItemQuestion, ListQuestion } from './question.js';

/** What is done with an item: it is read, changed and answered, or removed and not answered. */
export type ItemRoute = 'read' | 'write' | 'remove';

/**
 * A language that questions are asked in. Every dialect reads the raw query string, without its question mark, or a
 * body, and makes the same tree of it.
 */
export interface QueryDialect {
  /**
   * @param parent the item whose related rows are asked for, on the route of a relation
   * @throws LightApiError LA100 with every problem of the query.
   */
  parseList(table: ParameterTable, rawQuery: string, parent?: ListQuestion['parent']): ListQuestion;
  /**
   * Reads a question about a list that is sent as a parsed JSON body. It is always paged by cursor.
   *
   * @throws LightApiError LA100 with every problem of the body.
   */
  parseSearch(table: ParameterTable, body: unknown): ListQuestion;
  /**
   * `keyTexts` are the decoded path segments of the key, in key order.
   *
   * @param route `write` for routes that change the item, which know no `deleted`; `remove` for the one that answers
   * nothing and knows no parameter. Default `read`
   * @throws LightApiError LA103 when only the key is wrong, else LA100 with every problem of key and query.
   */
  parseItem(table: ParameterTable, rawQuery: string, keyTexts: readonly string[], route?: ItemRoute): ItemQuestion;
  /**
   * For routes that understand no parameter at all.
   *
   * @throws LightApiError LA100 when the query has any.
   */
  parseNothing(table: ParameterTable, rawQuery: string): void;
}
