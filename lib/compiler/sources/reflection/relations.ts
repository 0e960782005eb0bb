import type { EntitySchemaRelationOptions } from 'typeorm';
import type { ForeignKeyLink } from './foreign-key-link.js';
import { addManyToMany, isJunction } from './junctions.js';
import { isSame } from './keys.js';
import { capitalized, pluralProperty, propertyNameFor, stemOf, uncapitalized } from './names.js';
import { takeRelation, type TableDraft } from './table-draft.js';

/**
 * Turns every foreign key into a relation of both sides. Two that make up a table of nothing else relate what they lead
 * to, many to many; that table is related to both, and they not to it, as there would be two words for one thing.
 *
 * @returns the tables that are such junctions
 */
export function relateTables(drafts: readonly TableDraft[]): ReadonlySet<TableDraft> {
  const byTable = new Map(drafts.map((draft) => [draft.table.name, draft]));
  const links = drafts.flatMap((source) => linksOf(source, byTable));
  const junctions = new Set(drafts.filter((draft) => isJunction(draft, links)));
  const named = links.map((link) => ({ link, property: takeName(link, links) }));
  for (const { link, property } of named) {
    addRelation(link, property, junctions.has(link.source) ? undefined : inverseName(link, property, links));
  }
  for (const junction of junctions) {
    const [near, far] = links.filter(({ source }) => source === junction);
    addManyToMany(near!, far!);
  }
  return junctions;
}

/** One for each set of columns that leads to a table: a second constraint says nothing new. */
function linksOf(source: TableDraft, byTable: ReadonlyMap<string, TableDraft>): ForeignKeyLink[] {
  const links: ForeignKeyLink[] = [];
  for (const key of source.table.foreignKeys) {
    const target = byTable.get(key.referencedTable);
    if (target === undefined || key.columns.length === 0 || key.columns.length !== key.referencedColumns.length)
      continue;
    if (!key.columns.every((column) => source.properties.has(column))) continue;
    if (!key.referencedColumns.every((column) => target.properties.has(column))) continue;
    if (links.some((link) => link.target === target && isSame(link.key.columns, key.columns))) continue;
    links.push({ key, source, target });
  }
  return links;
}

/**
 * `author` for `author_id`. A column that is called like a value has its name for itself: the relation of `author` is
 * `authorRow`, that of `created_by` is `createdByUser`. Keys of several columns are called after what they lead to.
 */
function takeName({ key, source, target }: ForeignKeyLink, links: readonly ForeignKeyLink[]): string {
  const targetName = uncapitalized(target.name);
  const rivals = links.filter((link) => link.source === source && link.target === target && link.key !== key);
  const own =
    key.columns.find((column) => !rivals.some((rival) => rival.key.columns.includes(column))) ?? key.columns[0]!;
  const stem = stemOf(own);
  const subject = stem ?? propertyNameFor(own);
  const repeats = subject.toLowerCase().endsWith(targetName.toLowerCase());
  const longName = repeats ? `${subject}Row` : `${subject}${target.name}`;
  if (key.columns.length > 1 && rivals.length === 0) return takeRelation(source, targetName, longName);
  return stem === undefined ? takeRelation(source, longName) : takeRelation(source, stem, longName);
}

/** `books`; `ordersByBillingAddress` where several keys lead from one table to the other; `children` of a `parent`. */
function inverseName(link: ForeignKeyLink, property: string, links: readonly ForeignKeyLink[]): string {
  const { source, target } = link;
  const isAlone = links.every((other) => other === link || other.source !== source || other.target !== target);
  const plain = isOneToOne(link) ? uncapitalized(source.name) : pluralProperty(source.name);
  const longName = `${plain}By${capitalized(property)}`;
  if (source === target)
    return property === 'parent' ? takeRelation(target, 'children', longName) : takeRelation(target, longName);
  return isAlone ? takeRelation(target, plain, longName) : takeRelation(target, longName);
}

function addRelation(link: ForeignKeyLink, property: string, inverse: string | undefined): void {
  const { key, source, target } = link;
  const isOne = isOneToOne(link);
  const columns = source.table.columns.filter(({ name }) => key.columns.includes(name));
  source.relations[property] = {
    type: isOne ? 'one-to-one' : 'many-to-one',
    target: target.schema,
    ...(inverse !== undefined && { inverseSide: inverse }),
    joinColumn: key.columns.map((name, place) => ({
      name,
      referencedColumnName: target.properties.get(key.referencedColumns[place]!)!,
      ...(key.name !== undefined && { foreignKeyConstraintName: key.name }),
    })),
    nullable: columns.some(({ nullable }) => nullable),
    // TypeORM's type has no word for SET DEFAULT that a database understands.
    onDelete: key.onDelete as EntitySchemaRelationOptions['onDelete'],
    onUpdate: key.onUpdate as EntitySchemaRelationOptions['onUpdate'],
  };
  if (inverse === undefined) return;
  target.relations[inverse] = {
    type: isOne ? 'one-to-one' : 'one-to-many',
    target: source.schema,
    inverseSide: property,
  };
}

/** Whether each row of the other table has one row at most here. */
function isOneToOne({ key, source }: ForeignKeyLink): boolean {
  const whole = source.table.uniques.filter(({ where }) => where === undefined).map(({ columns }) => columns);
  return [source.table.primaryKey, ...whole].some((columns) => isSame(columns, key.columns));
}
