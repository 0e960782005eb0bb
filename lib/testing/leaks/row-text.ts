import type { Field } from '../../resource/field.js';
import { createValueFormatter } from '../../serializer/entity-value.formatter.js';

/** The JSON value of a field, and the value that filters compare: they differ for instants alone. */
export interface FieldValues {
  readonly json: unknown;
  readonly compared: unknown;
}

/** Makes both of what TypeORM hands to an application. */
export function fieldValues(field: Field): (value: unknown) => FieldValues {
  const format = createValueFormatter(field);
  return (value) => {
    const json = format(value);
    const isInstant = field.type === 'datetime' && typeof json === 'string';
    return { json, compared: isInstant ? new Date(json) : json };
  };
}

/** Puts a value where its field stands in JSON: `address.city` inside `address`. */
export function placeValue(row: Record<string, unknown>, { path }: Field, value: unknown): void {
  let place = row;
  for (const segment of path.slice(0, -1)) place = (place[segment] ??= {}) as Record<string, unknown>;
  place[path.at(-1)!] = value;
}

/** What stands at a field's place; `undefined` where nothing does. */
export function valueAt(row: unknown, { path }: Field): unknown {
  let value = row;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[segment];
  }
  return value;
}
