import type { EntityMetadata } from 'typeorm';
import type { DriverFailure } from './driver-failure.js';

type ColumnMetadata = EntityMetadata['columns'][number];

/** The columns of the entity that a failure is about; empty when the engine does not tell, or means another table. */
export function columnsOfFailure(failure: DriverFailure, metadata: EntityMetadata): readonly ColumnMetadata[] {
  if (failure.table !== undefined && failure.table !== metadata.tableName) return [];
  const { constraint } = failure;
  switch (failure.kind) {
    case 'unique':
      return columnsOfUnique(failure, metadata);
    case 'referenceMissing':
      return columnsOfForeignKey(failure, metadata);
    case 'check':
      return constraint === undefined ? [] : columnsOfCheck(constraint, metadata);
    case 'required':
    case 'rejected':
      return namedColumns(failure, metadata);
    default:
      return [];
  }
}

function columnsOfUnique(failure: DriverFailure, metadata: EntityMetadata): readonly ColumnMetadata[] {
  const { constraint } = failure;
  if (constraint === 'PRIMARY') return metadata.primaryColumns;
  const known =
    metadata.uniques.find((unique) => unique.name === constraint) ??
    metadata.indices.find((index) => index.name === constraint);
  if (known !== undefined) return known.columns;
  // MySQL names the index of a bare UNIQUE after its first column.
  return namedColumns(
    { ...failure, columns: failure.columns ?? (constraint === undefined ? [] : [constraint]) },
    metadata,
  );
}

function columnsOfForeignKey(failure: DriverFailure, metadata: EntityMetadata): readonly ColumnMetadata[] {
  const known = metadata.foreignKeys.find((foreignKey) => foreignKey.name === failure.constraint);
  if (known !== undefined) return known.columns;
  if (failure.columns !== undefined) return namedColumns(failure, metadata);
  // SQLite does not name the constraint; with only one there is no doubt.
  const [only, ...others] = metadata.foreignKeys;
  return failure.constraint === undefined && only !== undefined && others.length === 0 ? only.columns : [];
}

function columnsOfCheck(constraint: string, metadata: EntityMetadata): readonly ColumnMetadata[] {
  const check = metadata.checks.find(
    (candidate) => candidate.name === constraint || candidate.expression === constraint,
  );
  // MariaDB names the CHECK of a single column `table.column`, and SQLite shows the expression of an unnamed one.
  return columnsIn(check?.expression ?? constraint.slice(constraint.indexOf('.') + 1), metadata);
}

function namedColumns(failure: DriverFailure, metadata: EntityMetadata): readonly ColumnMetadata[] {
  return (failure.columns ?? []).flatMap((name) => {
    const column = metadata.columns.find((candidate) => candidate.databaseName === name);
    return column === undefined ? columnsIn(name, metadata) : [column];
  });
}

/** Columns whose names occur as words in an expression such as `lower(email::text)`. */
function columnsIn(expression: string, metadata: EntityMetadata): readonly ColumnMetadata[] {
  const words = new Set(expression.match(/[\p{L}_][\p{L}\p{N}_$]*/gu));
  return metadata.columns.filter((column) => words.has(column.databaseName));
}
