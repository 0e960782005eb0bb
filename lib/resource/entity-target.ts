import type { Type } from '@nestjs/common';

/** The part of TypeORM's `EntitySchema` that tells it from a class. */
export interface EntitySchemaLike {
  readonly '@instanceof': symbol;
  readonly options: { readonly name: string; readonly target?: unknown };
}

/** An entity as TypeORM takes it: a decorated class, or an `EntitySchema`. */
export type EntityTarget<Entity extends object = object> = Type<Entity> | EntitySchemaLike;
