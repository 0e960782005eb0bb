import type { ModulesContainer } from '@nestjs/core';
import type { BootProblem } from './compiler/boot.error.js';
import { linkRelations } from './compiler/link.js';
import type { SchemasLookup } from './http/resource-schemas.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import type { ResourceRegistry } from './resource/resource.registry.js';

/**
 * Joins the contexts of an application: every relation with its target, and what depends on both. Done again it changes
 * nothing.
 */
export function joinContexts({ features, resources }: ResourceRegistry<LinkedFeature>): BootProblem[] {
  const problems = linkRelations(
    features.flatMap(({ pending }) => pending),
    resources,
  );
  if (problems.length > 0) return problems;
  const schemasOf: SchemasLookup = ({ name }) =>
    features.map(({ schemas }) => schemas.get(name)).find((schemas) => schemas !== undefined)!;
  for (const feature of features) feature.complete(schemasOf);
  return problems;
}

/**
 * Whether every context of the application has been registered. The last one joins them all, so that an application may
 * ask for its OpenAPI document as soon as it is created.
 */
export function areAllRegistered(
  { features }: ResourceRegistry<LinkedFeature>,
  modules: ModulesContainer,
  contextModule: unknown,
): boolean {
  return [...modules.values()].filter(({ metatype }) => metatype === contextModule).length === features.length;
}
