import type { Relation } from '../../../resource/resource.js';
import type { RelationColumns } from '../compiled/relations/relation-columns.js';
import type { RepositoryLookup } from '../repository-lookup.js';
import { referencedField, storedValue } from './item-values.js';
import { placeRelated } from './place-related.js';
import type { RelationWriter } from './relation-writer.js';

/** Of a row that refers to one other: the other is created first, and then referred to. */
export function createOwnedRowWriter(
  relation: Relation,
  { source, target }: RelationColumns,
  repositoryOf: RepositoryLookup,
): RelationWriter {
  const resource = relation.target;
  const columns = source.map((column, index) => ({ column, field: referencedField(resource, target[index]!) }));
  return {
    async before({ creates: [payload] }, visibility) {
      if (payload === undefined) return columns.map((column) => ({ ...column, value: null }));
      try {
        const item = await repositoryOf(resource).repository.create(payload, visibility);
        return columns.map(({ column, field }) => ({ column, field, value: storedValue(item, resource, field) }));
      } catch (error) {
        throw placeRelated(error, relation, undefined);
      }
    },
  };
}
