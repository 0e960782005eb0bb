import { LightApiError } from '../common/light-api.error.js';
import { isTouched } from '../policy/touched-rule.js';
import type { PermittedWrite } from '../query/permitted-query.js';
import type { ResourceRepository } from '../repository/resource-repository.js';
import type { RowChange } from './row-change.js';

/**
 * Runs a write, and where it can change whether the row may be written, looks at the row again before it is committed.
 *
 * @throws LightApiError LA701 (403) when the row would not be one that may be written; nothing is stored then
 */
export async function checkedWrite<Written>(
  repository: ResourceRepository,
  query: PermittedWrite,
  { action, payload, write }: RowChange<Written>,
): Promise<Written | undefined> {
  const { filter } = query;
  const isCertain =
    filter === undefined || payload === undefined || (action === 'update' && !isTouched(filter, payload));
  if (isCertain) return write(query);
  return repository.transaction(async () => {
    const written = await write(query);
    if (written === undefined) return undefined;
    const isPermitted = (await repository.read({ ...query, versions: [] })) !== undefined;
    if (!isPermitted) throw rowNotPermitted();
    return written;
  });
}

/**
 * LA701 (403): nothing was stored.
 *
 * @param pointer to the row in a body of many
 */
export function rowNotPermitted(pointer?: string): LightApiError {
  const detail = 'The row would not be one that you may write, so nothing was stored.';
  return new LightApiError('LA701', detail, {
    errors: pointer === undefined ? [] : [{ pointer, code: 'LA701', detail }],
  });
}
