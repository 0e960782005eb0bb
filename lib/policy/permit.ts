import type { Principal } from '../common/principal.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { DeletedRows, ItemQuestion, Question, VersionCondition } from '../query/question.js';
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

/** Lets a write happen only while the row meets these conditions on its version as well. */
export function withVersions(
  query: PermittedQuery<ItemQuestion>,
  conditions: readonly VersionCondition[],
): PermittedQuery<ItemQuestion> {
  return conditions.length === 0 ? query : { ...query, versions: [...query.versions, ...conditions] };
}

/** Asks for the same item among other rows; whether clients may ask for softly deleted ones is decided before. */
export function withDeleted(query: PermittedQuery<ItemQuestion>, deleted: DeletedRows): PermittedQuery<ItemQuestion> {
  return query.deleted === deleted ? query : { ...query, deleted };
}
