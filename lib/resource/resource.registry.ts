import type { Resource } from './resource.js';

/** The resources of one `forRoot` or `forFeature`, with what is wrong with the others. */
export interface RegisteredFeature<Problem> {
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
}

/** Every resource of a running application, by the context that exposes it. Filled while Nest makes its providers. */
export class ResourceRegistry<Feature extends RegisteredFeature<unknown> = RegisteredFeature<unknown>> {
  readonly #features: Feature[] = [];
  readonly #resources: Resource[] = [];

  add(feature: Feature): Feature {
    this.#features.push(feature);
    this.#resources.push(...feature.resources);
    return feature;
  }

  get features(): readonly Feature[] {
    return this.#features;
  }

  /** One array for the life of the application, so that who holds it sees what is added later. */
  get resources(): readonly Resource[] {
    return this.#resources;
  }
}
