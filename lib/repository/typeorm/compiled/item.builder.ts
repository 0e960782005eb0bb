import type { LinkedColumn } from './linked-column.js';
import type { SqlDraft } from './sql-draft.js';

/**
 * Adds the search for items in a list that is stored as text with commas. `appendItem` gets the item between commas.
 * An item with a comma cannot be stored, so it is never found; nor is anything in the empty text, which is the empty list.
 */
export function appendItems(
  draft: SqlDraft,
  column: LinkedColumn,
  items: readonly unknown[],
  appendItem: (delimited: string) => void,
): void {
  const texts = items.map(String).filter((text) => !text.includes(','));
  if (texts.length === 0) return void draft.push('1 = 0');
  draft.push(`(${column.reference} <> '' AND (`);
  for (const [index, text] of texts.entries()) {
    if (index > 0) draft.push(' OR ');
    appendItem(`,${text},`);
  }
  draft.push('))');
}
