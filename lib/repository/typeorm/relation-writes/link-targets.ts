import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { memberPointer } from '../../../common/json-pointer.js';
import { LightApiError } from '../../../common/light-api.error.js';
import type { Visibility } from '../../../query/question.js';
import type { RelatedPayload } from '../../../resource/payload.js';
import type { Relation } from '../../../resource/resource.js';
import { createValueWriter } from '../../../serializer/value-writer.factory.js';
import type { Engine } from '../compiled/engine.factory.js';
import { appendCondition } from '../compiled/filter.builder.js';
import type { LinkedColumn } from '../compiled/linked-column.js';
import { linkTable, type LinkedTable } from '../compiled/linked-table.js';
import { presenceOf } from '../compiled/relations/linked-relation.js';
import { SqlDraft } from '../compiled/sql-draft.js';
import type { SqlResult } from '../compiled/sql-runner.js';
import { createStatement } from '../compiled/statement.factory.js';
import { fromJson, referencedField } from './item-values.js';

/** Keys that one statement asks for. */
const MAX_KEYS = 500;

/** The rows that a body links with, as the junction table refers to them. */
export interface LinkTargets {
  /**
   * The values that a junction row holds of each linked row, in the order of the links.
   *
   * @throws LightApiError LA402 (409) with a pointer for each row that is not there, or that the caller may not see.
   */
  find(related: RelatedPayload, visibility: Visibility): Promise<readonly (readonly unknown[])[]>;
}

/** @param referenced columns of the target that the junction table refers to. */
export function createLinkTargets(
  relation: Relation,
  referenced: readonly ColumnMetadata[],
  { dataSource, dialect }: LinkedTable,
  engine: Engine,
): LinkTargets {
  const resource = relation.target;
  const target = linkTable(resource, dataSource, dialect);
  const ends = referenced.map((column) => target.columnOf(referencedField(resource, column)));
  const columns = [...target.key, ...ends];
  const select = columns.map((column, index) => `${column.select} AS c${index}`).join(', ');
  const writeKey = resource.key.map(createValueWriter);
  const keyText = (key: readonly unknown[]): string => writeKey.map((write, index) => write(key[index])).join();

  const ask = async (keys: RelatedPayload['links'], visibility: Visibility): Promise<SqlResult> => {
    const rule = visibility.get(resource.name);
    if (rule !== undefined) await dialect.ready?.();
    const draft = new SqlDraft().push(`SELECT ${select} FROM ${target.from} WHERE (`);
    for (const [index, key] of keys.entries()) {
      draft.push(index === 0 ? '(' : ' OR (');
      for (const [position, column] of target.key.entries()) {
        if (position > 0) draft.push(' AND ');
        dialect.equal(draft, column, column.toParameter(key[position]));
      }
      draft.push(')');
    }
    draft.push(')');
    const presence = presenceOf(target);
    if (presence !== undefined) draft.push(` AND ${presence}`);
    if (rule !== undefined) appendCondition(draft.push(' AND '), rule, target, { visibility, isWrite: false });
    return engine.runner.run(createStatement(draft, dialect), draft.parameters, 'list');
  };

  return {
    async find(related, visibility) {
      const { links } = related;
      const found = new Map<string, readonly unknown[]>();
      for (let start = 0; start < links.length; start += MAX_KEYS) {
        const result = await ask(links.slice(start, start + MAX_KEYS), visibility);
        for (const row of result.rows) {
          const texts = row.map((value, index) => textOf(columns[index]!, value, result));
          const values = texts.map((text, index) => fromJson(columns[index]!.field, JSON.parse(text)));
          found.set(texts.slice(0, target.key.length).join(), values.slice(target.key.length));
        }
      }
      const wanted = links.map((link) => found.get(keyText(link)));
      if (wanted.includes(undefined)) throw missingTargets(relation, related, wanted);
      return wanted as (readonly unknown[])[];
    },
  };
}

/** A value as it stands in JSON. */
function textOf(column: LinkedColumn, value: unknown, { parsed }: SqlResult): string {
  return (parsed ? column.writeParsed : column.writeRaw)(value);
}

function missingTargets({ name }: Relation, { positions }: RelatedPayload, found: readonly unknown[]): LightApiError {
  const detail = `The row that "${name}" refers to does not exist.`;
  const place = memberPointer('', name);
  const errors = found.flatMap((values, index) =>
    values === undefined
      ? [{ pointer: `${place}/${positions?.links[index] ?? index}`, code: 'LA402' as const, detail }]
      : [],
  );
  return new LightApiError('LA402', detail, { errors });
}
