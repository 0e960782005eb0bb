import type { Resource } from '../../resource/resource.js';
import type { BootProblem } from '../boot.error.js';

/** A resource with the place in the application that exposes it. */
export interface PlacedResource {
  readonly resource: Resource;
  readonly place: string;
}

/** Two resources on one path or under one name would hide each other. Checked over all contexts of an application. */
export function checkUniqueResources(placed: readonly PlacedResource[]): BootProblem[] {
  return [
    ...collisions(placed, ({ resource }) => resource.path.toLowerCase()).map(([first, second]) => ({
      code: 'LA014' as const,
      resource: second.resource.name,
      place: second.place,
      message: `path "/${second.resource.path}" is taken by ${first.resource.name} (${first.place}).`,
      fix: 'give one of them another path, or one of the contexts a prefix',
    })),
    ...collisions(placed, ({ resource }) => resource.name).map(([first, second]) => ({
      code: 'LA015' as const,
      resource: second.resource.name,
      place: second.place,
      message: `the name "${second.resource.name}" is taken by the resource at "/${first.resource.path}" (${first.place}).`,
      fix: `give one of them another name: { entity: ${second.resource.entityName}, name: '…' }`,
    })),
  ];
}

function collisions(
  placed: readonly PlacedResource[],
  keyOf: (placed: PlacedResource) => string,
): [PlacedResource, PlacedResource][] {
  const first = new Map<string, PlacedResource>();
  const pairs: [PlacedResource, PlacedResource][] = [];
  for (const candidate of placed) {
    const owner = first.get(keyOf(candidate));
    if (owner) pairs.push([owner, candidate]);
    else first.set(keyOf(candidate), candidate);
  }
  return pairs;
}
