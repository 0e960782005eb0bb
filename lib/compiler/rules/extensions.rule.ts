import { nearestName } from '../../common/nearest-name.js';
import { HOOK_NAMES, type HookName } from '../../resource/resource-hooks.js';
import type { ResourceDeclaration } from '../../resource/resource.options.js';
import { overriddenMethods, serviceRootOf } from '../../resource/service-methods.js';
import type { ResourceDraft } from '../draft.js';

/** What of a resource goes through code of the application. */
export interface Extensions {
  readonly creates: boolean;
  readonly reads: boolean;
}

/** Names of methods that look like hooks. */
const HOOK_LIKE = /^(?:before|after)[A-Z]/;

/** Judged by the classes alone: what the container makes of them comes later. */
export function extensionsOf({ hooks, service }: Pick<ResourceDeclaration, 'hooks' | 'service'>): Extensions {
  const names = new Set((Array.isArray(hooks) ? hooks : []).flatMap(hooksOf));
  const own = overriddenMethods(service);
  return {
    creates: names.has('beforeCreate') || names.has('afterCreate') || names.has('afterCommit') || own.has('create'),
    reads: names.has('beforeRead') || names.has('afterRead') || own.has('list') || own.has('read'),
  };
}

/** A typo would leave a rule of the application out without a word, so every class is looked at. */
export function checkExtensions({ declaration, report }: ResourceDraft): void {
  const { service } = declaration;
  const hooks: unknown = declaration.hooks ?? [];
  if (service !== undefined && serviceRootOf(service) === undefined) {
    report({
      code: 'LA071',
      message: `service ${nameOf(service)} does not extend ResourceService.`,
      fix: 'class BooksService extends ResourceService<Book> { … }',
    });
  }
  if (!Array.isArray(hooks)) return report({ code: 'LA070', message: 'hooks is no list of classes.' });
  for (const [index, hook] of (hooks as readonly unknown[]).entries()) {
    const place = `hooks[${index}]`;
    if (typeof hook !== 'function') {
      report({ code: 'LA070', message: `${place} is no class.`, fix: 'name the class itself: hooks: [BookHooks]' });
      continue;
    }
    for (const name of methodsOf(hook)) {
      if (!HOOK_LIKE.test(name) || (HOOK_NAMES as readonly string[]).includes(name)) continue;
      const nearest = nearestName(name, HOOK_NAMES);
      report({
        code: 'LA070',
        message: `${place}: ${hook.name}.${name} is no hook, and is never called.`,
        nearest,
        ...(nearest === undefined && { allowed: HOOK_NAMES }),
      });
    }
    if (hooksOf(hook).length > 0) continue;
    report({ code: 'LA070', message: `${place}: ${hook.name} has no hook.`, allowed: HOOK_NAMES });
  }
}

function hooksOf(hook: unknown): HookName[] {
  const methods = methodsOf(hook);
  return HOOK_NAMES.filter((name) => methods.has(name));
}

/** Names of methods of a class and of those that it extends. */
function methodsOf(hook: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  if (typeof hook !== 'function') return names;
  for (let own = hook.prototype as object | null; own && own !== Object.prototype; own = Object.getPrototypeOf(own)) {
    for (const name of Object.getOwnPropertyNames(own)) names.add(name);
  }
  return names;
}

function nameOf(value: unknown): string {
  return typeof value === 'function' ? value.name : `of type ${typeof value}`;
}
