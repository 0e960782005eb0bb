import type { Type } from '@nestjs/common';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { isEntitySchema } from '../../resource/entity-target.js';
import type { Field, FieldRole } from '../../resource/field.js';
import type { FieldDraft, ResourceDraft } from '../draft.js';
import { exposedGetters, propertyExposure } from '../sources/class-transformer.source.js';
import { declaresProperty } from '../sources/related-entities.js';
import { columnMeaning, type ColumnTypeMeaning } from './column-type.js';
import { toSnakeCase } from './snake-case.js';

/** Property names that hold a password: they may be sent, and never come back. */
const PASSWORD_NAME = /^(?:password|passwd|passphrase|pwd)/i;

/** Derives a field from every column of the entity, with what clients may do with it by default. */
export function fieldsStage(draft: ResourceDraft): void {
  const snakeCase = (draft.declaration.naming ?? draft.defaults.naming) === 'snake_case';
  for (const column of draft.metadata.columns) {
    if (isInternal(column) || isOfChild(column, draft)) continue;
    const meaning = columnMeaning(column.referencedColumn ?? column, designTypeOf(column, draft));
    const optionPath = apiPath(column);
    const optionName = optionPath.join('.');
    const path = snakeCase ? optionPath.map(toSnakeCase) : optionPath;
    if (meaning) draft.fields.set(optionName, toField(column, meaning, path, draft));
    else if (!isHiddenByOption(draft, optionName)) reportType(column, optionName, draft);
  }
  draft.computed = exposedGetters(draft.entityClass).map((property) => ({
    name: snakeCase ? toSnakeCase(property) : property,
    property,
    type: computedType(Reflect.getMetadata('design:type', draft.entityClass!.prototype as object, property)),
  }));
}

/** Columns that TypeORM adds for itself: discriminators, tree bookkeeping. */
function isInternal(column: ColumnMetadata): boolean {
  if (column.relationMetadata) return false;
  const isTree = column.isNestedSetLeft || column.isNestedSetRight || column.isMaterializedPath || column.isTreeLevel;
  return isTree || (column.isVirtual && !column.isVirtualProperty);
}

/** A parent in single-table inheritance stores the columns of its children, and is exposed without them. */
function isOfChild(column: ColumnMetadata, { declaration, metadata }: ResourceDraft): boolean {
  const sharesTable = metadata.inheritancePattern === 'STI' || metadata.tableType === 'entity-child';
  if (!sharesTable || isEntitySchema(declaration.entity)) return false;
  const path = (column.relationMetadata ?? column).propertyPath;
  return !declaresProperty(declaration.entity, path.split('.')[0]!);
}

/** The path in the API: the property's own, `authorId` for the join column that TypeORM calls `author.id`. */
function apiPath(column: ColumnMetadata): string[] {
  const path = column.propertyPath.split('.');
  if (!column.relationMetadata || !column.isVirtual) return path;
  const relationPath = column.relationMetadata.propertyPath.split('.');
  const key = column.referencedColumn?.propertyName ?? 'id';
  const last = relationPath.pop()!;
  return [...relationPath, last + key.charAt(0).toUpperCase() + key.slice(1)];
}

function designTypeOf(column: ColumnMetadata, draft: ResourceDraft): unknown {
  const owner = ownerClassOf(column, draft);
  return owner && Reflect.getMetadata('design:type', owner.prototype as object, column.propertyName);
}

/** The class that declares the column: none for an EntitySchema without a target, embedded ones included. */
function ownerClassOf(column: ColumnMetadata, draft: ResourceDraft): Type<object> | undefined {
  if (!column.embeddedMetadata) return draft.entityClass;
  const { type } = column.embeddedMetadata;
  return typeof type === 'function' ? (type as Type<object>) : undefined;
}

function toField(column: ColumnMetadata, meaning: ColumnTypeMeaning, path: string[], draft: ResourceDraft): FieldDraft {
  const role = roleOf(column);
  const typeColumn = column.referencedColumn ?? column;
  const length = Number.parseInt(typeColumn.length, 10);
  const exposure = propertyExposure(
    ownerClassOf(column, draft),
    column.relationMetadata?.propertyName ?? column.propertyName,
  );
  const isSecret = !column.isSelect || (meaning.type === 'string' && PASSWORD_NAME.test(column.propertyName));
  const isManaged = isManagedByDatabase(column);
  return {
    name: path.join('.'),
    path,
    property: column.propertyPath,
    type: meaning.type,
    isArray: meaning.isArray ?? false,
    separator: meaning.separator,
    role,
    nullable: column.isNullable,
    optional: column.isNullable || isManaged || column.default !== undefined,
    default: literalDefault(column),
    enumValues: meaning.type === 'enum' ? column.enum : undefined,
    length: Number.isNaN(length) || (meaning.type !== 'string' && meaning.type !== 'binary') ? undefined : length,
    minimum: meaning.minimum,
    maximum: meaning.maximum,
    precision: meaning.type === 'decimal' ? (typeColumn.precision ?? undefined) : undefined,
    scale: meaning.type === 'decimal' ? typeColumn.scale : undefined,
    description: column.comment,
    readable: !isSecret && !exposure.hiddenOut,
    creatable: column.isInsert && !isManaged && !exposure.hiddenIn,
    updatable: column.isUpdate && !isManaged && role !== 'key' && !exposure.hiddenIn,
    operators: [],
    sortable: false,
    unique: isUnique(column),
  };
}

function roleOf(column: ColumnMetadata): FieldRole {
  if (column.isPrimary) return 'key';
  if (column.isVersion) return 'version';
  if (column.isCreateDate) return 'createDate';
  if (column.isUpdateDate) return 'updateDate';
  if (column.isDeleteDate) return 'deleteDate';
  return column.relationMetadata ? 'foreignKey' : 'plain';
}

function isManagedByDatabase(column: ColumnMetadata): boolean {
  const isStamp = column.isVersion || column.isCreateDate || column.isUpdateDate || column.isDeleteDate;
  return isStamp || column.isGenerated || column.generatedType !== undefined || column.isVirtualProperty;
}

function literalDefault(column: ColumnMetadata): Field['default'] {
  const value = column.default;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function isUnique(column: ColumnMetadata): boolean {
  const { uniques, indices } = column.entityMetadata;
  const constraints = [...uniques, ...indices.filter((index) => index.isUnique)];
  return constraints.some(({ columns }) => columns.length === 1 && columns[0] === column);
}

function computedType(designType: unknown): 'string' | 'number' | 'boolean' | 'datetime' | 'json' {
  if (designType === String) return 'string';
  if (designType === Number) return 'number';
  if (designType === Boolean) return 'boolean';
  return designType === Date ? 'datetime' : 'json';
}

function isHiddenByOption(draft: ResourceDraft, name: string): boolean {
  return (draft.declaration.fields as Record<string, unknown> | undefined)?.[name] === 'hidden';
}

function reportType(column: ColumnMetadata, name: string, draft: ResourceDraft): void {
  const type = typeof column.type === 'function' ? column.type.name : column.type;
  draft.report({
    code: 'LA003',
    message: `column "${name}" has the type ${type}, which has no JSON form.`,
    fix: `hide it: fields: { ${JSON.stringify(name)}: 'hidden' }, or give the column a transformer`,
  });
}
