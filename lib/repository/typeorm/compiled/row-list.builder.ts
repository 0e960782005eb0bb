import type { LinkColumn } from './sql-dialect.js';
import type { SqlDraft } from './sql-draft.js';

/**
 * Adds that columns equal one of several lists of values; at least one.
 *
 * @param rowKeyword put before a list of rows of more than one value
 */
export function appendRowList(
  draft: SqlDraft,
  columns: readonly LinkColumn[],
  rows: readonly (readonly unknown[])[],
  toParameter: (value: unknown, column: LinkColumn) => unknown,
  rowKeyword = '',
): void {
  const isRow = columns.length > 1;
  const references = columns.map(({ reference }) => reference).join(', ');
  draft.push(isRow ? `(${references}) IN (${rowKeyword}` : `${references} IN (`);
  for (const [index, row] of rows.entries()) {
    draft.push(`${index > 0 ? ', ' : ''}${isRow ? '(' : ''}`);
    for (const [position, column] of columns.entries()) {
      if (position > 0) draft.push(', ');
      draft.bind(toParameter(row[position], column));
    }
    if (isRow) draft.push(')');
  }
  draft.push(')');
}

/** The list with its last item repeated up to a length that is a power of two. */
export function filledUp<Item>(items: readonly Item[]): readonly Item[] {
  const length = 2 ** Math.ceil(Math.log2(items.length));
  return length === items.length
    ? items
    : [...items, ...Array.from({ length: length - items.length }, () => items.at(-1)!)];
}
