import { getMetadataArgsStorage } from 'typeorm';
import { isEntitySchema, type EntitySchemaLike } from '../../resource/entity-target.js';

// oxlint-disable-next-line typescript/no-unsafe-function-type -- what TypeORM itself takes
type EntityClass = Function;

/**
 * The given entity classes and every class that TypeORM needs beside them: the targets of their relations, and the
 * parents and children of single-table inheritance. Order: as given first, then as found.
 */
export function withRelatedEntities(classes: readonly EntityClass[]): EntityClass[] {
  const storage = getMetadataArgsStorage();
  const found = new Set<EntityClass>(classes);
  for (const entityClass of found) {
    for (const target of relationTargets(ancestry(entityClass), classes)) found.add(target);
    for (const table of storage.tables) {
      if (typeof table.target === 'function' && sharesTable(table.target, entityClass)) {
        found.add(table.target);
      }
    }
  }
  return [...found].filter((entityClass) => storage.tables.some((table) => table.target === entityClass));
}

/** The given schemas and every other one that their relations lead to; those that they know by name only are not found. */
export function withRelatedSchemas(schemas: readonly EntitySchemaLike[]): EntitySchemaLike[] {
  const found = new Set(schemas);
  for (const { options } of found) {
    for (const relation of Object.values(options.relations ?? {})) {
      const target = (relation as { target?: unknown } | undefined)?.target;
      if (isEntitySchema(target)) found.add(target);
    }
  }
  return [...found];
}

/**
 * Whether the class or one of its ancestors declares the property. In single-table inheritance a parent's metadata has
 * the columns of its children as well.
 */
export function declaresProperty(entityClass: EntityClass, property: string): boolean {
  const storage = getMetadataArgsStorage();
  const chain = ancestry(entityClass);
  const declarations = [storage.filterColumns(chain), storage.filterRelations(chain), storage.filterEmbeddeds(chain)];
  return declarations.flat().some(({ propertyName }) => propertyName === property);
}

function relationTargets(chain: EntityClass[], given: readonly EntityClass[]): EntityClass[] {
  const storage = getMetadataArgsStorage();
  const targets: EntityClass[] = [];
  for (const relation of storage.filterRelations(chain)) {
    const type: unknown = typeof relation.type === 'function' ? (relation.type as () => unknown)() : relation.type;
    const target = typeof type === 'string' ? entityNamed(type, given) : type;
    if (typeof target === 'function') targets.push(target as EntityClass);
  }
  for (const embedded of storage.filterEmbeddeds(chain)) {
    const type: unknown = embedded.type();
    if (typeof type === 'function') targets.push(...relationTargets(ancestry(type as EntityClass), given));
  }
  return targets;
}

/** The class of this name; of several, as data sources may each have one, the one that was given. */
function entityNamed(name: string, given: readonly EntityClass[]): EntityClass | undefined {
  const named = getMetadataArgsStorage().tables.flatMap(({ target, name: tableName }) =>
    typeof target === 'function' && (target.name === name || tableName === name) ? [target as EntityClass] : [],
  );
  return named.find((entityClass) => given.includes(entityClass)) ?? named[0];
}

function sharesTable(candidate: EntityClass, entityClass: EntityClass): boolean {
  const isRelative =
    Object.prototype.isPrototypeOf.call(candidate, entityClass) ||
    Object.prototype.isPrototypeOf.call(entityClass, candidate);
  if (!isRelative) return false;
  const family = [candidate, ...ancestry(entityClass)];
  return getMetadataArgsStorage().inheritances.some(({ target }) => family.includes(target as EntityClass));
}

function ancestry(entityClass: EntityClass): EntityClass[] {
  const chain: EntityClass[] = [];
  for (let link: unknown = entityClass; typeof link === 'function' && link !== Function.prototype;) {
    chain.push(link as EntityClass);
    link = Object.getPrototypeOf(link) as unknown;
  }
  return chain;
}
