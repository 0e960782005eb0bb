import type { Parameter } from './parameter.js';
import type { Vocabulary } from './vocabulary.js';

/** The parameters of one route: a closed world. */
export interface ParameterScope {
  /** As the docs list them, those that relations lead to included, the nearest first. */
  readonly parameters: readonly Parameter[];
  /** Names to suggest for a mistyped one: fields that can be filtered, and reserved words. */
  readonly suggestions: readonly string[];
  /** What paths begin with; `undefined` for a route without parameters. */
  readonly vocabulary: Vocabulary | undefined;
  readonly understandsFilters: boolean;
  /** The parameter that answers to a name. */
  find(name: string): Parameter | undefined;
}
