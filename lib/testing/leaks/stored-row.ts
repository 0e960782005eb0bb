import type { Field } from '../../resource/field.js';
import type { Resource } from '../../resource/resource.js';
import { valueAt } from './row-text.js';

/** A row as it is stored, whoever may see it. */
export interface StoredRow {
  readonly resource: Resource;
  /** The key as it stands in a path, not yet percent-encoded. */
  readonly key: readonly string[];
  /** The JSON value of every column. */
  readonly json: ReadonlyMap<Field, unknown>;
  /** What filters and rules compare, with the rows of declared relations under their names. */
  readonly values: Record<string, unknown>;
  /** By the names of the database: what joins rows. */
  readonly columns: ReadonlyMap<string, unknown>;
  readonly isDeleted: boolean;
}

/** One text for one row of a resource. */
export function keyText(key: readonly string[]): string {
  return key.map(encodeURIComponent).join('/');
}

/** The key of a row in an answer; `undefined` where the answer does not have it. */
export function answeredKey({ key }: Resource, row: unknown): string | undefined {
  const values = key.map((field) => valueAt(row, field));
  return values.some((value) => value === undefined || value === null) ? undefined : keyText(values.map(String));
}
