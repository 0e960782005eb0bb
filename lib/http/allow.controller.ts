import { Controller, Header, HttpCode, Options, type Type } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Resource } from '../resource/resource.js';
import { allowedMethods, type RouteSide } from './route-table.js';

const SIDES: readonly RouteSide[] = ['collection', 'item'];

/**
 * Makes the one controller of a context that answers OPTIONS on every path of its resources: 204 and `Allow`
 * (RFC 9110 §9.3.7). A CORS preflight never gets here when the application has CORS on.
 */
export function createOptionsController(context: string, resources: readonly Resource[]): Type<object> {
  const name = `${context.split(/\W+/).map(capitalize).join('')}OptionsController`;
  const controller = { [name]: class {} }[name]!;
  let count = 0;
  for (const [allow, paths] of pathsByAllow(resources)) addHandler(controller, `options${++count}`, allow, paths);
  ApiExcludeController()(controller);
  Controller()(controller);
  return controller;
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Paths with the same methods share a handler, so that an answer is a constant. */
function pathsByAllow(resources: readonly Resource[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const resource of resources) {
    for (const on of SIDES) {
      const allow = allowedMethods(resource, on).join(', ');
      if (allow !== '') groups.set(allow, [...(groups.get(allow) ?? []), routePath(resource, on)]);
    }
  }
  return groups;
}

function routePath(resource: Resource, on: RouteSide): string {
  if (on === 'collection') return resource.path;
  return [resource.path, ...resource.key.map((_field, index) => `:key${index}`)].join('/');
}

function addHandler(controller: Type<object>, name: string, allow: string, paths: string[]): void {
  const handler = { [name](): void {} }[name];
  const descriptor: PropertyDescriptor = { value: handler, configurable: true, writable: true };
  Object.defineProperty(controller.prototype, name, descriptor);
  for (const decorate of [Options(paths), HttpCode(204), Header('Allow', allow)]) {
    decorate(controller.prototype, name, descriptor);
  }
}
