import type { Relation } from '../../../resource/resource.js';
import type { RelationColumns } from '../compiled/relations/relation-columns.js';
import type { RepositoryLookup } from '../repository-lookup.js';
import type { SetColumn } from '../set-column.js';
import { referencedField } from './item-values.js';
import { placeRelated } from './place-related.js';
import type { RelationWriter } from './relation-writer.js';

/** Of rows that refer to this one: they are created after it, and belong to it. */
export function createBelongingRowsWriter(
  relation: Relation,
  { source, target }: RelationColumns,
  repositoryOf: RepositoryLookup,
): RelationWriter {
  const fields = source.map((column) => referencedField(relation.source, column));
  return {
    async after(row, { creates, positions }) {
      if (creates.length === 0) return;
      const set: SetColumn[] = [];
      for (const [index, column] of target.entries()) {
        set.push({ column, field: fields[index]!, value: await row.valueOf(source[index]!) });
      }
      try {
        await repositoryOf(relation.target).repository.createMany(creates, row.visibility, set);
      } catch (error) {
        throw placeRelated(error, relation, positions?.creates);
      }
    },
  };
}
