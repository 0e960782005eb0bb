import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { LinkedColumn } from '../linked-column.js';
import type { SqlDraft } from '../sql-draft.js';
import type { StoredOrder, StoredValue } from '../stored-order.js';
import { numericText } from './mysql-literal.js';

const NUMBERS: ReadonlySet<string> = new Set([
  'bigint',
  'dec',
  'decimal',
  'fixed',
  'int',
  'integer',
  'mediumint',
  'numeric',
  'smallint',
  'tinyint',
  'year',
]);
const BYTES: ReadonlySet<string> = new Set(['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob']);
/** Sorted by the place of a value in the list of values, or by bits, and compared as text or bytes. */
const NUMBERED: ReadonlySet<string> = new Set(['enum', 'set', 'bit']);
const TIMES: ReadonlySet<string> = new Set(['datetime', 'date', 'time', 'uuid', 'inet4', 'inet6']);

/** Characters of a text column up to which ORDER BY looks at all of it. */
const LONGEST_SORTED = 255;
/** Characters of a longer text that are looked at instead: up to eight bytes of weights each in 1,024 bytes. */
const SORTED_LENGTH = 128;

/** How MySQL and MariaDB sort a column, and what of its values a cursor has to keep for that. */
export function mysqlOrder({ reference, metadata }: LinkedColumn, { driver }: DataSource): StoredOrder {
  const type = driver.normalizeType(metadata);
  if (NUMBERS.has(type)) return numberOrder(reference);
  if (NUMBERED.has(type)) return numberOrder(`${reference} + 0`);
  // As local time two instants have the same text in the hour that comes twice a year.
  if (type === 'timestamp') return numberOrder(`UNIX_TIMESTAMP(${reference})`);
  // As it stands a float is written with six digits.
  if (type === 'float') return floatOrder(`${reference} + 0e0`);
  if (type.startsWith('double') || type === 'real') return floatOrder(reference);
  if (BYTES.has(type)) return { select: `HEX(${reference})`, reference, toStored: String, append: appendBytes };
  if (isLong(metadata, type)) return beginningOrder(reference);
  const select = TIMES.has(type) ? `CAST(${reference} AS CHAR)` : reference;
  return { select, reference, toStored: String, append: appendText };
}

function appendText(draft: SqlDraft, value: StoredValue): void {
  draft.bind(String(value));
}

function appendBytes(draft: SqlDraft, value: StoredValue): void {
  draft.bind(Buffer.from(String(value), 'hex'));
}

/** Whether two texts may first differ where ORDER BY no longer looks: behind `max_sort_length` bytes of sort weights. */
function isLong({ length }: ColumnMetadata, type: string): boolean {
  return type.endsWith('text') ? type !== 'tinytext' : type.endsWith('char') && Number(length) > LONGEST_SORTED;
}

/** By the beginning of a text alone; what begins alike is told apart by the keys that follow. */
function beginningOrder(reference: string): StoredOrder {
  const beginning = `LEFT(${reference}, ${SORTED_LENGTH})`;
  return { select: beginning, reference: beginning, sorted: beginning, toStored: String, append: appendText };
}

/** Whole numbers and decimals: digits that become no float on the way. */
function numberOrder(expression: string): StoredOrder {
  return {
    select: `CAST(${expression} AS CHAR)`,
    reference: expression.includes(' ') ? `(${expression})` : expression,
    toStored: String,
    append: (draft, value) => void draft.bind(numericText(String(value))),
  };
}

function floatOrder(expression: string): StoredOrder {
  return {
    select: expression,
    reference: expression.includes(' ') ? `(${expression})` : expression,
    toStored: Number,
    append: (draft, value) => void draft.bind(Number(value)),
  };
}
