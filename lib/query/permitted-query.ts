import type { Principal } from '../common/principal.js';
import type { ItemQuestion, Question } from './question.js';

declare const permitted: unique symbol;
declare const permittedWrite: unique symbol;

/**
 * A question that the access rules have already narrowed. Only `policy` makes one and executors take nothing else,
 * so forgetting the access rule is a compile error.
 */
export type PermittedQuery<Asked extends Question> = Asked & {
  /** Who asks. */
  readonly principal: Principal;
  readonly [permitted]: true;
};

/** The same about a row to write, narrowed by the rule of that write as well. */
export type PermittedWrite = PermittedQuery<ItemQuestion> & { readonly [permittedWrite]: true };
