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
import { pgModuleOf } from './pg-client.js';
import { parsePostgresArray } from './postgres-array.js';
import { typeIdOf } from './postgres-type-ids.js';

/** A value that is not NULL, as text of the wire. */
type TextWriter = (text: string) => string;

/** The writer for a column's values in PostgreSQL's text format. */
export function createPostgresWriter(field: Field, column: ColumnMetadata, dataSource: DataSource): ValueWriter {
  if (column.transformer !== undefined) return transformedWriter(field, column, dataSource);
  const write = arrayWriter(field, column, itemWriter(field, column, dataSource));
  return (raw) => (raw === null ? 'null' : write(raw as string));
}

function arrayWriter(field: Field, column: ColumnMetadata, writeItem: TextWriter): TextWriter {
  if (!field.isArray) return writeItem;
  const writeNullable: ValueWriter = (item) => (item === null ? 'null' : writeItem(item as string));
  if (column.isArray) return (text) => writeList(parsePostgresArray(text), writeNullable);
  if (field.type === 'string') return writeTextList;
  return (text) => (text === '' ? '[]' : writeList(text.split(','), writeNullable));
}

function itemWriter(field: Field, column: ColumnMetadata, dataSource: DataSource): TextWriter {
  switch (field.type) {
    case 'int':
      return (text) => text;
    case 'float':
      return writeFloat;
    case 'bigint':
      return writeJsonString;
    case 'decimal':
      return column.isVirtualProperty ? (text) => writeJsonString(decimalText(text, field.scale)) : writeJsonString;
    case 'boolean':
      return (text) => (text === 't' || text === 'true' || text === '1' ? 'true' : 'false');
    case 'enum':
      return enumWriter(field);
    case 'datetime':
      return instantWriter(column, dataSource);
    case 'json':
      return (text) => JSON.stringify(JSON.parse(text));
    case 'binary':
      return binaryWriter(dataSource);
    default:
      return writeJsonString;
  }
}

/** NaN and the infinities have no JSON form. PostgreSQL writes exponents where JavaScript has none, and its own way. */
function writeFloat(text: string): string {
  const first = text.charCodeAt(text.charCodeAt(0) === 0x2d ? 1 : 0);
  if (first < 0x30 || first > 0x39) return 'null';
  return text.includes('e') || text === '-0' ? String(Number(text)) : text;
}

/**
 * `timestamptz` comes in the session's time zone, `timestamp` is the process's local time for TypeORM: where that is
 * UTC the answer is cut out of the text, elsewhere pg's own parser decides.
 */
function instantWriter(column: ColumnMetadata, dataSource: DataSource): TextWriter {
  const typeId = typeIdOf(column, dataSource.driver);
  const parse = parserOf(typeId ?? 1114, dataSource);
  const writeParsed: TextWriter = (text) => {
    const instant = parse(text);
    return instant instanceof Date ? writeInstant(instant) : 'null';
  };
  if (typeId === 1184) {
    return (text) => {
      const end = text.length - 3;
      return isPlainInstant(text) && text.endsWith('+00') ? writeUtcText(text, end) : writeParsed(text);
    };
  }
  if (!isLocalTimeUtc()) return writeParsed;
  return (text) => (isPlainInstant(text) && !text.endsWith('C') ? writeUtcText(text, text.length) : writeParsed(text));
}

function binaryWriter(dataSource: DataSource): TextWriter {
  const parse = parserOf(17, dataSource);
  return (text) => {
    const bytes = text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex') : (parse(text) as Buffer);
    return `"${bytes.toString('base64')}"`;
  };
}

/** A transformer expects what pg's type parser makes of the text. */
function transformedWriter(field: Field, column: ColumnMetadata, dataSource: DataSource): ValueWriter {
  const { driver } = dataSource;
  const typeId = typeIdOf(column, driver);
  const parse = typeId === undefined ? (text: string): unknown => text : parserOf(typeId, dataSource);
  const writeValue = createValueWriter(field);
  return (raw) => writeValue(driver.prepareHydratedValue(raw === null ? null : parse(raw as string), column));
}

function parserOf(typeId: number, dataSource: DataSource): (text: string) => unknown {
  return pgModuleOf(dataSource.driver).types?.getTypeParser(typeId, 'text') ?? ((text) => text);
}
