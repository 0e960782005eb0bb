import type { Field } from '../resource/field.js';
import { memberPointer } from '../common/json-pointer.js';

/** A field at its place in the JSON object. */
export interface FieldShape {
  readonly kind: 'field';
  /** Key in the object that holds it. */
  readonly name: string;
  readonly pointer: string;
  readonly field: Field;
  /** Property of the entity class, or of the embedded class; `undefined` for a join column without a property. */
  readonly entityProperty: string | undefined;
}

/** An object that holds fields: the body itself, or an embedded column. */
export interface ObjectShape {
  readonly kind: 'object';
  /** Key in the object that holds it; empty for the body itself. */
  readonly name: string;
  /** Keys that lead to it. */
  readonly path: readonly string[];
  readonly pointer: string;
  /** What it holds, by key, in declaration order. */
  readonly members: ReadonlyMap<string, FieldShape | ObjectShape>;
  readonly entityProperty: string | undefined;
}

interface GrowingObject extends ObjectShape {
  readonly members: Map<string, FieldShape | GrowingObject>;
}

/** The nesting of fields: dotted names become objects. */
export function shapeOf(fields: readonly Field[]): ObjectShape {
  const root = emptyObject('', [], '', undefined);
  for (const field of fields) {
    const properties = field.property.split('.');
    const holder = holderOf(root, field, properties);
    const name = field.path.at(-1)!;
    const isOwnProperty = properties.length === field.path.length;
    holder.members.set(name, {
      kind: 'field',
      name,
      pointer: memberPointer(holder.pointer, name),
      field,
      entityProperty: isOwnProperty ? properties.at(-1) : undefined,
    });
  }
  return root;
}

/** Every field below, at any depth. */
export function* fieldShapesOf(shape: ObjectShape): Generator<FieldShape> {
  for (const member of shape.members.values()) {
    if (member.kind === 'field') yield member;
    else yield* fieldShapesOf(member);
  }
}

function holderOf(root: GrowingObject, field: Field, properties: readonly string[]): GrowingObject {
  let holder = root;
  for (const [depth, name] of field.path.slice(0, -1).entries()) {
    let next = holder.members.get(name);
    if (next?.kind !== 'object') {
      next = emptyObject(name, [...holder.path, name], memberPointer(holder.pointer, name), properties[depth]);
      holder.members.set(name, next);
    }
    holder = next;
  }
  return holder;
}

function emptyObject(
  name: string,
  path: readonly string[],
  pointer: string,
  entityProperty: string | undefined,
): GrowingObject {
  return { kind: 'object', name, path, pointer, members: new Map(), entityProperty };
}
