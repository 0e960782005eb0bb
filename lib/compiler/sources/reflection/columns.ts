import type { EntitySchemaColumnOptions } from 'typeorm';
import type { CatalogueColumn, CatalogueTable } from './catalogue/catalogue.js';

/** The columns that the API can carry, and why it leaves the others out. */
export interface CarriedColumns {
  readonly columns: readonly CatalogueColumn[];
  readonly left: readonly { readonly column: string; readonly reason: string }[];
  /** Why no row can be created or replaced: a column is needed that no client can send. */
  readonly readOnlyReason: string | undefined;
}

/** @param nameReason why a name cannot stand in statements, if it cannot */
export function carriedColumns(
  table: CatalogueTable,
  nameReason: (name: string) => string | undefined,
): CarriedColumns {
  const columns: CatalogueColumn[] = [];
  const left: { column: string; reason: string }[] = [];
  let readOnlyReason = table.readOnlyReason;
  for (const column of table.columns) {
    const reason = nameReason(column.name) ?? column.skipReason ?? typeReason(column);
    if (reason === undefined) columns.push(column);
    else {
      left.push({ column: column.name, reason });
      if (isNeeded(column)) readOnlyReason ??= `its column "${column.name}" is required, and ${reason}`;
    }
  }
  return { columns, left, readOnlyReason };
}

function typeReason({ type, declared }: CatalogueColumn): string | undefined {
  if (type !== undefined) return undefined;
  return declared === '' ? 'it has no type: CAST it to one' : `its type ${declared} has no JSON form`;
}

function isNeeded(column: CatalogueColumn): boolean {
  const isFilled = column.nullable || column.default !== undefined || column.generated !== undefined;
  return !isFilled && column.computed === undefined;
}

export function columnOptions(column: CatalogueColumn, isKey: boolean): EntitySchemaColumnOptions {
  return {
    ...column.type!,
    name: column.name,
    ...(isKey && { primary: true }),
    nullable: column.nullable && !isKey,
    ...(column.comment !== undefined && { comment: column.comment }),
    ...(column.generated === undefined ? defaultOption(column) : { generated: column.generated }),
    ...(column.computed !== undefined && { generatedType: column.computed, insert: false, update: false }),
  };
}

function defaultOption({ default: fallback }: CatalogueColumn): Pick<EntitySchemaColumnOptions, 'default'> {
  if (fallback === undefined) return {};
  return { default: 'value' in fallback ? fallback.value : () => fallback.expression };
}
