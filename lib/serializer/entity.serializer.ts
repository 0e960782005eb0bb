import { JsonText } from '../common/json-text.js';
import type { Field } from '../resource/field.js';
import type { ComputedField, Representation } from '../resource/resource.js';
import { createValueFormatter } from './entity-value.formatter.js';
import { createViewSerializer } from './view.serializer.js';

/** Values of columns by property path, for those that the entity instance does not hold itself or not exactly. */
export type ColumnValues = Readonly<Record<string, unknown>>;

/** Makes entity instances into what answers carry. Made once per list of fields. */
export interface EntitySerializer {
  /** Holds exactly what the output list names; has no prototype. */
  represent(entity: object, columns?: ColumnValues): Record<string, unknown>;
  write(entity: object, columns?: ColumnValues): JsonText;
  writeList(entities: readonly object[], columns?: readonly ColumnValues[]): JsonText;
}

const NO_COLUMNS: ColumnValues = Object.freeze({});

/**
 * A serializer for one list of fields. Nothing but the fields, the computed ones and what the view class exposes ever
 * leaves; a property that the entity carries beside them stays where it is.
 *
 * @param fields the fields that the client is to see, in order; computed fields follow only when it is one of the
 * representation's own lists, because a client that selects fields did not ask for them
 */
export function createEntitySerializer(fields: readonly Field[], representation: Representation): EntitySerializer {
  const isWhole = fields === representation.read || fields === representation.list;
  const represent = representation.view
    ? createViewSerializer(representation.view, isWhole ? undefined : fields)
    : createFieldSerializer(fields, isWhole ? representation.computed : []);
  return {
    represent,
    write: (entity, columns) => new JsonText(toJson(represent(entity, columns ?? NO_COLUMNS))),
    writeList: (entities, columns) =>
      new JsonText(toJson(entities.map((entity, index) => represent(entity, columns?.[index] ?? NO_COLUMNS)))),
  };
}

type Represent = EntitySerializer['represent'];
type Place = (representation: Record<string, unknown>, entity: object, columns: ColumnValues) => void;

function createFieldSerializer(fields: readonly Field[], computed: readonly ComputedField[]): Represent {
  const places = [...fields.map(createFieldPlace), ...computed.map(createComputedPlace)];
  return (entity, columns = NO_COLUMNS) => {
    const representation = Object.create(null) as Record<string, unknown>;
    for (const place of places) place(representation, entity, columns);
    return representation;
  };
}

function createFieldPlace(field: Field): Place {
  const format = createValueFormatter(field);
  const source = field.property.split('.');
  const parents = field.path.slice(0, -1);
  const name = field.path.at(-1)!;
  return (representation, entity, columns) => {
    const value = Object.hasOwn(columns, field.property) ? columns[field.property] : valueAt(entity, source);
    let target = representation;
    for (const parent of parents) target = (target[parent] ??= Object.create(null)) as Record<string, unknown>;
    target[name] = format(value);
  };
}

function createComputedPlace(field: ComputedField): Place {
  return (representation, entity) => {
    const value = (entity as Record<string, unknown>)[field.property];
    representation[field.name] = value === undefined ? null : value;
  };
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
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
}
