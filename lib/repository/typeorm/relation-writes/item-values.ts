import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { parseFieldText } from '../../../resource/field-value.js';
import type { Field } from '../../../resource/field.js';
import type { Resource } from '../../../resource/resource.js';
import type { FoundItem, StoredItem } from '../../resource-repository.js';

/**
 * The field of a column that other rows refer to.
 *
 * @throws TypeError when the resource does not show it, so that nobody can tell its value.
 */
export function referencedField({ name, fields }: Resource, { propertyPath }: ColumnMetadata): Field {
  const field = fields.find(({ property }) => property === propertyPath);
  if (field?.readable !== true)
    throw new TypeError(`${name} does not show ${propertyPath}, which other rows refer to.`);
  return field;
}

/** The value that a stored item has for a field: of the key as the item's path tells it, else as its JSON does. */
export function storedValue(item: StoredItem, { key }: Resource, field: Field): unknown {
  const text = item.key[key.indexOf(field)];
  const parsed = text === undefined ? undefined : parseFieldText(field, text);
  return parsed?.ok ? parsed.value : foundValue(item, field);
}

/** The value that an item has for a field in its JSON, of the field's JavaScript type. */
export function foundValue({ row }: FoundItem, field: Field): unknown {
  let json: unknown = row.toJSON();
  for (const segment of field.path) json = (json as Record<string, unknown> | null)?.[segment];
  return fromJson(field, json);
}

/** A value of an answer, of the field's JavaScript type. */
export function fromJson(field: Field, json: unknown): unknown {
  if (typeof json !== 'string') return json;
  if (field.type === 'datetime') return new Date(json);
  return field.type === 'binary' ? Buffer.from(json, 'base64') : json;
}
