import { Controller, Header, HttpCode, Options, type Type } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Resource } from '../resource/resource.js';
import { allowedMethods, routePath, routesAt, allRoutesOf } from './resource-route.js';

/** Paths by the methods that they answer. */
type PathsByAllow = ReadonlyMap<string, readonly string[]>;

/** What a QUERY may be written in, as its path says for itself (RFC 10008 §3). */
const ACCEPT_QUERY = 'application/json';

/**
 * Makes the one controller of a context that answers OPTIONS on every path of its resources: 204 and `Allow`
 * (RFC 9110 §9.3.7). A CORS preflight never gets here when the application has CORS on.
 */
export function createOptionsController(context: string, resources: readonly Resource[]): Type<object> {
  const name = `${context.split(/\W+/).map(capitalize).join('')}OptionsController`;
  const controller = { [name]: class {} }[name]!;
  const paths = resources.flatMap(pathsOf);
  // A router that takes the first route that fits has to come by the words before the keys.
  const groups = [false, true].flatMap((hasKey) => [...groupByAllow(paths.filter((path) => path.hasKey === hasKey))]);
  for (const [index, [allow, grouped]] of groups.entries()) {
    addHandler(controller, `options${index + 1}`, allow, [...grouped]);
  }
  ApiExcludeController()(controller);
  Controller()(controller);
  return controller;
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Every path of a resource, once, with its methods. */
function pathsOf(resource: Resource): { path: string; allow: string; hasKey: boolean }[] {
  const routes = allRoutesOf(resource);
  const places = [...new Set(routes.map((route) => routePath(resource, route)))];
  return places.map((place) => {
    const hasKey = place.includes(':');
    const here = hasKey
      ? routes.filter((route) => routePath(resource, route) === place)
      : routesAt(resource, place === '' ? [] : place.split('/'), (word) => word);
    const path = place === '' ? resource.path : `${resource.path}/${place}`;
    return { path, allow: allowedMethods(here).join(', '), hasKey };
  });
}

/** Paths with the same methods share a handler, so that an answer is a constant. */
function groupByAllow(paths: readonly { readonly path: string; readonly allow: string }[]): PathsByAllow {
  const groups = new Map<string, string[]>();
  for (const { path, allow } of paths) groups.set(allow, [...(groups.get(allow) ?? []), path]);
  return groups;
}

function addHandler(controller: Type<object>, name: string, allow: string, paths: string[]): void {
  const handler = { [name](): void {} }[name];
  const descriptor: PropertyDescriptor = { value: handler, configurable: true, writable: true };
  Object.defineProperty(controller.prototype, name, descriptor);
  const decorators = [Options(paths), HttpCode(204), Header('Allow', allow)];
  if (allow.includes('QUERY')) decorators.push(Header('Accept-Query', ACCEPT_QUERY));
  for (const decorate of decorators) decorate(controller.prototype, name, descriptor);
}
