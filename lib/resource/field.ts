import type { Operator } from './operator.js';

/**
 * What a field holds, independent of the database:
 *
 * | type | in JSON | in JavaScript after parsing |
 * |---|---|---|
 * | `int` `float` | number | `number` |
 * | `bigint` `decimal` | string | `string` (no precision is lost) |
 * | `boolean` | boolean | `boolean` |
 * | `string` `enum` | string (an enum may also be a number) | the same |
 * | `uuid` | string | lower-case `string` |
 * | `date` | `YYYY-MM-DD` | the same `string` |
 * | `time` | `HH:MM:SS[.ffffff]` | the same `string` |
 * | `datetime` | RFC 3339 in UTC | `Date` |
 * | `json` | anything | the same |
 * | `binary` | base64 (RFC 4648 §4) | `Buffer` |
 */
export type FieldType =
  | 'int'
  | 'float'
  | 'bigint'
  | 'decimal'
  | 'boolean'
  | 'string'
  | 'uuid'
  | 'enum'
  | 'date'
  | 'time'
  | 'datetime'
  | 'json'
  | 'binary';

/** What a client may do with a field. */
export type FieldAccess = 'readWrite' | 'readOnly' | 'writeOnly' | 'hidden';

/** Why a column needs special treatment when it is written. */
export type FieldRole = 'plain' | 'key' | 'version' | 'createDate' | 'updateDate' | 'deleteDate' | 'foreignKey';

/** One exposed scalar of a resource. Frozen at boot. */
export interface Field {
  /** Name in the API; embedded columns are dotted: `address.city`. */
  readonly name: string;
  /** The same name as segments, the way it nests in JSON: `['address', 'city']`. */
  readonly path: readonly string[];
  /** TypeORM's property path of the column: `address.city`, `author.id` for a bare join column. */
  readonly property: string;
  readonly type: FieldType;
  /** `true` for `simple-array` and database array columns: the value is a list of `type`. */
  readonly isArray: boolean;
  /** Text that stands between the items of a list in storage, so that no item may hold it: `,` for `simple-array`. */
  readonly separator?: string;
  readonly role: FieldRole;
  readonly nullable: boolean;
  /** May be left out on create: nullable, generated, or the column has a default. */
  readonly optional: boolean;
  /** The default as the docs show it, when it is a literal. */
  readonly default?: string | number | boolean;
  readonly enumValues?: readonly (string | number)[];
  /** Longest text in characters, or longest binary in bytes. */
  readonly length?: number;
  /** Inclusive bounds of an `int`, or of a `bigint` as decimal text. */
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  /** Total digits and digits after the point of a `decimal`. */
  readonly precision?: number;
  readonly scale?: number;
  readonly description?: string;
  /** May be sent back in an answer. A field that is neither readable nor writable is never compiled into a Resource. */
  readonly readable: boolean;
  /** May be in the body of a create. */
  readonly creatable: boolean;
  /** May be in the body of a replace or update. */
  readonly updatable: boolean;
  /** Operators that a filter may use; empty when the field may not be filtered. */
  readonly operators: readonly Operator[];
  readonly sortable: boolean;
  /** Carries a unique constraint of its own. */
  readonly unique: boolean;
}
