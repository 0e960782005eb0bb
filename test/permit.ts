import { ANONYMOUS } from '../lib/common/principal.js';
import type { PermittedQuery, PermittedWrite } from '../lib/query/permitted-query.js';
import type { Question } from '../lib/query/question.js';
import type { Resource } from '../lib/resource/resource.js';

/** Marks a question as narrowed already, for tests of what comes behind the access rules. */
export function permit<Asked extends Question>(
  _resource: Resource,
  question: Asked,
  principal = ANONYMOUS,
): Asked extends { kind: 'item' } ? PermittedWrite : PermittedQuery<Asked> {
  return { ...question, principal } as never;
}
