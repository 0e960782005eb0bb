import type { CatalogueForeignKey } from './catalogue/catalogue.js';
import type { TableDraft } from './table-draft.js';

/** A foreign key between two tables that both become entities. */
export interface ForeignKeyLink {
  readonly key: CatalogueForeignKey;
  readonly source: TableDraft;
  readonly target: TableDraft;
}
