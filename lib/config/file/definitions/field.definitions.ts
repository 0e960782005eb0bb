import { anyOf, choice, flag, list, number, object, reference, text, whole, type Definition } from '../definition.js';
import type { Members } from '../definition.js';
import { FILE_FIELD_ROLES, FILE_FIELD_TYPES, FILE_RELATION_KINDS } from '../file-definition.js';
import type { FileField, FileRelation } from '../file-definition.js';

/** A name that becomes one of a class or of a property. */
export const NAME = { names: '^[A-Za-z][A-Za-z0-9_]*$', what: 'a name of letters, digits and "_"' };

const ACCESS = choice(['readWrite', 'readOnly', 'writeOnly', 'hidden'], 'what clients may do with the field');

const FIELD: Members<FileField> = {
  type: choice(FILE_FIELD_TYPES, 'what the field holds'),
  role: choice(FILE_FIELD_ROLES, 'what the database keeps in the field by itself, instead of a type'),
  column: text('name of the column; default: the name of the field'),
  primary: flag('part of the key'),
  generated: flag('the database makes the value: a number that counts up, or a UUID'),
  nullable: flag('may be without a value; default: false'),
  unique: flag('no two rows have the same value'),
  default: anyOf([flag(), number(), text(undefined, 'a text', '')], 'the value of a row that comes without one'),
  values: { ...list(text(), 'what an enum can be'), isNeverEmpty: true },
  length: whole(1, 'longest text in characters', 65_535),
  precision: whole(1, 'digits of a decimal in all', 65),
  scale: whole(0, 'digits of a decimal behind the point', 30),
  min: number('smallest number'),
  max: number('largest number'),
  minLength: whole(0, 'shortest text in characters'),
  pattern: text('regular expression that texts match'),
  format: choice(['email', 'url'], 'what texts are'),
  access: ACCESS,
  readable: reference('fieldRule', 'who may read the field'),
  writable: reference('fieldRule', 'who may write the field'),
  description: text('what the docs say of the field'),
};

const RELATION: Members<FileRelation> = {
  kind: choice(FILE_RELATION_KINDS, 'how many rows are on either side'),
  to: text('name of the resource it leads to'),
  inverse: text('name of the relation that leads back'),
  column: text('name of the column that holds the key of the other side'),
  table: text('name of the table between the two sides of a many-to-many relation, on the side that owns it'),
  nullable: flag('may lead nowhere; default: false'),
  onDelete: choice(
    ['restrict', 'cascade', 'set null'],
    'what becomes of a row when the one that it leads to is removed; default: restrict',
  ),
  include: flag('may stand in include; default: true'),
  filter: flag('may stand in filters and in ordering; default: true'),
  route: flag('has a route of its own; default: true'),
  pageSize: whole(1, 'rows that one included item carries; default: 20'),
  ordering: list(text(), 'order of the rows of a to-many relation'),
  write: choice(['none', 'link', 'create'], 'what bodies may do with it; default: none'),
  resource: text('name of the resource it leads to, for a table that is exposed more than once'),
  description: text('what the docs say of the relation'),
};

export const FIELDS: Definition = {
  kind: 'map',
  names: '^[A-Za-z][A-Za-z0-9_.]*$',
  what: 'a name of letters, digits and "_"',
  value: anyOf([ACCESS, object(FIELD)]),
  description: 'fields by name: what they hold, or what clients may do with them',
};

export const RELATIONS: Definition = anyOf(
  [list(text()), { kind: 'map', ...NAME, value: { ...object(RELATION), mayBeBlank: true } }],
  'relations that clients may use; default: none',
);
