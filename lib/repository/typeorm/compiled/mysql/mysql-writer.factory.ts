import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Field } from '../../../../resource/field.js';
import { decimalText } from '../../../../serializer/decimal-text.js';
import { writeJsonString } from '../../../../serializer/json-string.js';
import { writeTextList } from '../../../../serializer/text-list.js';
import {
  createValueWriter,
  enumWriter,
  writeInstant,
  writeList,
  type ValueWriter,
} from '../../../../serializer/value-writer.factory.js';
import { isLocalTimeUtc, isPlainInstant, writeUtcText } from '../instant-text.js';
import { timezoneOf } from './mysql-connection.js';
import { offsetOf } from './mysql-literal.js';

const DATE_TYPES: ReadonlySet<unknown> = new Set([Date, 'datetime', 'timestamp', 'date']);
const BIGINT_TYPES: ReadonlySet<unknown> = new Set(['bigint']);

/** The writer for values as mysql2 reads them for us: numbers, and everything else as text or bytes. */
export function createMysqlWriter(field: Field, column: ColumnMetadata, dataSource: DataSource): ValueWriter {
  if (column.transformer !== undefined) return transformedWriter(field, column, dataSource);
  const writeItem = itemWriter(field, dataSource);
  const writeNullable: ValueWriter = (raw) => (raw === null ? 'null' : writeItem(raw));
  if (!field.isArray) return writeNullable;
  if (field.type === 'string') return (raw) => (raw === null ? 'null' : writeTextList(raw as string));
  return (raw) => {
    if (raw === null) return 'null';
    return raw === '' ? '[]' : writeList((raw as string).split(','), writeNullable);
  };
}

function itemWriter(field: Field, dataSource: DataSource): ValueWriter {
  switch (field.type) {
    case 'int':
    case 'float':
      return String;
    case 'bigint':
      return (raw) => `"${String(raw)}"`;
    case 'decimal':
      return (raw) => `"${decimalText(raw as string | number, field.scale)}"`;
    case 'boolean':
      return (raw) => ((raw instanceof Uint8Array ? raw[0] === 1 : Number(raw) !== 0) ? 'true' : 'false');
    case 'enum':
      return enumWriter(field);
    case 'uuid':
      return (raw) => writeJsonString(String(raw).toLowerCase());
    case 'date':
      return (raw) => writeJsonString(String(raw).slice(0, 10));
    case 'datetime':
      return instantWriter(dataSource);
    case 'json':
      return writeJsonColumn;
    case 'binary':
      return createValueWriter(field);
    default:
      return (raw) => writeJsonString(typeof raw === 'string' ? raw : String(raw));
  }
}

/** Releases of mysql2 that know no `jsonStrings` have parsed it already where the server says that it is JSON. */
function writeJsonColumn(raw: unknown): string {
  if (typeof raw !== 'string') return JSON.stringify(raw);
  let value: unknown = raw;
  try {
    value = JSON.parse(raw);
  } catch {
    // A text that JSON held.
  }
  return JSON.stringify(value);
}

function instantWriter(dataSource: DataSource): ValueWriter {
  const timezone = timezoneOf(dataSource.options);
  const isUtc = timezone === 'local' ? isLocalTimeUtc() : offsetOf(timezone) === 0;
  return (raw) => {
    const text = String(raw);
    if (isUtc && isPlainInstant(text) && !hasZeroPart(text)) return writeUtcText(text, text.length);
    return writeInstant(parseInstant(text, timezone));
  };
}

/** `0000-00-00` and the like are no dates. */
function hasZeroPart(text: string): boolean {
  return text.startsWith('-00', 4) || text.startsWith('-00', 7);
}

/** The instant that mysql2 reads from the text with the connection's time zone. */
function parseInstant(text: string, timezone: string): Date {
  if (hasZeroPart(text)) return new Date(Number.NaN);
  const iso = text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T');
  return new Date(timezone === 'local' ? iso : iso + timezone);
}

/** A transformer expects the values of mysql2's own types. */
function transformedWriter(field: Field, column: ColumnMetadata, dataSource: DataSource): ValueWriter {
  const { driver } = dataSource;
  const timezone = timezoneOf(dataSource.options);
  const options = dataSource.options as {
    dateStrings?: unknown;
    bigNumberStrings?: boolean;
    supportBigNumbers?: boolean;
  };
  const writeValue = createValueWriter(field);
  const isDate = DATE_TYPES.has(column.type) && !options.dateStrings;
  const isNumber = BIGINT_TYPES.has(column.type) && options.bigNumberStrings === false;
  return (raw) => {
    const value =
      raw !== null && isDate ? parseInstant(raw as string, timezone) : raw !== null && isNumber ? safeNumber(raw) : raw;
    return writeValue(driver.prepareHydratedValue(value, column));
  };
}

function safeNumber(raw: unknown): unknown {
  const value = Number(raw);
  return Number.isSafeInteger(value) ? value : raw;
}
