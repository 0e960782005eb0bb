import type { DataSource } from 'typeorm';
import { LightApiError } from '../../common/light-api.error.js';
import type { ChangeFeed } from '../../events/change-feed.js';
import type { TableChange } from '../../events/table-change.js';
import type { ItemQuestion } from '../../query/question.js';
import type { Resource } from '../../resource/resource.js';
import { rowName } from '../../resource/row-name.js';
import type { Payload } from '../../resource/payload.js';
import type { FoundItem } from '../resource-repository.js';
import { foundValue } from './relation-writes/item-values.js';
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
  const ofRow = ({ key, keyFields }: ItemQuestion, written?: FoundItem): readonly TableChange[] => {
    const values = keyFields === undefined ? key : written && keyOf(resource, written);
    const name = values && rowName(resource, values);
    return changeOf(name === undefined ? undefined : [name]);
  };
  const referred = resource.fields.filter(({ property }) => reach.referred.has(property));
  const ofReferred = (payload: Payload): readonly TableChange[] =>
    referred.some(({ name }) => Object.hasOwn(payload, name)) ? reach.ofReferred : [];
  const announced = async <Written>(
    write: Promise<Written>,
    hasWritten: (written: Written) => boolean,
    changes: (written?: Written) => readonly TableChange[],
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
    if (hasWritten(written)) await tellWhenStored(dataSource, feed, changes(written));
    return written;
  };
  return {
    list: (query) => inner.list(query),
    read: (query) => inner.read(query),
    related: (query) => inner.related(query),
    create: (...row) => announced(inner.create(...row), isFound, () => added),
    createAtOnce: (...row) => announced(inner.createAtOnce(...row), isFound, () => added),
    createMany: (...rows) =>
      announced(
        inner.createMany(...rows),
        ({ length }) => length > 0,
        () => added,
      ),
    update: (query, payload) =>
      announced(inner.update(query, payload), isFound, (written) => [...ofRow(query, written), ...ofReferred(payload)]),
    replace: (query, payload) =>
      announced(inner.replace(query, payload), isFound, () => [
        ...ofRow(query),
        // What the body does not say returns to its default.
        ...(referred.length > 0 ? reach.ofReferred : []),
      ]),
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

/** The key that an item has in its answer; `undefined` where it does not say it. */
function keyOf({ key }: Resource, item: FoundItem): readonly unknown[] | undefined {
  const values = key.map((field) => foundValue(item, field));
  return values.includes(undefined) ? undefined : values;
}

/** Whether nobody knows what became of a write. */
function isInDoubt(error: unknown): boolean {
  return !(error instanceof LightApiError) || error.status >= 500;
}
