import type { Type } from '@nestjs/common';

/** The part of TypeORM's `EntitySchema` that tells it from a class. */
export interface EntitySchemaLike<Entity = unknown> {
  readonly '@instanceof': symbol;
  readonly options: {
    readonly name: string;
    // oxlint-disable-next-line typescript/no-unsafe-function-type -- TypeORM's own declaration
    readonly target?: Function;
    readonly columns: { readonly [Name in keyof Entity]?: unknown };
    readonly relations?: { readonly [Name in keyof Entity]?: unknown };
  };
}

/** An entity as TypeORM takes it: a decorated class, or an `EntitySchema`. */
export type EntityTarget<Entity extends object = object> = Type<Entity> | EntitySchemaLike;

/** Whether the target is an `EntitySchema`, judged by TypeORM's own mark so that two copies of TypeORM agree. */
export function isEntitySchema(target: unknown): target is EntitySchemaLike {
  return (
    typeof target === 'object' &&
    target !== null &&
    (target as EntitySchemaLike)['@instanceof'] === Symbol.for('EntitySchema')
  );
}

/** The name a developer knows the entity by. */
export function entityNameOf(target: EntityTarget): string {
  return isEntitySchema(target) ? target.options.name : target.name;
}

/** The class behind the entity, when there is one. */
export function entityClassOf(target: EntityTarget): Type<object> | undefined {
  if (!isEntitySchema(target)) return target;
  return target.options.target as Type<object> | undefined;
}

/** Whether the target is the entity that TypeORM's metadata call by its class, or by its name when it has none. */
export function isEntity(target: EntityTarget, called: unknown): boolean {
  return entityClassOf(target) === called || (entityClassOf(target) === undefined && entityNameOf(target) === called);
}
