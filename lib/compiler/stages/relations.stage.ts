import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import { nearestName } from '../../common/nearest-name.js';
import { DeclaredRelation } from '../../resource/declared-relation.js';
import type { Field } from '../../resource/field.js';
import type { RelationOptions } from '../../resource/resource.options.js';
import type { ResourceDraft } from '../draft.js';
import { checkRelationOptions } from '../rules/relation-options.rule.js';
import { toSnakeCase } from './snake-case.js';

/** Rows that an included item carries of a to-many relation unless something else is said. */
const DEFAULT_PAGE_SIZE = 20;

/** The declared relations, by their names in the API. Their targets are joined when every context is compiled. */
export function relationsStage(draft: ResourceDraft): ReadonlyMap<string, DeclaredRelation> {
  const relations = new Map<string, DeclaredRelation>();
  for (const [property, place, options] of declared(draft)) {
    const metadata = draft.metadata.findRelationWithPropertyPath(property);
    if (metadata === undefined) reportUnknown(draft, property, place);
    else {
      checkRelationOptions(metadata, place, options, draft);
      const relation = createRelation(metadata, options, draft);
      relations.set(relation.name, relation);
      draft.relationOptions.set(relation, { ...options, place });
    }
  }
  return relations;
}

function declared({ declaration }: ResourceDraft): (readonly [string, string, RelationOptions])[] {
  const { relations } = declaration;
  if (relations === undefined) return [];
  if (Array.isArray(relations)) {
    return (relations as readonly string[]).map((name, index) => [name, `relations[${index}]`, {}] as const);
  }
  return Object.entries(relations).map(
    ([name, options]) => [name, `relations.${name}`, (options ?? {}) as RelationOptions] as const,
  );
}

function createRelation(metadata: RelationMetadata, options: RelationOptions, draft: ResourceDraft): DeclaredRelation {
  const snakeCase = (draft.declaration.naming ?? draft.defaults.naming) === 'snake_case';
  const kind = metadata.isOneToMany || metadata.isManyToMany ? 'many' : 'one';
  return new DeclaredRelation({
    name: snakeCase ? toSnakeCase(metadata.propertyName) : metadata.propertyName,
    property: metadata.propertyPath,
    kind,
    nullable: kind === 'one' && (metadata.isNullable || metadata.isOneToOneNotOwner),
    includable: options.include ?? true,
    filterable: options.filter ?? true,
    routed: kind === 'many' && (options.route ?? true),
    pageSize: options.pageSize ?? Math.min(DEFAULT_PAGE_SIZE, draft.limits.maxPageSize),
    writes: options.write ?? 'none',
    foreignKey: foreignKeyOf(metadata, draft),
    description: options.description,
  });
}

/** A table between the two sides of a many-to-many relation holds its keys in columns that are no fields. */
function foreignKeyOf(relation: RelationMetadata, draft: ResourceDraft): readonly Field[] | undefined {
  if (!relation.isManyToOne && !relation.isOneToOneOwner) return undefined;
  const properties = new Set(relation.joinColumns.map(({ propertyPath }) => propertyPath));
  return [...draft.fields.values()].filter(({ property }) => properties.has(property));
}

function reportUnknown(draft: ResourceDraft, property: string, place: string): void {
  const names = draft.metadata.relations.map(({ propertyPath }) => propertyPath);
  const nearest = nearestName(property, names);
  draft.report({
    code: 'LA035',
    message: `${place.startsWith('relations[') ? `${place} "${property}"` : place} is not a relation.`,
    nearest,
    ...(nearest === undefined && { allowed: names }),
  });
}
