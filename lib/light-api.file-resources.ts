import type { FileField, FileRelation, FileResource } from './config/file/file-definition.js';
import type { EntityTarget } from './resource/entity-target.js';
import type { FieldRules } from './resource/access-rule.js';
import type { FieldAccess } from './resource/field.js';
import type { RelationOptions, ResourceDeclaration } from './resource/resource.options.js';

/** A resource of a file in the words of `forRoot({ entities })`. */
export function declarationOf(name: string, resource: FileResource, entity: EntityTarget): ResourceDeclaration {
  const { table: _table, key: _key, fields, relations, ...options } = resource;
  return {
    ...options,
    ...(fields !== undefined && { fields: rightsOf(fields) }),
    ...(relations !== undefined && { relations: relationRightsOf(relations) }),
    name,
    entity,
  } as ResourceDeclaration;
}

/** What clients may do with fields; what their columns are is in the entity. */
function rightsOf(fields: NonNullable<FileResource['fields']>): Readonly<Record<string, FieldAccess | FieldRules>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const rights = typeof field === 'string' ? field : (field.access ?? rulesOf(field));
      return rights === undefined ? [] : [[name, rights] as const];
    }),
  );
}

function rulesOf({ readable, writable }: FileField): FieldRules | undefined {
  if (readable === undefined && writable === undefined) return undefined;
  return { ...(readable !== undefined && { readable }), ...(writable !== undefined && { writable }) };
}

function relationRightsOf(
  relations: NonNullable<FileResource['relations']>,
): readonly string[] | Readonly<Record<string, RelationOptions>> {
  if (Array.isArray(relations)) return relations as readonly string[];
  return Object.fromEntries(
    Object.entries(relations as Readonly<Record<string, FileRelation>>).map(([name, relation]) => {
      const { kind: _k, to: _t, inverse: _i, column: _c, table: _b, nullable: _n, onDelete: _d, ...rights } = relation;
      return [name, rights as RelationOptions];
    }),
  );
}
