import type { Field } from '../resource/field.js';
import type { Relation } from '../resource/resource.js';
import type { FieldTerms, RelationTerms } from './body-terms.js';
import { compileFieldRule, type FieldRule } from './field-rule.js';
import type { FieldShape, ObjectShape } from './payload-shape.js';

/** How one field is read. */
export interface FieldReader extends FieldShape, FieldTerms {
  readonly rule: FieldRule;
}

/** How an object is read: the body itself, or an embedded column. */
export interface ObjectReader {
  readonly kind: 'object';
  readonly pointer: string;
  readonly members: ReadonlyMap<string, FieldReader | ObjectReader>;
  /** Keys that a body may use here, to suggest from. */
  readonly openNames: readonly string[];
  /** Fields below that a body may name, at any depth. */
  readonly open: readonly FieldReader[];
}

/** What becomes of a relation in a body. */
export interface RelationMember {
  readonly relation: Relation;
  readonly terms: RelationTerms;
}

/** Compiles how the objects of a body are read; at boot. */
export function compileObjectReader(shape: ObjectShape, termsOf: (field: Field) => FieldTerms): ObjectReader {
  const members = new Map<string, FieldReader | ObjectReader>();
  const open: FieldReader[] = [];
  const openNames: string[] = [];
  for (const [name, member] of shape.members) {
    const reader =
      member.kind === 'field'
        ? compileFieldReader(member, termsOf(member.field))
        : compileObjectReader(member, termsOf);
    const below = reader.kind === 'object' ? reader.open : reader.use === 'none' ? [] : [reader];
    members.set(name, reader);
    open.push(...below);
    if (below.length > 0) openNames.push(name);
  }
  return { kind: 'object', pointer: shape.pointer, members, openNames, open };
}

function compileFieldReader(shape: FieldShape, terms: FieldTerms): FieldReader {
  return { ...shape, ...terms, rule: compileFieldRule(shape.field) };
}
