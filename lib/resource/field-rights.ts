import type { Field } from './field.js';

/**
 * What a caller may not do with single fields, of every resource of the application. Callers for whom the rules come to
 * the same share one object, so that what is compiled for it is compiled once.
 */
export interface FieldRights {
  /** Fields that are not there for the caller: in answers, and in questions. */
  readonly unreadable: ReadonlySet<Field>;
  /** Fields that no body of the caller may hold. */
  readonly unwritable: ReadonlySet<Field>;
}

const NOTHING: ReadonlySet<Field> = new Set();

/** What every caller has where no field has rules. */
export const ALL_RIGHTS: FieldRights = Object.freeze({ unreadable: NOTHING, unwritable: NOTHING });
