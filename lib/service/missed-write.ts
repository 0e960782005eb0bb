import { LightApiError, type ProblemItem } from '../common/light-api.error.js';
import { forbidden } from '../policy/forbidden.error.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import type { ItemQuestion, VersionCondition } from '../query/question.js';
import type { ResourceRepository } from '../repository/resource-repository.js';
import { fieldPointer } from '../resource/field-pointer.js';
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
    const reason = await whyMissed(resource, repository, query, permitted);
    if (reason !== undefined) return reason;
    // A version that changed back meanwhile counts as stale, and a row that may be written only by now as gone meanwhile.
    return query.versions.length === 0 ? noSuchItem(resource) : staleVersion(resource, query.versions);
  });
}

/** Why a write would match no row, as far as can be seen now; `undefined` when there is one that it would match. */
export async function whyMissed(
  resource: Resource,
  repository: ResourceRepository,
  query: PermittedQuery<ItemQuestion>,
  permitted: PermittedWrite,
): Promise<LightApiError | undefined> {
  const found = await repository.read(query);
  if (found === undefined) return noSuchItem(resource);
  const isRuled = permitted.filter !== query.filter;
  if (isRuled && (await repository.read(permitted)) === undefined) return forbidden(query.principal);
  const unmet = query.versions.filter(({ versions }) => !isMet(versions, found.version));
  return unmet.length === 0 ? undefined : staleVersion(resource, unmet);
}

/** LA400 (404). */
export function noSuchItem(resource: Resource): LightApiError {
  return new LightApiError('LA400', `No ${resource.name} has this key.`);
}

function isMet(versions: VersionCondition['versions'], current: string | undefined): boolean {
  return versions === '*' || (current !== undefined && versions.includes(current));
}

/** LA301 (412) for the header, LA302 (409) for the body. */
function staleVersion(resource: Resource, [unmet]: readonly VersionCondition[]): LightApiError {
  if (unmet!.source === 'header') return refused('LA301', headerDetail(resource), { header: 'If-Match' });
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

/** Whether a row of this version meets all that a question says of it. */
export function areVersionsMet({ versions }: ItemQuestion, current: string | undefined): boolean {
  return versions.every((condition) => isMet(condition.versions, current));
}
