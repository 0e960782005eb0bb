import { LightApiError, type ProblemItem } from '../common/light-api.error.js';
import type { BodyLimits } from '../resource/resource.js';
import { memberPointer } from '../common/json-pointer.js';

/** Names that JavaScript gives a meaning of its own; no field has one. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A container of the document on its way to being looked at. */
interface Frame {
  readonly container: object;
  readonly depth: number;
  readonly parent: Frame | undefined;
  readonly segment: string | number;
}

/**
 * Looks at the whole document before anything else does: nesting depth (the outermost object is level 1), keys in all,
 * and keys that could reach a prototype. Walks without recursion and stops at the first limit it meets.
 *
 * @throws LightApiError LA209 (400) past a limit, LA200 (400) with one LA201 for each forbidden key, LA206 (400) for a
 * value that no JSON text can produce
 */
export function checkBodyLimits(body: unknown, limits: BodyLimits): void {
  if (typeof body !== 'object' || body === null) return;
  const forbidden: ProblemItem[] = [];
  const pending: Frame[] = [{ container: body, depth: 1, parent: undefined, segment: '' }];
  let keys = 0;
  for (let frame = pending.pop(); frame !== undefined; frame = pending.pop()) {
    if (frame.depth > limits.maxDepth) throw tooDeep(limits);
    if (Array.isArray(frame.container)) {
      pushItems(frame, frame.container as readonly unknown[], pending);
      continue;
    }
    refuseForeign(frame.container);
    const names = Object.keys(frame.container);
    keys += names.length;
    if (keys > limits.maxKeys) throw tooManyKeys(limits);
    for (const name of names) {
      if (!FORBIDDEN_KEYS.has(name)) push(frame, name, (frame.container as Record<string, unknown>)[name], pending);
      else if (forbidden.length < limits.maxErrors) forbidden.push(forbiddenKey(frame, name));
    }
  }
  if (forbidden.length > 0)
    throw new LightApiError('LA200', 'The body has keys that no field can have.', { errors: forbidden });
}

function pushItems(frame: Frame, items: readonly unknown[], pending: Frame[]): void {
  for (let index = 0; index < items.length; index++) push(frame, index, items[index], pending);
}

function push(parent: Frame, segment: string | number, value: unknown, pending: Frame[]): void {
  // A pipe of the host may have turned a text into a Date already.
  if (typeof value !== 'object' || value === null || value instanceof Date) return;
  pending.push({ container: value, depth: parent.depth + 1, parent, segment });
}

/** Buffers, maps and the like come from a body parser that is not one for JSON; instances of classes do pass. */
function refuseForeign(container: object): void {
  if (Object.prototype.toString.call(container) === '[object Object]') return;
  throw new LightApiError('LA206', 'The body is not a JSON document.');
}

/** LA209 (400). */
export function tooDeep({ maxDepth }: Pick<BodyLimits, 'maxDepth'>): LightApiError {
  return tooMuch(`is nested deeper than ${maxDepth} levels`);
}

/** LA209 (400). */
export function tooManyKeys({ maxKeys }: Pick<BodyLimits, 'maxKeys'>): LightApiError {
  return tooMuch(`has more than ${maxKeys} keys`);
}

function tooMuch(fact: string): LightApiError {
  return new LightApiError('LA209', `The body ${fact}.`, {
    errors: [{ pointer: '', code: 'LA209', detail: `The body ${fact}.` }],
  });
}

function forbiddenKey(frame: Frame, name: string): ProblemItem {
  const segments: (string | number)[] = [name];
  for (let at = frame; at.parent !== undefined; at = at.parent) segments.push(at.segment);
  return { pointer: segments.reduceRight<string>(memberPointer, ''), code: 'LA201', detail: 'No field has this name.' };
}
