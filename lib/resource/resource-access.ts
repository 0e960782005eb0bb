import type { AccessAction, AccessRule, FieldRules } from './access-rule.js';
import type { Field } from './field.js';

/** A field that is set from the caller when a row is created. */
export interface OwnedField {
  readonly field: Field;
  /** Name of the claim that it holds; `undefined` for the caller's id. */
  readonly claim: string | undefined;
}

/** Who may do what with a resource, as the options say it; `policy` knows what it means. */
export interface ResourceAccess {
  /** Whether anybody said so. Otherwise everybody may do everything. */
  readonly isDeclared: boolean;
  /** Complete: one for each thing that can be done. */
  readonly rules: Readonly<Record<AccessAction, AccessRule>>;
  /** Where each of them was declared, as messages name the place: `access.write`, `defaults.access`. */
  readonly places: Readonly<Record<AccessAction, string>>;
  /** Narrows all of the rules. */
  readonly scope: AccessRule | undefined;
  /** The field that holds the tenant of a row, in an application that has several. */
  readonly tenant: OwnedField | undefined;
  /** The tenant's included. No body can hold them, but those of who a `writable` rule of the field allows. */
  readonly owned: readonly OwnedField[];
  /** Rules of single fields; a field that has none is not among them. */
  readonly fields: ReadonlyMap<Field, FieldRules>;
}
