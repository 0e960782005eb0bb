import type { Relation, Resource } from '../resource/resource.js';
import type { RelationReaders } from './relation-readers.js';
import type { RequestReaders } from './request-readers.js';
import type { ResourceController } from './resource.controller.js';
import { routesOf, type ResourceRoute } from './resource-route.js';

/** What a handler receives: what a reader makes of the request, or one of the platform's own objects. */
export type HandlerParameter = 'request' | 'response' | keyof RequestReaders | keyof RelationReaders;

/** Methods of {@link ResourceController} that answer requests. */
export type HandlerName = Exclude<keyof ResourceController, 'operations'>;

/** A route with the method of the generated controller that answers it. */
export interface ResourceHandler {
  /** Name of the method, unique in the controller: `list`, `listBooks`. */
  readonly name: string;
  /** The method that it inherits. */
  readonly answer: HandlerName;
  readonly route: ResourceRoute;
  /** In the order in which the method takes them; a relation, where there is one, comes before them. */
  readonly parameters: readonly HandlerParameter[];
  /** Of a successful answer, unless the method says so itself. */
  readonly status: number;
}

type Answer = Pick<ResourceHandler, 'parameters' | 'status'>;

const ANSWERS: Readonly<Record<HandlerName, Answer>> = {
  list: { parameters: ['list', 'request', 'response'], status: 200 },
  search: { parameters: ['search', 'request', 'response'], status: 200 },
  query: { parameters: ['search', 'request', 'response'], status: 200 },
  listRelated: { parameters: ['parent', 'rows', 'request', 'response'], status: 200 },
  create: { parameters: ['create', 'request', 'response'], status: 201 },
  read: { parameters: ['item', 'request', 'response'], status: 200 },
  replace: { parameters: ['target', 'replace', 'response'], status: 200 },
  update: { parameters: ['target', 'update', 'response'], status: 200 },
  remove: { parameters: ['removed'], status: 204 },
  restore: { parameters: ['target', 'response'], status: 200 },
  upsert: { parameters: ['upsert', 'request', 'response'], status: 201 },
  bulk: { parameters: ['bulk'], status: 200 },
};

/** Methods that an extended controller may override. */
export const HANDLER_NAMES = Object.keys(ANSWERS) as readonly HandlerName[];

/** The handlers of a resource's controller, one for each of its routes. */
export function handlersOf(resource: Resource): readonly ResourceHandler[] {
  return routesOf(resource).map((route) => {
    const answer = answerOf(route);
    return { name: nameOf(answer, route.relation), answer, route, ...ANSWERS[answer] };
  });
}

/** `bookReviews` → `BookReviews`, for a part of a name. */
export function capitalized(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

function answerOf({ operation, method, on }: ResourceRoute): HandlerName {
  if (on === 'relation') return 'listRelated';
  if (on === 'search') return 'search';
  return method === 'QUERY' ? 'query' : operation;
}

function nameOf(answer: HandlerName, relation: Relation | undefined): string {
  return relation === undefined ? answer : `list${capitalized(relation.name)}`;
}
