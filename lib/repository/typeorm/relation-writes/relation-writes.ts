import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { itemQuestion } from '../../../query/plain-questions.js';
import type { ItemQuestion, Visibility } from '../../../query/question.js';
import type { Payload, RelatedPayload } from '../../../resource/payload.js';
import type { Relation } from '../../../resource/resource.js';
import type { FoundItem, StoredItem } from '../../resource-repository.js';
import type { Engine } from '../compiled/engine.factory.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { relationColumns } from '../compiled/relations/relation-columns.js';
import type { RepositoryLookup } from '../repository-lookup.js';
import type { SetColumn } from '../set-column.js';
import { createBelongingRowsWriter } from './belonging-rows.writer.js';
import { foundValue, referencedField, storedValue } from './item-values.js';
import { createJunctionWriter } from './junction.writer.js';
import { createOwnedRowWriter } from './owned-row.writer.js';
import type { RelationWriter, WrittenRow } from './relation-writer.js';

/** What a body brings for a relation, and what writes it. */
interface Brought {
  readonly writer: RelationWriter;
  readonly related: RelatedPayload;
}

/** Thrown to take back what was written for a row that turned out not to be there. */
const NO_SUCH_ROW = new Error('No row has the key and the versions.');

/**
 * Writes rows together with what their bodies bring for relations, in one transaction: first the rows that a row refers
 * to, then the row, then what refers to it. Errors of the others have pointers into the body, such as `/items/0/name`.
 */
export class RelationWrites {
  private readonly relations: readonly Relation[];
  private readonly writers = new Map<Relation, RelationWriter>();

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly repositoryOf: RepositoryLookup,
    private readonly read: (question: ItemQuestion) => Promise<FoundItem | undefined>,
  ) {
    this.relations = [...table.resource.relations.values()].filter(({ writes }) => writes !== 'none');
  }

  /** Whether the body brings anything for a relation. */
  concerns(payload: Payload): boolean {
    return this.relations.some(({ name }) => payload[name] !== undefined);
  }

  /**
   * @param visibility of rows that it may be linked with.
   * @param create creates the row itself, with these columns set beside its fields.
   */
  create(
    payload: Payload,
    visibility: Visibility,
    create: (set: readonly SetColumn[]) => Promise<StoredItem>,
  ): Promise<StoredItem> {
    return this.engine.transaction(async () => {
      const brought = this.broughtBy(payload);
      const item = await create(await beforeRow(brought, visibility));
      const { resource } = this.table;
      const valueOf = (column: ColumnMetadata): unknown =>
        storedValue(item, resource, referencedField(resource, column));
      await afterRow(brought, { isNew: true, visibility, valueOf: (column) => Promise.resolve(valueOf(column)) });
      return item;
    });
  }

  /**
   * @param change changes the row itself, or at least its version; `undefined` when there is none.
   * @param answer what the row is once all is written.
   */
  async change<Changed>(
    question: ItemQuestion,
    payload: Payload,
    change: (set: readonly SetColumn[]) => Promise<Changed | undefined>,
    answer: (changed: Changed) => Promise<FoundItem | undefined>,
  ): Promise<FoundItem | undefined> {
    try {
      return await this.engine.transaction(async () => {
        const brought = this.broughtBy(payload);
        const { visibility } = question;
        const changed = await change(await beforeRow(brought, visibility));
        if (changed === undefined) throw NO_SUCH_ROW;
        await afterRow(brought, {
          isNew: false,
          visibility,
          valueOf: (column) => this.valueOf(question, column),
        });
        return answer(changed);
      });
    } catch (error) {
      if (error === NO_SUCH_ROW) return undefined;
      throw error;
    }
  }

  /** What the row of a question has in a column that others refer to. */
  private async valueOf({ key, keyFields }: ItemQuestion, column: ColumnMetadata): Promise<unknown> {
    const { resource } = this.table;
    const field = referencedField(resource, column);
    const place = (keyFields ?? resource.key).indexOf(field);
    if (place !== -1) return key[place];
    const item = await this.read(itemQuestion(key, [field], { keyFields, deleted: 'with' }));
    return item && foundValue(item, field);
  }

  private broughtBy(payload: Payload): readonly Brought[] {
    return this.relations.flatMap((relation) => {
      const related = payload[relation.name] as RelatedPayload | undefined;
      return related === undefined ? [] : [{ writer: this.writerOf(relation), related }];
    });
  }

  private writerOf(relation: Relation): RelationWriter {
    let writer = this.writers.get(relation);
    if (writer === undefined) this.writers.set(relation, (writer = this.createWriter(relation)));
    return writer;
  }

  private createWriter(relation: Relation): RelationWriter {
    const { table, engine, repositoryOf } = this;
    const columns = relationColumns(relation, table.dataSource);
    const { junction } = columns;
    if (junction !== undefined)
      return createJunctionWriter(relation, { ...columns, junction }, table, engine, repositoryOf);
    return columns.isOwned
      ? createOwnedRowWriter(relation, columns, repositoryOf)
      : createBelongingRowsWriter(relation, columns, repositoryOf);
  }
}

async function beforeRow(brought: readonly Brought[], visibility: Visibility): Promise<readonly SetColumn[]> {
  const set: SetColumn[] = [];
  for (const { writer, related } of brought) set.push(...((await writer.before?.(related, visibility)) ?? []));
  return set;
}

async function afterRow(brought: readonly Brought[], row: WrittenRow): Promise<void> {
  for (const { writer, related } of brought) await writer.after?.(row, related);
}
