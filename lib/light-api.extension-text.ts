import type { ResourceDeclaration } from './resource/resource.options.js';
import type { Resource } from './resource/resource.js';

/** What the boot report says of code of the application: `; hooks BookHooks; service BooksService; actions publish`. */
export function describeExtensions(
  { actions }: Pick<Resource, 'actions'>,
  { hooks = [], service, controller }: Pick<ResourceDeclaration, 'hooks' | 'service' | 'controller'>,
): string {
  const named = {
    hooks: hooks.map(({ name }) => name),
    service: service === undefined ? [] : [service.name],
    controller: controller === undefined ? [] : [controller.name],
    actions: [...actions.keys()],
  };
  return Object.entries(named)
    .map(([kind, names]) => (names.length === 0 ? '' : `; ${kind} ${names.join(', ')}`))
    .join('');
}
