import type { Question } from './question.js';

declare const permitted: unique symbol;

/**
 * A question that the access rules have already narrowed. Only `policy` makes one and executors take nothing else,
 * so forgetting the access rule is a compile error.
 */
export type PermittedQuery<Asked extends Question> = Asked & { readonly [permitted]: true };
