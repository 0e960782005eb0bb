import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Field } from '../../../resource/field.js';
import type { ColumnValues } from '../../../serializer/entity.serializer.js';
import type { LinkedColumn } from '../compiled/linked-column.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { sharesOneConnection } from '../write-lock.js';

/** What a query selects beside the entity itself, and how it is read back from the raw rows. */
export interface ColumnSelection {
  apply(query: SelectQueryBuilder<ObjectLiteral>): void;
  /** Values by property path; `entity` is the instance that TypeORM made of the same row. */
  read(row: ObjectLiteral, entity: object): ColumnValues;
}

type Read = (values: Record<string, unknown>, raw: unknown, entity: object) => void;

interface Extra {
  readonly expression: string;
  readonly read: Read;
}

/**
 * Entities lack the keys of relations that are not loaded, and on SQLite the digits that a JavaScript number cannot
 * hold. Both are selected on their own.
 */
export function createColumnSelection(
  fields: readonly Field[],
  table: LinkedTable,
  dataSource: DataSource,
): ColumnSelection {
  const extras = fields.flatMap((field) => {
    const column = table.columnOf(field);
    return joinColumnExtra(column, dataSource) ?? exactTextExtra(column, dataSource) ?? [];
  });
  const hidden = fields.filter((field) => !table.columnOf(field).metadata.isSelect);
  const alias = table.metadata.tableName;
  return {
    apply(query) {
      for (const field of hidden) query.addSelect(`${alias}.${field.property}`);
      for (const [index, { expression }] of extras.entries()) query.addSelect(expression, `lightapi_${index}`);
    },
    read(row, entity) {
      const values: Record<string, unknown> = {};
      for (const [index, extra] of extras.entries()) extra.read(values, row[`lightapi_${index}`], entity);
      return values;
    },
  };
}

function joinColumnExtra({ field, metadata, reference }: LinkedColumn, dataSource: DataSource): Extra | undefined {
  if (metadata.relationMetadata === undefined || !metadata.isVirtual) return undefined;
  const typeColumn = metadata.referencedColumn ?? metadata;
  if (losesDigits(field, typeColumn, dataSource)) {
    return {
      expression: `CAST(${reference} AS TEXT)`,
      read: (values, raw) => void (values[field.property] = raw),
    };
  }
  const { driver } = dataSource;
  return {
    expression: reference,
    read: (values, raw) => void (values[field.property] = driver.prepareHydratedValue(raw, typeColumn)),
  };
}

/** Taken only while the entity still holds the number, so that a listener that changed it has the last word. */
function exactTextExtra({ field, metadata, reference }: LinkedColumn, dataSource: DataSource): Extra | undefined {
  if (!losesDigits(field, metadata, dataSource)) return undefined;
  return {
    expression: `CAST(${reference} AS TEXT)`,
    read(values, raw, entity) {
      const held: unknown = metadata.getEntityValue(entity);
      if (typeof raw === 'string' && held !== null && Number(raw) === Number(held)) values[field.property] = raw;
    },
  };
}

/** Whether the driver makes a JavaScript number of what is text in the API. */
function losesDigits({ type }: Field, { transformer }: ColumnMetadata, dataSource: DataSource): boolean {
  return (type === 'bigint' || type === 'decimal') && transformer === undefined && sharesOneConnection(dataSource);
}
