import { pluralName } from '../../../common/plural-noun.js';
import type { ForeignKeyLink } from './foreign-key-link.js';
import { isSame } from './keys.js';
import { capitalized, pluralProperty, stemOf } from './names.js';
import { takeRelation, type TableDraft } from './table-draft.js';

/** Whether a table is nothing but two foreign keys, each pair of them once, so that a row of it says only "belongs to". */
export function isJunction(draft: TableDraft, links: readonly ForeignKeyLink[]): boolean {
  const { table, key, readOnlyReason } = draft;
  const own = links.filter(({ source }) => source === draft);
  const [near, far] = own;
  if (table.kind === 'view' || readOnlyReason !== undefined || own.length !== 2) return false;
  const columns = [...near!.key.columns, ...far!.key.columns];
  const names = table.columns.map(({ name }) => name);
  if (!isSame(columns, names) || !isSame(key, names) || table.foreignKeys.length !== 2) return false;
  if (links.some(({ target }) => target === draft)) return false;
  return own.every(({ key: { referencedColumns }, target }) => isSame(referencedColumns, target.key));
}

/** `book.tags` and `tag.books`, called as the columns of the table between them are. */
export function addManyToMany(near: ForeignKeyLink, far: ForeignKeyLink): void {
  const { source: junction, target: owner } = near;
  const { target } = far;
  const property = takeRelation(owner, ...wishes(far, junction));
  const inverse = takeRelation(target, ...wishes(near, junction));
  owner.relations[property] = {
    type: 'many-to-many',
    target: target.schema,
    inverseSide: inverse,
    joinTable: {
      name: junction.table.name,
      joinColumns: joinColumns(near),
      inverseJoinColumns: joinColumns(far),
    },
  };
  target.relations[inverse] = { type: 'many-to-many', target: owner.schema, inverseSide: property };
}

function wishes({ key, target }: ForeignKeyLink, junction: TableDraft): [string, string] {
  const stem = key.columns.length === 1 ? stemOf(key.columns[0]!) : undefined;
  const plain = stem === undefined ? pluralProperty(target.name) : pluralName(stem);
  return [plain, `${plain}By${capitalized(junction.name)}`];
}

function joinColumns({ key, target }: ForeignKeyLink): { name: string; referencedColumnName: string }[] {
  return key.columns.map((name, place) => ({
    name,
    referencedColumnName: target.properties.get(key.referencedColumns[place]!)!,
  }));
}
