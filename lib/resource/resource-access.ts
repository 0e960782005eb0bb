import type { AccessAction, AccessRule } from './access-rule.js';
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
  /** Narrows all of the rules. */
  readonly scope: AccessRule | undefined;
  /** The field that holds the tenant of a row, in an application that has several. */
  readonly tenant: OwnedField | undefined;
  /** The tenant's included. No body can hold them. */
  readonly owned: readonly OwnedField[];
}
