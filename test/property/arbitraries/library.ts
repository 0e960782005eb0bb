import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import type { Field } from '../../../lib/resource/field.js';
import type { Resource } from '../../../lib/resource/resource.js';
import type { LibraryRows, LibraryTable, StoredRow } from '../../contract/fixtures/library/rows.js';
import { anyValue } from './values.js';

/** Most novels, critiques and jackets; there are half as many of the others. */
const MOST = 12;
/** Keys that lead nowhere are among those that rows refer to. */
const SOME_KEY = { min: 1, max: MOST + 2 } as const;

const ROOM = fc.constantFrom('attic', 'hall');
const SHELF_NUMBER = fc.integer({ min: 1, max: 2 });
const AREA = fc.constantFrom('land', 'sea');
const WORD = fc.constantFrom('farms', 'kites', 'ships');
const NOVEL_ID = fc.integer(SOME_KEY);
const HANDLE = fc.integer({ min: 1, max: MOST / 2 + 1 }).map(handleOf);
/** One row in four is softly deleted. */
const DELETED_AT = fc.constantFrom(null, null, null, new Date('2024-05-01T00:00:00.000Z'));

/** Fields whose texts hold plain letters alone, so that every engine puts them in one order. */
const PLAIN_TEXTS: ReadonlySet<string> = new Set([
  'code',
  'handle',
  'editorHandle',
  'room',
  'shelfRoom',
  'area',
  'word',
]);

export function isPlainText({ name }: Field): boolean {
  return PLAIN_TEXTS.has(name);
}

/** What a row of each table refers to, and what it has beside plain values. */
const REFERENCES: Record<LibraryTable, Record<string, Arbitrary<unknown>>> = {
  Writer: { handle: fc.option(HANDLE), deletedAt: DELETED_AT },
  Shelf: { room: ROOM, number: SHELF_NUMBER },
  Topic: { area: AREA, word: WORD },
  Novel: {
    writerId: fc.option(fc.integer({ min: 1, max: MOST / 2 + 1 })),
    editorHandle: fc.option(HANDLE),
    shelfRoom: fc.option(ROOM),
    shelfNumber: fc.option(SHELF_NUMBER),
    prequelId: fc.option(NOVEL_ID),
  },
  Jacket: { novelId: fc.option(NOVEL_ID) },
  Critique: { novelId: NOVEL_ID, deletedAt: DELETED_AT },
};

/** Rows that are related or are not, with keys that lead nowhere among them. */
export function anyLibrary(resources: ReadonlyMap<string, Resource>): Arbitrary<LibraryRows> {
  const rowsOf = (table: LibraryTable, maxLength: number) =>
    fc.array(anyRow(resources.get(table)!, table), { minLength: maxLength / 3, maxLength });
  const tables: Record<keyof LibraryRows, Arbitrary<StoredRow[]>> = {
    Writer: rowsOf('Writer', MOST / 2),
    Shelf: rowsOf('Shelf', MOST / 2),
    Topic: rowsOf('Topic', MOST / 2),
    Novel: rowsOf('Novel', MOST),
    Jacket: rowsOf('Jacket', MOST),
    Critique: rowsOf('Critique', MOST),
    novelTopics: fc.array(fc.record({ novelId: NOVEL_ID, area: AREA, word: WORD }), { maxLength: 2 * MOST }),
  };
  return fc.record(tables).map((rows) => withKeys(rows as unknown as LibraryRows));
}

/** A row without the key that counts its table's rows. */
export function anyRow(resource: Resource, table: LibraryTable): Arbitrary<StoredRow> {
  const plain = resource.fields.filter(({ role }) => role === 'plain');
  return fc.record({ ...Object.fromEntries(plain.map((field) => [field.name, stored(field)])), ...REFERENCES[table] });
}

function stored(field: Field): Arbitrary<unknown> {
  const one = anyValue(field, isPlainText(field));
  const value = field.isArray ? fc.uniqueArray(one, { maxLength: 3 }) : one;
  return field.nullable ? fc.option(value, { freq: 3 }) : value;
}

/** Numbers the rows, and drops what a table would not take twice. */
function withKeys(rows: LibraryRows): LibraryRows {
  return {
    Writer: onceOrNull(rows.Writer, 'handle').map((row, index) => ({ ...row, id: index + 1 })),
    Shelf: once(rows.Shelf, ['room', 'number']),
    Topic: once(rows.Topic, ['area', 'word']),
    Novel: rows.Novel.map((row, index) => ({ ...row, id: index + 1 })),
    Jacket: onceOrNull(rows.Jacket, 'novelId').map((row, index) => ({ ...row, id: uuidOf(index) })),
    Critique: rows.Critique.map((row, index) => ({ ...row, id: bigKey(index) })),
    novelTopics: once(rows.novelTopics, ['novelId', 'area', 'word']) as LibraryRows['novelTopics'],
  };
}

function once(rows: readonly StoredRow[], names: readonly string[]): readonly StoredRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify(names.map((name) => row[name])), row])).values()];
}

function onceOrNull(rows: readonly StoredRow[], name: string): readonly StoredRow[] {
  const taken = new Set<unknown>();
  return rows.map((row) => {
    const value = taken.has(row[name]) ? null : row[name];
    taken.add(value);
    return { ...row, [name]: value };
  });
}

function handleOf(number: number): string {
  return `h${number}`;
}

/** Beyond what a JavaScript number counts one by one, and yet one, because TypeORM makes them numbers on SQLite. */
export function bigKey(index: number): string {
  return String(9_007_199_254_740_992n + 2n * BigInt(index));
}

function uuidOf(index: number): string {
  return `0a000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
