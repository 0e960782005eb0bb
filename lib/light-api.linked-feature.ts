import type { BootProblem } from './compiler/boot.error.js';
import type { LinkedRepository } from './repository/typeorm/repository.factory.js';
import type { RegisteredFeature } from './resource/resource.registry.js';

/** A context in a running application: its resources, and what stores each one's rows. */
export interface LinkedFeature extends RegisteredFeature<BootProblem> {
  readonly links: ReadonlyMap<string, LinkedRepository>;
}
