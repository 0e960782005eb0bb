/** Values that are no objects with properties of their own. */
export type Scalar = string | number | bigint | boolean | symbol | null | undefined | Date | Uint8Array;

/** Names of an entity's properties that are not methods. */
export type PropertyName<Entity> = {
  [Name in keyof Entity & string]: Entity[Name] extends (...parameters: never[]) => unknown ? never : Name;
}[keyof Entity & string];

/**
 * Names that an API over `Entity` can speak: its properties, and one level into objects such as embedded columns
 * (`address.city`). `authorId` is allowed for a property `author` that is stored as a join column.
 */
export type FieldName<Entity> =
  | PropertyName<Entity>
  | {
      [Name in PropertyName<Entity>]: NonNullable<Entity[Name]> extends Scalar | readonly unknown[]
        ? never
        : | `${Name}.${PropertyName<NonNullable<Entity[Name]>>}`
          | `${Name}${Capitalize<PropertyName<NonNullable<Entity[Name]>>>}`;
    }[PropertyName<Entity>];

/** A field name, or the same with a minus sign for descending order. */
export type OrderingName<Entity> = FieldName<Entity> | `-${FieldName<Entity>}`;

/** The entity on the other side of a property: what is behind an array or a promise. */
export type Related<Property> =
  NonNullable<Property> extends Promise<infer Awaited>
    ? Related<Awaited>
    : NonNullable<Property> extends readonly (infer Item)[]
      ? Item
      : NonNullable<Property>;

/** Names of an entity's properties that hold other entities: one, many, or a promise of them. */
export type RelationName<Entity> = {
  [Name in PropertyName<Entity>]: Related<Entity[Name]> extends Scalar | readonly unknown[] ? never : Name;
}[PropertyName<Entity>];

/** Names of text fields: of the entity, or of one that a relation leads to (`author.name`, `reviews.text`). */
export type SearchName<Entity> =
  | FieldName<Entity>
  | { [Name in RelationName<Entity>]: `${Name}.${PropertyName<Related<Entity[Name]>>}` }[RelationName<Entity>];

/** Names of fields that can hold an owner: of the entity, or of one that to-one relations lead to (`order.userId`). */
export type OwnerName<Entity> =
  | FieldName<Entity>
  | {
      [Name in RelationName<Entity>]: NonNullable<Entity[Name]> extends readonly unknown[]
        ? never
        : `${Name}.${FieldName<Related<Entity[Name]>>}`;
    }[RelationName<Entity>];
