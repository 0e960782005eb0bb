import type { Field } from '../../resource/field.js';
import type { ProbePlace } from './probe.js';
import { placeValue } from './row-text.js';
import type { StoredRow } from './stored-row.js';

/** A field that a write changes, with another value than the row has. */
export interface FieldChange {
  readonly field: Field;
  readonly value: unknown;
}

const OTHER_VALUES: Partial<Record<Field['type'], readonly unknown[]>> = {
  int: [1, 2],
  bigint: ['1', '2'],
  float: [1, 2],
  decimal: ['1', '2'],
  boolean: [true, false],
  string: ['changed', 'chg', 'c'],
  date: ['2001-02-03', '2001-02-04'],
  time: ['01:02:03', '01:02:04'],
  datetime: ['2001-02-03T04:05:06.000Z', '2001-02-03T04:05:07.000Z'],
  json: [{ changed: true }, { changed: false }],
};

/** The change that is most likely to pass every check but that of the rules; `undefined` where nothing can be changed. */
export function changeOf(place: ProbePlace, row: StoredRow, except: readonly Field[] = []): FieldChange | undefined {
  const fields = place.resource.fields.filter((field) => place.mayChange(field) && !except.includes(field));
  for (const field of [...fields].sort((left, right) => risk(left) - risk(right))) {
    const stored = JSON.stringify(row.json.get(field));
    const value = candidates(place, field).find((candidate) => JSON.stringify(candidate) !== stored);
    if (value !== undefined) return { field, value };
  }
  return undefined;
}

/** What a body says of a row; nulls are left out where they may be. */
export function bodyOf(
  row: StoredRow,
  fields: readonly Field[],
  change?: FieldChange,
): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = field === change?.field ? change.value : (row.json.get(field) ?? null);
    if (value !== null || (field.nullable && !field.optional)) placeValue(body, field, value);
  }
  return body;
}

/** The entity tag of the version that the row really has; `undefined` where rows have none. */
export function versionTag({ resource, json }: StoredRow): string | undefined {
  const { version, locking } = resource;
  return version === undefined || locking === 'none' ? undefined : `"${String(json.get(version) as number | string)}"`;
}

/** The same as a condition, so that nothing but the rules can refuse the write. */
export function ifMatch(row: StoredRow): Readonly<Record<string, string>> {
  const tag = versionTag(row);
  return tag === undefined ? {} : { 'if-match': tag };
}

/** Unique values may be taken, references may be forbidden: either hides what is looked for. */
function risk({ role, unique, readable }: Field): number {
  return (role === 'plain' ? 0 : 4) + (unique ? 2 : 0) + (readable ? 0 : 1);
}

/** Values that other rows have are the likeliest to be valid. */
function candidates({ stored }: ProbePlace, field: Field): readonly unknown[] {
  const used = stored.rows.map((row) => row.json.get(field)).filter((value) => value !== null && value !== undefined);
  const made = (field.isArray ? [] : (field.enumValues ?? OTHER_VALUES[field.type] ?? [])).filter(
    (value) => typeof value !== 'string' || field.length === undefined || value.length <= field.length,
  );
  const all = field.unique ? made : [...used, ...made];
  return field.nullable ? [...all, null] : all;
}
