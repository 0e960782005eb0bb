import { pluralOf } from '../../common/plural-noun.js';
import type { ResourceDraft } from '../draft.js';

/** One segment of a path: what RFC 3986 §2.3 leaves unreserved, so that it is written the same everywhere. */
const SEGMENT = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/;

/** The route path of a resource: the context's prefix, then its own, by default the name in kebab case and plural. */
export function pathStage(draft: ResourceDraft): string {
  const { path } = draft.declaration;
  const own = typeof path === 'string' ? trimSlashes(path) : pluralPath(draft.name);
  const whole = [trimSlashes(draft.context.prefix ?? ''), own].filter((part) => part !== '').join('/');
  if (!whole.split('/').every((segment) => SEGMENT.test(segment))) {
    draft.report({
      code: 'LA013',
      message: `path "${whole}" is not a path of plain segments.`,
      fix: 'use letters, digits, "-", "_", "." and "~", separated by "/"',
    });
  }
  return whole;
}

/** `OrderItem` → `order-items`, `Category` → `categories`, `HTTPLog` → `http-logs`. */
export function pluralPath(name: string): string {
  const kebab = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
  return pluralOf(kebab);
}

function trimSlashes(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .join('/');
}
