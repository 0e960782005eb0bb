import { memberPointer } from '../../../common/json-pointer.js';
import { ALL_VISIBLE, type Condition, type Visibility } from '../../../query/question.js';
import type { RelatedPayload } from '../../../resource/payload.js';
import type { Relation } from '../../../resource/resource.js';
import { mapUnplacedError } from '../driver-error.mapper.js';
import { placeError } from '../errors/placed-error.js';
import type { Engine } from '../compiled/engine.factory.js';
import { appendCondition } from '../compiled/filter.builder.js';
import { linkTable, quotedPath, type LinkedTable } from '../compiled/linked-table.js';
import type { JunctionColumns, RelationColumns } from '../compiled/relations/relation-columns.js';
import { SqlDraft } from '../compiled/sql-draft.js';
import { createStatement } from '../compiled/statement.factory.js';
import type { RepositoryLookup } from '../repository-lookup.js';
import { referencedField, storedValue } from './item-values.js';
import { createLinkTargets } from './link-targets.js';
import { placeRelated } from './place-related.js';
import type { RelationWriter } from './relation-writer.js';

const IN_WRITE = { visibility: ALL_VISIBLE, isWrite: true };

/** Rows of the junction table in one statement. */
const MAX_ROWS = 500;

/**
 * Of a many-to-many relation: rows that exist are linked and new ones created, and from then on the row is related to
 * these and to no others, but those that the caller does not see.
 */
export function createJunctionWriter(
  relation: Relation,
  columns: RelationColumns & { readonly junction: JunctionColumns },
  table: LinkedTable,
  engine: Engine,
  repositoryOf: RepositoryLookup,
): RelationWriter {
  const { target: resource } = relation;
  const statements = createStatements(relation, columns, table);
  const targets = createLinkTargets(relation, columns.target, table, engine);
  const targetFields = columns.target.map((column) => referencedField(resource, column));

  const createTargets = async (
    { creates, positions }: RelatedPayload,
    visibility: Visibility,
  ): Promise<readonly (readonly unknown[])[]> => {
    if (creates.length === 0) return [];
    try {
      const items = await repositoryOf(resource).repository.createMany(creates, visibility);
      return items.map((item) => targetFields.map((field) => storedValue(item, resource, field)));
    } catch (error) {
      throw placeRelated(error, relation, positions?.creates);
    }
  };
  const run = (draft: SqlDraft): Promise<unknown> =>
    engine.runner.run(createStatement(draft, engine.dialect), draft.parameters, 'write');

  return {
    async after(row, related) {
      const linked = await targets.find(related, row.visibility);
      const ends = [...linked, ...(await createTargets(related, row.visibility))];
      const source: unknown[] = [];
      for (const column of columns.source) source.push(await row.valueOf(column));
      try {
        if (!row.isNew) await run(await statements.removeOthers(source, ends, row.visibility.get(resource.name)));
        for (let start = 0; start < ends.length; start += MAX_ROWS) {
          await run(statements.add(source, ends.slice(start, start + MAX_ROWS)));
        }
      } catch (error) {
        // A row that was there a moment ago may be gone by now.
        throw placeError(mapUnplacedError(error), memberPointer('', relation.name));
      }
    },
  };
}

interface JunctionStatements {
  /** Takes the links to all other rows away, as far as these meet the condition. */
  removeOthers(
    source: readonly unknown[],
    ends: readonly (readonly unknown[])[],
    visible: Condition | undefined,
  ): Promise<SqlDraft>;
  /** Adds links; one that is there already stays as it is. */
  add(source: readonly unknown[], ends: readonly (readonly unknown[])[]): SqlDraft;
}

function createStatements(
  relation: Relation,
  { source, target, junction }: RelationColumns & { readonly junction: JunctionColumns },
  { dialect, dataSource, quote }: LinkedTable,
): JunctionStatements {
  const path = quotedPath(junction.metadata, dialect);
  const near = junction.source.map(quote);
  const far = junction.target.map(quote);
  const nearFields = source.map((column) => referencedField(relation.source, column));
  const farFields = target.map((column) => referencedField(relation.target, column));
  const parametersOf =
    (columns: JunctionColumns['source'], fields: typeof nearFields) =>
    (values: readonly unknown[]): unknown[] =>
      columns.map((column, index) => {
        const persistent: unknown = dataSource.driver.preparePersistentValue(values[index], column);
        return dialect.toParameter(fields[index]!, column, persistent);
      });
  const nearParameters = parametersOf(junction.source, nearFields);
  const farParameters = parametersOf(junction.target, farFields);
  const linked = linkTable(relation.target, dataSource, dialect, { alias: 'lightapi_linked', isOptional: false });
  const isLinked = target.map((column, index) => `${linked.referenceTo(column)} = ${path}.${far[index]}`).join(' AND ');

  return {
    async removeOthers(values, ends, visible) {
      const draft = new SqlDraft().push(`DELETE FROM ${path} WHERE `);
      appendEqual(draft, near, nearParameters(values));
      if (visible !== undefined) {
        await dialect.ready?.();
        draft.push(` AND EXISTS (SELECT 1 FROM ${linked.from} WHERE ${isLinked} AND `);
        appendCondition(draft, { kind: 'rule', condition: visible }, linked, IN_WRITE);
        draft.push(')');
      }
      if (ends.length === 0) return draft;
      draft.push(far.length === 1 ? ` AND ${far[0]} NOT IN (` : ' AND NOT (');
      for (const [index, end] of ends.entries()) {
        const parameters = farParameters(end);
        if (far.length === 1) draft.push(index === 0 ? '' : ', ').bind(parameters[0]);
        else appendEqual(draft.push(index === 0 ? '(' : ' OR ('), far, parameters).push(')');
      }
      return draft.push(')');
    },
    add(values, ends) {
      const draft = new SqlDraft().push(`INSERT INTO ${path} (${[...near, ...far].join(', ')}) VALUES `);
      const own = nearParameters(values);
      for (const [index, end] of ends.entries()) {
        draft.push(index === 0 ? '(' : ', (');
        for (const [slot, parameter] of [...own, ...farParameters(end)].entries()) {
          draft.push(slot > 0 ? ', ' : '').bind(parameter);
        }
        draft.push(')');
      }
      return draft.push(dialect.keepExisting(near[0]!));
    },
  };
}

function appendEqual(draft: SqlDraft, names: readonly string[], parameters: readonly unknown[]): SqlDraft {
  for (const [index, name] of names.entries())
    draft.push(`${index > 0 ? ' AND ' : ''}${name} = `).bind(parameters[index]);
  return draft;
}
