import type { DataSource } from 'typeorm';
import { LightApiError } from '../../common/light-api.error.js';
import type { ChangeFeed } from '../../events/change-feed.js';
import type { TableChange } from '../../events/table-change.js';
import type { ItemQuestion } from '../../query/question.js';
import type { Resource } from '../../resource/resource.js';
import { rowName } from '../../resource/row-name.js';
import type { RelatableRepository } from './repository-lookup.js';
import { tellWhenStored } from './transaction.js';
import type { WriteReach } from './write-reach.js';

const NO_ROWS: readonly string[] = Object.freeze([]);

/** What a write of a resource can change. */
export interface AnnouncedWrites {
  readonly resource: Resource;
  readonly dataSource: DataSource;
  readonly reach: WriteReach;
  readonly feed: ChangeFeed;
}

/**
 * A repository that says what it has changed once it is stored. What a body brings for relations is written by the
 * repositories of their targets, and said by those.
 */
export function announceWrites(inner: RelatableRepository, writes: AnnouncedWrites): RelatableRepository {
  const { resource, dataSource, reach, feed } = writes;
  const changeOf = (rows: TableChange['rows']): readonly TableChange[] => [{ table: reach.table, rows }];
  const added = changeOf(NO_ROWS);
  const ofRow = ({ key, keyFields }: ItemQuestion): readonly TableChange[] => {
    const name = keyFields === undefined ? rowName(resource, key) : undefined;
    return changeOf(name === undefined ? undefined : [name]);
  };
  const announced = async <Written>(
    write: Promise<Written>,
    hasWritten: (written: Written) => boolean,
    changes: () => readonly TableChange[],
  ): Promise<Written> => {
    if (!feed.isHeard) return write;
    let written: Written;
    try {
      written = await write;
    } catch (error) {
      // It may have been stored, and only the answer been lost.
      if (isInDoubt(error)) await tellWhenStored(dataSource, feed, changes()).catch(() => undefined);
      throw error;
    }
    if (hasWritten(written)) await tellWhenStored(dataSource, feed, changes());
    return written;
  };
  return {
    list: (query) => inner.list(query),
    read: (query) => inner.read(query),
    related: (query) => inner.related(query),
    create: (...row) => announced(inner.create(...row), isFound, () => added),
    createMany: (...rows) =>
      announced(
        inner.createMany(...rows),
        ({ length }) => length > 0,
        () => added,
      ),
    update: (query, payload) => announced(inner.update(query, payload), isFound, () => ofRow(query)),
    replace: (query, payload) => announced(inner.replace(query, payload), isFound, () => ofRow(query)),
    restore: (query) => announced(inner.restore(query), isFound, () => ofRow(query)),
    remove: (query) =>
      announced(
        inner.remove(query),
        (isRemoved) => isRemoved,
        () => [...ofRow(query), ...reach.ofRemoval],
      ),
    transaction: (work) => inner.transaction(work),
  };
}

function isFound(item: unknown): boolean {
  return item !== undefined;
}

/** Whether nobody knows what became of a write. */
function isInDoubt(error: unknown): boolean {
  return !(error instanceof LightApiError) || error.status >= 500;
}
