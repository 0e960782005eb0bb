import { JsonText } from '../common/json-text.js';
import type { Field } from '../resource/field.js';
import type { ComputedField, Representation } from '../resource/resource.js';
import { writeJsonString } from './json-string.js';
import { createRowWriter } from './row-writer.js';
import { createValueWriter } from './value-writer.factory.js';
import { createViewWriter } from './view-writer.js';

/** Values of columns by property path, for those that the entity instance does not hold itself or not exactly. */
export type ColumnValues = Readonly<Record<string, unknown>>;

/** Writes entity instances as they stand in answers. Made once per list of fields. */
export interface EntitySerializer {
  write(entity: object, columns?: ColumnValues): JsonText;
  writeList(entities: readonly object[], columns?: readonly ColumnValues[]): JsonText;
}

type WriteEntity = (entity: object, columns: ColumnValues) => string;

const NO_COLUMNS: ColumnValues = Object.freeze({});

/**
 * A serializer for one list of fields, with the text that compiled statements give. Nothing but the fields, the computed
 * ones and what the view class exposes ever leaves; a property that the entity carries beside them stays where it is.
 *
 * @param fields the fields that the client is to see, in order; computed fields follow only when it is one of the
 * representation's own lists, because a client that selects fields did not ask for them
 */
export function createEntitySerializer(fields: readonly Field[], representation: Representation): EntitySerializer {
  const isWhole = fields === representation.read || fields === representation.list;
  const write = representation.view
    ? createViewWriter(representation.view, isWhole ? undefined : fields)
    : createEntityWriter(fields, isWhole ? representation.computed : []);
  return {
    write: (entity, columns = NO_COLUMNS) => new JsonText(write(entity, columns)),
    writeList: (entities, columns) =>
      new JsonText(`[${entities.map((entity, index) => write(entity, columns?.[index] ?? NO_COLUMNS)).join(',')}]`),
  };
}

function createEntityWriter(fields: readonly Field[], computed: readonly ComputedField[]): WriteEntity {
  const writeFields = createRowWriter(fields, fields.map(createValueWriter));
  const sources = fields.map(createSource);
  const getters = computed.map(({ name, property }) => ({ prefix: `${writeJsonString(name)}:`, property }));
  return (entity, columns) => {
    const text = writeFields(sources.map((source) => source(entity, columns)));
    if (getters.length === 0) return text;
    const added = getters.map(({ prefix, property }) => prefix + toJson((entity as Record<string, unknown>)[property]));
    return `${text.slice(0, -1)}${fields.length > 0 ? ',' : ''}${added.join(',')}}`;
  };
}

/** Where the value of a field comes from. A column's own value goes first, so that a lazy relation is not loaded. */
function createSource({ property }: Field): (entity: object, columns: ColumnValues) => unknown {
  const path = property.split('.');
  return (entity, columns) => (Object.hasOwn(columns, property) ? columns[property] : valueAt(entity, path));
}

function valueAt(entity: object, path: readonly string[]): unknown {
  let value: unknown = entity;
  for (const segment of path) {
    if (value === null || value === undefined) return null;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? 'null';
}
