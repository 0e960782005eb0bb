import type { EntityMetadata } from 'typeorm';
import { resourceOptionsOf } from '../resource/resource.decorator.js';
import { entityClassOf, entityNameOf, isEntitySchema, type EntityTarget } from '../resource/entity-target.js';
import type { Field } from '../resource/field.js';
import type { CountMode, Resource } from '../resource/resource.js';
import type { ResourceDeclaration } from '../resource/resource.options.js';
import type { BootProblem } from './boot.error.js';
import { isDeclaration, type CompileContext, type Report, type ResourceDraft, type ResourceSource } from './draft.js';
import type { PendingLinks } from './pending-links.js';
import { checkExtensions, extensionsOf } from './rules/extensions.rule.js';
import { checkFieldNames } from './rules/field-names.rule.js';
import { checkDeclarationKeys, checkDefaultsKeys } from './rules/option-keys.rule.js';
import { withSoundValues } from './rules/option-values.rule.js';
import { checkRelationNames } from './rules/relation-names.rule.js';
import { checkRequiredFields } from './rules/required-fields.rule.js';
import { loadEntityMetadata } from './sources/entity-metadata.source.js';
import { accessStage } from './stages/access.stage.js';
import { actionsStage } from './stages/actions.stage.js';
import { cacheStage } from './stages/cache.stage.js';
import { columnsStage } from './stages/columns.stage.js';
import { fieldsStage } from './stages/fields.stage.js';
import { limitsStage } from './stages/limits.stage.js';
import { operationsStage } from './stages/operations.stage.js';
import { pathStage } from './stages/path.stage.js';
import { questionStage } from './stages/question.stage.js';
import { referencesStage } from './stages/references.stage.js';
import { relationsStage } from './stages/relations.stage.js';
import { representationStage } from './stages/representation.stage.js';
import { rulesStage } from './stages/rules.stage.js';
import { writesStage } from './stages/writes.stage.js';

/** What a context compiles to: the resources that are sound, and everything that is wrong with the others. */
export interface Compilation {
  readonly resources: readonly Resource[];
  /** The options that each resource was made of, the decorator's included. */
  readonly declarations: ReadonlyMap<Resource, ResourceDeclaration>;
  /** What is joined when the other contexts are compiled too. */
  readonly pending: readonly PendingLinks[];
  readonly problems: readonly BootProblem[];
}

/** A resource that is sound so far, with the options it was made of. */
interface Compiled {
  readonly resource: Resource;
  readonly pending: PendingLinks;
}

/**
 * The boot walk: entity classes and options in, frozen Resources out. Pure: reads decorators' metadata, opens nothing
 * and throws nothing; every problem of every resource is collected.
 */
export function compileResources(sources: readonly ResourceSource[], given: CompileContext): Compilation {
  const problems: BootProblem[] = [];
  const report = (problem: Omit<BootProblem, 'place'>): void => void problems.push({ ...problem, place: given.place });
  checkDefaultsKeys(given.defaults ?? {}, report);
  const context = { ...given, defaults: withSoundValues(given.defaults ?? {}, report) };
  const declarations = sources.map(toDeclaration).filter((declaration) => {
    const isEntity = typeof declaration.entity === 'function' || isEntitySchema(declaration.entity);
    if (!isEntity)
      report({
        code: 'LA001',
        message: 'a resource without an entity.',
        fix: 'pass an entity class, or { entity: Book, … }',
      });
    return isEntity;
  });
  const metadatas = metadataOf(declarations, report);
  const compiled = new Map<Resource, ResourceDeclaration>();
  const pending: PendingLinks[] = [];
  for (const declaration of declarations) {
    const metadata = metadatas.get(declaration.entity);
    const known = problems.length;
    const made = metadata && compileResource(declaration, metadata, context, problems);
    if (made === undefined || problems.length > known) continue;
    compiled.set(made.resource, declaration);
    pending.push(made.pending);
  }
  return { resources: [...compiled.keys()], declarations: compiled, pending, problems };
}

/** `forFeature`'s options win over the decorator's, key by key. */
function toDeclaration(source: ResourceSource): ResourceDeclaration {
  const declaration = isDeclaration(source) ? source : { entity: source };
  const entityClass = isEntitySchema(declaration.entity) ? undefined : declaration.entity;
  return { ...(entityClass && resourceOptionsOf(entityClass)), ...declaration } as ResourceDeclaration;
}

function metadataOf(
  declarations: readonly ResourceDeclaration[],
  report: (problem: Omit<BootProblem, 'place'>) => void,
): Map<EntityTarget, EntityMetadata> {
  let metadatas = new Map<EntityTarget, EntityMetadata>();
  try {
    metadatas = loadEntityMetadata(declarations.map(({ entity }) => entity));
  } catch (error) {
    report({ code: 'LA001', message: `TypeORM cannot read the entities: ${(error as Error).message}` });
    return metadatas;
  }
  for (const { entity } of declarations) {
    if (metadatas.has(entity)) continue;
    const name = entityNameOf(entity);
    report({
      code: 'LA001',
      resource: name,
      message: `${name} is not a TypeORM entity.`,
      fix: `decorate it with @Entity()`,
    });
  }
  return metadatas;
}

function compileResource(
  given: ResourceDeclaration,
  metadata: EntityMetadata,
  context: CompileContext,
  problems: BootProblem[],
): Compiled | undefined {
  const name = given.name ?? entityNameOf(given.entity);
  const defaults = context.defaults ?? {};
  const report: Report = (problem) => void problems.push({ ...problem, resource: name, place: context.place });
  const declaration = withSoundValues(given, report);
  const { limits, count } = limitsStage({ declaration, defaults, report });
  const draft: ResourceDraft = {
    declaration,
    defaults,
    context,
    metadata,
    entityClass: entityClassOf(declaration.entity),
    name,
    fields: new Map(),
    computed: [],
    fieldRules: new Map(),
    limits,
    relationOptions: new Map(),
    report,
  };
  checkDeclarationKeys(given, draft.report);
  if (metadata.primaryColumns.length === 0) {
    draft.report({
      code: 'LA002',
      message: `${name} has no primary key.`,
      fix: 'add a @PrimaryGeneratedColumn() or a @PrimaryColumn()',
    });
    return undefined;
  }
  fieldsStage(draft);
  accessStage(draft);
  return freeze(draft, count);
}

function freeze(draft: ResourceDraft, count: CountMode): Compiled {
  const { declaration, context, name } = draft;
  const operations = operationsStage(draft);
  const access = rulesStage(draft);
  const relations = relationsStage(draft);
  const { defaultSort, searchFields, relatedSearch } = questionStage(draft, relations);
  const representation = representationStage(draft);
  const fields = [...draft.fields.values()].filter(
    (field) =>
      field.readable || field.creatable || field.updatable || access.owned.some((owned) => owned.field === field),
  );
  checkFieldNames(draft);
  checkRelationNames(draft);
  checkRequiredFields(draft, operations, access);
  checkExtensions(draft);
  const key = keyOf(draft);
  const resource: Resource = Object.freeze({
    name,
    entity: declaration.entity,
    entityName: entityNameOf(declaration.entity),
    context: context.place,
    path: pathStage(draft),
    dataSource: context.dataSource ?? 'default',
    operations,
    actions: actionsStage(draft, operations, relations, key),
    key,
    fields: fields.map((field) => Object.freeze(field)),
    fieldByName: new Map<string, Field>(fields.map((field) => [field.name, field])),
    columns: columnsStage(draft),
    relations,
    access,
    representation: Object.freeze(representation),
    defaultSort,
    searchFields,
    count,
    cache: cacheStage(draft, operations),
    limits: draft.limits,
    ...writesStage(draft, operations, access),
    validationStatus: declaration.validationStatus ?? draft.defaults.validationStatus ?? 400,
    validate: declaration.validate?.bind(declaration) as Resource['validate'],
    tags: declaration.tags ?? context.tags ?? [name],
    description: declaration.description,
  });
  const relationEnds = endsOf(draft);
  return {
    resource,
    pending: {
      resource,
      columns: draft.fields,
      relations: relationEnds,
      references: referencesStage(draft),
      undeclared: undeclaredRelations(draft),
      search: relatedSearch,
      hearsCreates: extensionsOf(declaration).creates,
      searchFields,
    },
  };
}

function endsOf({ metadata, relationOptions }: ResourceDraft): PendingLinks['relations'] {
  return new Map(
    [...relationOptions].map(([relation, options]) => {
      const { inverseEntityMetadata, inverseRelation, isOneToMany, isOneToOneNotOwner } =
        metadata.findRelationWithPropertyPath(relation.property)!;
      const holdsKey = isOneToMany || isOneToOneNotOwner;
      const inverseKey = holdsKey ? inverseRelation?.joinColumns.map(({ propertyPath }) => propertyPath) : undefined;
      return [relation, { ...options, entity: inverseEntityMetadata.target, inverseKey }];
    }),
  );
}

function undeclaredRelations({ metadata, relationOptions, fields }: ResourceDraft): PendingLinks['undeclared'] {
  const declared = new Set([...relationOptions.keys()].map(({ property }) => property));
  const keyName = (properties: readonly string[]): string | undefined =>
    properties.length === 1 ? [...fields].find(([, { property }]) => property === properties[0])?.[0] : undefined;
  return new Map(
    metadata.relations
      .filter(({ propertyPath }) => !declared.has(propertyPath))
      .map(({ propertyPath, joinColumns, isManyToMany }) => {
        return [propertyPath, isManyToMany ? undefined : keyName(joinColumns.map((column) => column.propertyPath))];
      }),
  );
}

function keyOf(draft: ResourceDraft): Field[] {
  const key = draft.metadata.primaryColumns.flatMap(
    (column) => [...draft.fields.values()].find((field) => field.property === column.propertyPath) ?? [],
  );
  for (const field of key) {
    if (!field.readable)
      draft.report({ code: 'LA024', message: `the key "${field.name}" is hidden, so no item can be addressed.` });
  }
  return key;
}
