import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Field } from '../../../../resource/field.js';
import { decimalText } from '../../../../serializer/decimal-text.js';
import { writeJsonString } from '../../../../serializer/json-string.js';
import { writeTextList } from '../../../../serializer/text-list.js';
import {
  createValueWriter,
  enumWriter,
  writeList,
  type ValueWriter,
} from '../../../../serializer/value-writer.factory.js';
import { isPlainInstant, writeUtcText } from '../instant-text.js';

/** The writer for values as SQLite stores them: numbers, text and bytes, whatever the column was declared as. */
export function createSqliteWriter(field: Field, column: ColumnMetadata, dataSource: DataSource): ValueWriter {
  const { driver } = dataSource;
  const writeValue = createValueWriter(field);
  const writeHydrated: ValueWriter = (raw) => writeValue(driver.prepareHydratedValue(raw, column));
  if (column.transformer !== undefined || column.type === 'simple-enum') return writeHydrated;
  const writeItem = itemWriter(field, writeHydrated);
  const writeNullable: ValueWriter = (raw) => (raw === null ? 'null' : writeItem(raw));
  if (!field.isArray) return writeNullable;
  if (field.type === 'string') return (raw) => (raw === null ? 'null' : writeTextList(raw as string));
  return (raw) => {
    if (raw === null) return 'null';
    return raw === '' ? '[]' : writeList((raw as string).split(','), writeNullable);
  };
}

function itemWriter(field: Field, writeHydrated: ValueWriter): ValueWriter {
  switch (field.type) {
    case 'int':
    case 'float':
      return writeNumber;
    case 'bigint':
      return (raw) => writeJsonString(String(raw));
    case 'decimal':
      return (raw) => writeJsonString(decimalText(raw as string | number, field.scale));
    case 'boolean':
      return (raw) => (raw === 1 || raw === 1n || raw === 'true' || raw === '1' ? 'true' : 'false');
    case 'enum':
      return enumWriter(field);
    case 'uuid':
      return (raw) => writeJsonString(String(raw).toLowerCase());
    case 'date':
      return (raw) => writeJsonString(String(raw).slice(0, 10));
    case 'datetime':
      return instantWriter(writeHydrated);
    case 'json':
    case 'binary':
      return writeHydrated;
    default:
      return (raw) => writeJsonString(typeof raw === 'string' ? raw : String(raw));
  }
}

/** A column takes text too, whatever its type. */
function writeNumber(raw: unknown): string {
  if (typeof raw === 'string') return writeJsonString(raw);
  return typeof raw === 'number' && !Number.isFinite(raw) ? 'null' : String(raw);
}

/** TypeORM stores UTC; a text without a zone is one, anything else is read as TypeORM reads it. */
function instantWriter(writeHydrated: ValueWriter): ValueWriter {
  return (raw) => {
    if (typeof raw !== 'string' || (raw.length !== 19 && raw.length !== 23)) return writeHydrated(raw);
    const isPlain = isPlainInstant(raw) && (raw.length === 19 || raw.charCodeAt(19) === 0x2e);
    return isPlain ? writeUtcText(raw, raw.length) : writeHydrated(raw);
  };
}
