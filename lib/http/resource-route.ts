import { METHODS } from 'node:http';
import { RequestMethod } from '@nestjs/common';
import type { Action } from '../resource/action.js';
import type { Field } from '../resource/field.js';
import { parseFieldText } from '../resource/field-value.js';
import { keyParameterName } from '../resource/key-parameter.js';
import {
  OPERATIONS,
  ROUTES,
  SIDE_WORDS,
  type HttpMethod,
  type Operation,
  type RouteSide,
} from '../resource/operation.js';
import type { Relation, Resource } from '../resource/resource.js';

/** A method at a path below the resource's own. */
export interface PathRoute {
  readonly method: HttpMethod;
  readonly on: RouteSide | 'relation' | 'further';
  /** Of the list of a relation. Its other side is not known yet where routes are made. */
  readonly relation?: Relation;
  /** Of a further route: an action, or one that the application's own controller adds. */
  readonly steps?: readonly PathStep[];
}

/** A route of an operation: one of the resource's own, or the list of the rows of a relation behind the key. */
export interface ResourceRoute extends PathRoute {
  readonly operation: Operation;
  readonly on: RouteSide | 'relation';
}

/** One step of a path below the resource's own: a word, or a field of the key. */
export type PathStep = string | Pick<Field, 'name'>;

/** Whether framework and server know the method: Nest does from version 12 on. */
const KNOWS_QUERY = 'QUERY' in RequestMethod && METHODS.includes('QUERY');

const METHOD_ORDER: readonly string[] = ['GET', 'HEAD', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Every route of the operations of a resource; those of relations only where its rows can be read at all. */
export function routesOf(resource: Resource): readonly ResourceRoute[] {
  const { operations, relations } = resource;
  const routes = OPERATIONS.filter((operation) => operations.has(operation)).flatMap((operation) =>
    ROUTES[operation]
      .filter(({ method }) => method !== 'QUERY' || KNOWS_QUERY)
      .map((route): ResourceRoute => ({ operation, ...route })),
  );
  if (!operations.has('list') && !operations.has('read')) return routes;
  const related = [...relations.values()]
    .filter(({ routed }) => routed)
    .map((relation): ResourceRoute => ({ operation: 'list', method: 'GET', on: 'relation', relation }));
  return [...routes, ...related];
}

/** Every route of a resource: of its operations, and of its actions. */
export function allRoutesOf(resource: Resource): readonly PathRoute[] {
  const actions = [...resource.actions.values()].map((action) => actionRoute(resource, action));
  return [...routesOf(resource), ...actions, ...(further.get(resource) ?? [])];
}

const further = new WeakMap<Resource, readonly PathRoute[]>();

/** Takes note of routes that the application's own controller of the resource adds. */
export function noteFurtherRoutes(resource: Resource, routes: readonly PathRoute[]): void {
  further.set(resource, routes);
}

export function actionRoute({ key }: Resource, { method, scope, word }: Action): PathRoute {
  return { method, on: 'further', steps: scope === 'item' ? [...key, word] : [word] };
}

/** The path of a route below the resource's own, as Nest's decorators take it: `:id/restore`; empty for the collection. */
export function routePath(resource: Resource, route: PathRoute): string {
  return stepsOf(resource, route)
    .map((step) => (typeof step === 'string' ? step : `:${keyParameterName(step)}`))
    .join('/');
}

/**
 * The routes that have a path. A word such as `search` is the key of an item as well where a key can be that word.
 *
 * @param segments the path below the resource's own, decoded
 * @param fold makes a word comparable with the segments
 */
export function routesAt(
  resource: Resource,
  segments: readonly string[],
  fold: (word: string) => string,
): readonly PathRoute[] {
  const found = allRoutesOf(resource).filter((route) => {
    const steps = stepsOf(resource, route);
    return steps.length === segments.length && steps.every((step, index) => fits(step, segments[index]!, fold));
  });
  const isWord = found.some((route) => isWordAlone(resource, route));
  return isWord && !canBeKey(resource, segments) ? found.filter(({ on }) => on !== 'item') : found;
}

/** Methods for the `Allow` header (RFC 9110 §10.2.1) in a fixed order: HEAD beside GET, OPTIONS wherever there is a method. */
export function allowedMethods(routes: readonly PathRoute[]): string[] {
  const methods = new Set<string>(routes.map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  if (methods.size > 0) methods.add('OPTIONS');
  return METHOD_ORDER.filter((method) => methods.has(method));
}

/** Methods of the words that no key of the resource can be, such as `search` where keys are numbers. */
export function allowedMethodsOfWords(resource: Resource): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  const others = allRoutesOf(resource).flatMap(({ steps }) => (steps?.length === 1 ? steps : []));
  const all = [...Object.values(SIDE_WORDS), ...others.filter((step) => typeof step === 'string')];
  for (const word of all) {
    if (canBeKey(resource, [word])) continue;
    const routes = routesAt(resource, [word], (same) => same).filter(({ on }) => on !== 'item');
    if (routes.length > 0) words.set(word, allowedMethods(routes));
  }
  return words;
}

/** Whether texts can be the key of an item, in key order. */
function canBeKey({ key }: Resource, texts: readonly string[]): boolean {
  return key.length === texts.length && key.every((field, index) => parseFieldText(field, texts[index]!).ok);
}

/** Whether no key is in the path, and something is. */
function isWordAlone(resource: Resource, route: PathRoute): boolean {
  const steps = stepsOf(resource, route);
  return steps.length > 0 && steps.every((step) => typeof step === 'string');
}

function stepsOf({ key }: Resource, { on, relation, steps }: PathRoute): readonly PathStep[] {
  switch (on) {
    case 'further':
      return steps!;
    case 'collection':
      return [];
    case 'item':
      return key;
    case 'restore':
      return [...key, SIDE_WORDS.restore];
    case 'relation':
      return [...key, relation!.name];
    default:
      return [SIDE_WORDS[on]];
  }
}

function fits(step: PathStep, segment: string, fold: (word: string) => string): boolean {
  return typeof step === 'string' ? fold(step) === segment : segment !== '';
}
