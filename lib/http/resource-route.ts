import { METHODS } from 'node:http';
import { RequestMethod } from '@nestjs/common';
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

/** A route of a resource: one of its own, or the list of the rows of a relation behind the key. */
export interface ResourceRoute {
  readonly operation: Operation;
  readonly method: HttpMethod;
  readonly on: RouteSide | 'relation';
  /** Of the list of a relation. Its other side is not known yet where routes are made. */
  readonly relation?: Relation;
}

/** One step of a path below the resource's own: a word, or a field of the key. */
type PathStep = string | Field;

/** Whether framework and server know the method: Nest does from version 12 on. */
const KNOWS_QUERY = 'QUERY' in RequestMethod && METHODS.includes('QUERY');

const METHOD_ORDER: readonly string[] = ['GET', 'HEAD', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Every route of a resource; those of relations only where its rows can be read at all. */
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

/** The path of a route below the resource's own, as Nest's decorators take it: `:id/restore`; empty for the collection. */
export function routePath(resource: Resource, route: ResourceRoute): string {
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
): readonly ResourceRoute[] {
  const found = routesOf(resource).filter((route) => {
    const steps = stepsOf(resource, route);
    return steps.length === segments.length && steps.every((step, index) => fits(step, segments[index]!, fold));
  });
  const isWord = found.some(({ on }) => on === 'search' || on === 'upsert' || on === 'bulk');
  return isWord && !canBeKey(resource, segments) ? found.filter(({ on }) => on !== 'item') : found;
}

/** Methods for the `Allow` header (RFC 9110 §10.2.1) in a fixed order: HEAD beside GET, OPTIONS wherever there is a method. */
export function allowedMethods(routes: readonly ResourceRoute[]): string[] {
  const methods = new Set<string>(routes.map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  if (methods.size > 0) methods.add('OPTIONS');
  return METHOD_ORDER.filter((method) => methods.has(method));
}

/** Methods of the words that no key of the resource can be, such as `search` where keys are numbers. */
export function allowedMethodsOfWords(resource: Resource): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  for (const word of Object.values(SIDE_WORDS)) {
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

function stepsOf({ key }: Resource, { on, relation }: ResourceRoute): readonly PathStep[] {
  switch (on) {
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
