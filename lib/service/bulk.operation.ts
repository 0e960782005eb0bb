import type { Principal } from '../common/principal.js';
import type { ErrorCode } from '../common/error-codes.js';
import { LightApiError, type ProblemItem } from '../common/light-api.error.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import type { FoundItem } from '../repository/resource-repository.js';
import type { BulkKey, BulkRequest } from '../resource/bulk-request.js';
import type { Resource } from '../resource/resource.js';
import { answerOf, createItems } from './create.operation.js';
import type { CreatedItem } from './created-item.js';
import { changeItem, requireVersion } from './change.operation.js';
import type { RowChange } from './row-change.js';
import type { WriteParts } from './write-parts.js';

/** What a bulk request did, in the order of its items. */
export interface BulkResult {
  readonly created: readonly CreatedItem[];
  readonly updated: readonly FoundItem[];
  readonly removed: number;
}

/** Why single items are not written, after which the transaction is as good as before. */
const REFUSALS: readonly ErrorCode[] = ['LA300', 'LA301', 'LA302', 'LA400', 'LA700', 'LA701'];

/** The question about the item that a part of the request is about. */
type QueryOf = (item: BulkKey) => PermittedQuery<ItemQuestion>;

/**
 * Creates, then changes, then removes, in one transaction: all of it happens or nothing.
 *
 * @throws LightApiError LA305 (409) with a problem for each item that is missing, has another version, that the principal
 * may not write, or that a constraint refuses; LA600 (401) when it has yet to say who it is
 */
export function runBulk(
  parts: WriteParts,
  request: BulkRequest,
  principal: Principal,
  queryOf: QueryOf,
): Promise<BulkResult> {
  const { resource, repository } = parts;
  return repository.transaction(async () => {
    const problems: ProblemItem[] = [];
    const created =
      request.creates.length === 0
        ? []
        : await createItems(parts, request.creates, principal).catch((error: unknown) => {
            throw placed(error, '/create');
          });
    const change = async <Written>(item: BulkKey, row: RowChange<Written>): Promise<Written> => {
      const query = queryOf(item);
      requireVersion(resource, query);
      return changeItem(parts, query, row);
    };
    const updated = await eachItem('/update', request.updates, problems, resource, (item) =>
      change(item, {
        action: 'update',
        payload: item.payload,
        write: (query, payload) => repository.update(query, payload),
      }),
    );
    const removed = await eachItem('/remove', request.removes, problems, resource, (item) =>
      change(item, { action: 'remove', write: async (query) => (await repository.remove(query)) || undefined }),
    );
    if (problems.length > 0) throw bulkFailed(problems);
    return { created: created.map((row) => answerOf(resource, row, principal)), updated, removed: removed.length };
  });
}

/**
 * Writes one item after the other. Rows that are not to be written are collected, so that one answer tells of all; after an
 * error of the database the transaction is of no more use, and it may only follow from those rows.
 */
async function eachItem<Item, Written>(
  section: string,
  items: readonly Item[],
  problems: ProblemItem[],
  resource: Resource,
  write: (item: Item) => Promise<Written>,
): Promise<Written[]> {
  const written: Written[] = [];
  for (const [index, item] of items.entries()) {
    if (problems.length >= resource.limits.maxErrors) break;
    try {
      written.push(await write(item));
    } catch (error) {
      const place = `${section}/${index}`;
      if (isRefusal(error)) problems.push(...placedItems(error, place));
      else throw problems.length > 0 && !isOutage(error) ? bulkFailed(problems) : placed(error, place);
    }
  }
  return written;
}

function isRefusal(error: unknown): error is LightApiError {
  return error instanceof LightApiError && REFUSALS.includes(error.code);
}

/** What is no fault of an item: the database is away or gave up, and the request may succeed another time. */
function isOutage(error: unknown): boolean {
  return !(error instanceof LightApiError) || error.status >= 500;
}

/** The error of an item as one of the whole request, with pointers from its root. */
function placed(error: unknown, place: string): unknown {
  if (isOutage(error)) return error;
  const { code, detail, status, headers, cause } = error as LightApiError;
  const items = placedItems(error as LightApiError, place);
  if (status === 409 || isRefusal(error)) return bulkFailed(items, cause);
  return new LightApiError(code, detail, { errors: items, status, headers, cause });
}

function placedItems({ code, detail, errors }: LightApiError, place: string): ProblemItem[] {
  if (errors.length === 0) return [{ pointer: place, code, detail }];
  return errors.map(({ header: _header, pointer = '', ...problem }) => ({ ...problem, pointer: place + pointer }));
}

function bulkFailed(errors: readonly ProblemItem[], cause?: unknown): LightApiError {
  return new LightApiError('LA305', 'Nothing was written, because of items that could not be.', { errors, cause });
}
