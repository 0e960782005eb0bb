import type { Resource } from '../../resource/resource.js';
import type { BootProblem } from '../boot.error.js';

/** Two resources on one path or under one name would hide each other. Checked over all contexts of an application. */
export function checkUniqueResources(resources: readonly Resource[]): BootProblem[] {
  return [
    ...collisions(resources, (resource) => resource.path.toLowerCase()).map(([first, second]) => ({
      code: 'LA014' as const,
      resource: second.name,
      place: second.context,
      message: `path "/${second.path}" is taken by ${first.name} (${first.context}).`,
      fix: 'give one of them another path, or one of the contexts a prefix',
    })),
    ...collisions(resources, (resource) => resource.name).map(([first, second]) => ({
      code: 'LA015' as const,
      resource: second.name,
      place: second.context,
      message: `the name "${second.name}" is taken by the resource at "/${first.path}" (${first.context}).`,
      fix: `give one of them another name: { entity: ${second.entityName}, name: '…' }`,
    })),
  ];
}

function collisions(resources: readonly Resource[], keyOf: (resource: Resource) => string): [Resource, Resource][] {
  const first = new Map<string, Resource>();
  const pairs: [Resource, Resource][] = [];
  for (const resource of resources) {
    const owner = first.get(keyOf(resource));
    if (owner) pairs.push([owner, resource]);
    else first.set(keyOf(resource), resource);
  }
  return pairs;
}
