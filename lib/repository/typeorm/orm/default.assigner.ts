import type { DataSource, EntityManager } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Field } from '../../../resource/field.js';
import type { Payload } from '../../../resource/payload.js';
import type { LinkedColumn } from '../compiled/linked-column.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { updateRow } from './row-update.js';

/** Returns the fields that a replacing payload leaves out, but for those to keep, to their defaults, or to NULL. */
export interface DefaultAssigner {
  /**
   * Defaults that only the database can compute, in the row itself; to be done before the entity is loaded. Answers
   * whether there are any.
   */
  resetRow(manager: EntityManager, key: readonly unknown[], payload: Payload, kept: readonly Field[]): Promise<boolean>;
  /** The payload completed with the defaults that are literals, and NULL for the rest. */
  complete(payload: Payload, kept: readonly Field[]): Payload;
}

/** Made once; a column that is required and has no default stays as it is, the body is checked for it before. */
export function createDefaultAssigner(table: LinkedTable, dataSource: DataSource): DefaultAssigner {
  const literals: [field: Field, value: () => unknown][] = [];
  const computed: LinkedColumn[] = [];
  for (const field of table.resource.fields) {
    if (!field.updatable) continue;
    const column = table.columnOf(field);
    if (typeof column.metadata.default === 'function') computed.push(column);
    else if (hasDefault(column.metadata)) literals.push([field, createLiteral(column.metadata, dataSource)]);
    else if (field.nullable) literals.push([field, () => null]);
  }
  return {
    async resetRow(manager, key, payload, kept) {
      const absent = computed.filter(({ field }) => payload[field.name] === undefined && !kept.includes(field));
      if (absent.length === 0) return false;
      const changes = absent.map(({ name, metadata }) => `${name} = ${table.dialect.replaceDefault(metadata)}`);
      await updateRow(manager, table, key, changes);
      return true;
    },
    complete(payload, kept) {
      const completed = Object.assign(Object.create(null) as Record<string, unknown>, payload);
      for (const [field, value] of literals) {
        if (payload[field.name] === undefined && !kept.includes(field)) completed[field.name] = value();
      }
      return completed;
    },
  };
}

function hasDefault(column: ColumnMetadata): boolean {
  return column.default !== undefined && column.default !== null;
}

/** The default as an entity holds it: the metadata has it as the database does. */
function createLiteral(column: ColumnMetadata, dataSource: DataSource): () => unknown {
  const stored: unknown = column.default;
  const hydrate = (): unknown => dataSource.driver.prepareHydratedValue(stored, column);
  if (typeof stored === 'object' && column.transformer === undefined) return () => structuredClone(stored);
  return hydrate;
}
