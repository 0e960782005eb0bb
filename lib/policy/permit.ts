import type { Principal } from '../common/principal.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { Question } from '../query/question.js';
import type { Resource } from '../resource/resource.js';

/**
 * Narrows a question to what the principal may see, and marks it so that an executor takes it.
 * The only place that makes a {@link PermittedQuery}. Every row of a resource is public until access rules say otherwise.
 */
export function permit<Asked extends Question>(
  _resource: Resource,
  question: Asked,
  _principal: Principal,
): PermittedQuery<Asked> {
  return question as PermittedQuery<Asked>;
}
