import { LightApiError } from '../common/light-api.error.js';
import { checkedWrite } from './checked-write.js';
import { permitWrite } from '../policy/permit.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import type { Resource } from '../resource/resource.js';
import { missedWrite } from './missed-write.js';
import type { RowChange } from './row-change.js';
import type { WriteParts } from './write-parts.js';

/**
 * Runs a write of one row that may be seen, if it may be written as well, and takes it back when the row would not be
 * one that may be written any more.
 *
 * @throws LightApiError LA301 (412) and LA302 (409) for a row with another version, LA400 (404) for none, LA700 (403) for
 * one that may be seen but not written, LA701 (403) for what may not become of it, LA402 (409) for a foreign key of a row
 * that may not be read
 */
export async function changeItem<Written>(
  parts: WriteParts,
  query: PermittedQuery<ItemQuestion>,
  change: RowChange<Written>,
): Promise<Written> {
  const { resource, repository, own } = parts;
  const permitted = permitWrite(resource, change.action, query);
  const done = own?.change(query, change);
  if (done !== undefined) return done;
  const written = canMatch(resource, query) ? await checkedWrite(parts, query, permitted, change) : undefined;
  if (written === undefined) throw await missedWrite(resource, repository, query, permitted);
  return written;
}

/** A row without a version meets only a condition that any version meets. */
function canMatch({ version }: Resource, { versions }: ItemQuestion): boolean {
  return version !== undefined || versions.every((condition) => condition.versions === '*');
}

/** @throws LightApiError LA300 (428) when the resource demands a version and the question names none. */
export function requireVersion({ name, version, locking }: Resource, { versions }: ItemQuestion): void {
  if (locking !== 'required' || versions.length > 0) return;
  const detail = `A ${name} is changed only by who knows its version.`;
  throw new LightApiError('LA300', detail, {
    errors: [{ header: 'If-Match', code: 'LA300', detail }],
    hint: `Send the ETag of the item as If-Match, or "${version!.name}" in the body.`,
  });
}
