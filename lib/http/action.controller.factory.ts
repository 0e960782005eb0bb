import { Controller, HttpCode, Inject, RequestMapping, RequestMethod, Res, UseGuards, type Type } from '@nestjs/common';
import { principalOf } from '../auth/request-principal.js';
import { setHandlerOperation } from '../auth/resource.guard.js';
import type { Principal } from '../common/principal.js';
import { runInRequest } from '../common/request-scope.js';
import { compileClassBody } from '../payload/class-body.parser.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { ItemQuestion } from '../query/question.js';
import type { Action } from '../resource/action.js';
import type { ActionRun, ResourceActions } from '../service/resource-actions.js';
import { createActionAnswer } from './action-answer.js';
import { correlationId } from './correlation-id.js';
import { enhancersOf } from './enhancers.js';
import { readJsonBody } from './json-body.js';
import { FromRequest, rawQuery, type HttpRequest, type HttpResponse } from './request-parameters.js';
import { DOCUMENT_TYPES } from './request-readers.js';
import type { ControllerParts } from './resource-controller.factory.js';
import { actionRoute, routePath } from './resource-route.js';

/** What the controller of actions is made of. */
export interface ActionControllerParts extends Pick<
  ControllerParts,
  'resource' | 'readers' | 'dialect' | 'enhancers' | 'guard'
> {
  readonly table: ParameterTable;
  /** Injection token of the {@link ResourceActions} of the resource. */
  readonly actions: string;
}

/** What a handler of an action was asked. */
interface ActionRequest {
  readonly query: PermittedQuery<ItemQuestion> | undefined;
  readonly principal: Principal;
  readonly body: object | undefined;
  readonly requestId: string;
}

/** Holds what the container gives it: the actions, and an instance of each class by the name of its action. */
class ActionController {
  declare readonly actions: ResourceActions;
  [code: `code ${string}`]: { run: ActionRun };
}

/**
 * Makes the controller class of a resource's actions: `BookActionsController` with a handler for each. It is apart from
 * the one of the operations, so that classes which are made for each request make only this one so.
 */
export function createActionController(parts: ActionControllerParts): Type<object> {
  const { resource, enhancers, guard } = parts;
  const name = `${resource.name}ActionsController`;
  const controller = { [name]: class extends ActionController {} }[name]!;
  Inject(parts.actions)(controller.prototype, 'actions');
  for (const action of resource.actions.values()) addHandler(controller, action, parts);
  Controller(resource.path)(controller);
  for (const decorate of enhancers.all.flatMap(enhancersOf)) decorate(controller);
  UseGuards(guard)(controller);
  return controller;
}

function addHandler(controller: Type<ActionController>, action: Action, parts: ActionControllerParts): void {
  const { resource } = parts;
  const { name, code, method, status } = action;
  const prototype = controller.prototype;
  if (code.kind === 'class') Inject(code.type)(prototype, codeProperty(action));
  const runOf = (self: ActionController): ActionRun => {
    if (code.kind === 'function') return code.run;
    const instance = self[codeProperty(action)]!;
    return (context) => instance.run(context);
  };
  const answer = createActionAnswer(resource, action);
  const handler = {
    async [name](this: ActionController, asked: ActionRequest, response: HttpResponse): Promise<unknown> {
      const { query, principal, body, requestId } = asked;
      // What the code asks of services may run hooks, which know the request.
      const result = await runInRequest(requestId, () =>
        query === undefined
          ? this.actions.onCollection(action, principal, body, runOf(this))
          : this.actions.onItem(action, query, body, runOf(this)),
      );
      return answer(result, query, response);
    },
  }[name]!;
  const descriptor: PropertyDescriptor = { value: handler, configurable: true, writable: true };
  Object.defineProperty(prototype, name, descriptor);
  FromRequest(requestReader(action, parts))(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  setHandlerOperation(handler, action);
  for (const decorate of enhancersOf(action.enhancers)) decorate(prototype, name, descriptor);
  const path = routePath(resource, actionRoute(resource, action));
  RequestMapping({ path, method: RequestMethod[method] })(prototype, name, descriptor);
  HttpCode(status)(prototype, name, descriptor);
}

function codeProperty({ name }: Action): `code ${string}` {
  return `code ${name}`;
}

function requestReader(action: Action, parts: ActionControllerParts): (request: HttpRequest) => Promise<ActionRequest> {
  const { resource, readers, dialect, table } = parts;
  const parseBody = action.body && compileClassBody(action.body, resource);
  const readQuery = (request: HttpRequest): ActionRequest['query'] => {
    if (action.scope === 'item')
      return action.answer === 'resource' ? readers.target(request) : readers.removed(request);
    dialect.parseNothing(table, rawQuery(request));
    return undefined;
  };
  return async (request) => ({
    query: readQuery(request),
    principal: principalOf(request),
    body: await parseBody?.(readJsonBody(request, DOCUMENT_TYPES, resource.limits)),
    requestId: correlationId(request.headers),
  });
}
