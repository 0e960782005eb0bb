import { LightApiError, type ProblemItem } from '../common/light-api.error.js';
import { forbidden } from '../policy/forbidden.error.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import type { ItemQuestion, VersionCondition } from '../query/question.js';
import { fieldPointer } from '../repository/typeorm/errors/field-pointer.js';
import type { ResourceRepository } from '../repository/resource-repository.js';
import type { Resource } from '../resource/resource.js';

/**
 * Why a write matched no row: there is none, it has another version, or it may be seen but not written. Only where more
 * than the key was asked for is the row looked at again, in a transaction, because a replica may not know yet what was
 * written.
 *
 * @param query what may be seen
 * @param permitted what may be written
 */
export async function missedWrite(
  resource: Resource,
  repository: ResourceRepository,
  query: PermittedQuery<ItemQuestion>,
  permitted: PermittedWrite,
): Promise<LightApiError> {
  const isRuled = permitted.filter !== query.filter;
  if (query.versions.length === 0 && !isRuled) return noSuchItem(resource);
  return repository.transaction(async () => {
    const found = await repository.read(query);
    if (found === undefined) return noSuchItem(resource);
    if (isRuled && (await repository.read(permitted)) === undefined) return forbidden(query.principal);
    // A row that may be written by now, and was not a moment ago, is as good as gone meanwhile.
    if (query.versions.length === 0) return noSuchItem(resource);
    return staleVersion(resource, query.versions, found.version);
  });
}

/** LA400 (404). */
export function noSuchItem(resource: Resource): LightApiError {
  return new LightApiError('LA400', `No ${resource.name} has this key.`);
}

/** LA301 (412) for the header, LA302 (409) for the body. A version that changed back meanwhile counts as stale. */
function staleVersion(
  resource: Resource,
  conditions: readonly VersionCondition[],
  current: string | undefined,
): LightApiError {
  const isMet = ({ versions }: VersionCondition): boolean =>
    versions === '*' || (current !== undefined && versions.includes(current));
  const { source } = conditions.find((condition) => !isMet(condition)) ?? conditions[0]!;
  if (source === 'header') return refused('LA301', headerDetail(resource), { header: 'If-Match' });
  const { version } = resource;
  const detail = `The ${resource.name} has another version than the one that the body names.`;
  return refused('LA302', detail, { pointer: version === undefined ? '' : fieldPointer(version) });
}

function headerDetail({ name, version }: Resource): string {
  if (version === undefined) return `A ${name} has no version, so that If-Match fits it only as "*".`;
  return `The ${name} does not have the version that If-Match names.`;
}

function refused(
  code: 'LA301' | 'LA302',
  detail: string,
  place: Pick<ProblemItem, 'header' | 'pointer'>,
): LightApiError {
  return new LightApiError(code, detail, {
    errors: [{ ...place, code, detail }],
    hint: 'Read the item again, and base the change on what it is now.',
  });
}
