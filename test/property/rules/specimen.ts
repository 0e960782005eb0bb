import type { ValidationOptions } from 'class-validator';

/** A decorator with its arguments, still without the options that every decorator takes. */
export type Ruling = (options?: ValidationOptions) => PropertyDecorator;

/** One decorator of class-validator, as users write it. */
export interface Specimen {
  /** With several arguments, where it takes any. */
  readonly rulings: readonly Ruling[];
  /** Those for whose answer only class-validator can wait. Default: none. */
  readonly waiting?: readonly Ruling[];
  /** JSON values that one of the rulings holds for. */
  readonly right: readonly unknown[];
  /** What no JSON value makes of it. */
  readonly never?: 'accepts' | 'refuses';
}
