import type { Type } from '@nestjs/common';
import { JsonText } from '../common/json-text.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import type { Action } from '../resource/action.js';
import type { Resource } from '../resource/resource.js';
import { createViewWriter } from '../serializer/view-writer.js';
import type { ActionResult } from '../service/resource-actions.js';
import { entityTag } from './entity-tag.js';
import type { HttpResponse } from './request-parameters.js';

/** Makes the answer to an action of what became of it. */
export type ActionAnswerWriter = (
  result: ActionResult,
  query: PermittedQuery<ItemQuestion> | undefined,
  response: HttpResponse,
) => JsonText | undefined;

/** Made at boot. A row that is there no longer, for the caller, is no answer: 204. */
export function createActionAnswer(resource: Resource, { name, answer }: Action): ActionAnswerWriter {
  if (answer === 'nothing') return () => undefined;
  if (answer === 'resource') return (result, query, response) => answerRow(resource, result, query, response);
  if (isList(answer)) {
    const write = createViewWriter(answer[0], undefined);
    return ({ returned }) => {
      if (!Array.isArray(returned)) throw new TypeError(`Action ${name} of ${resource.name} returned no list.`);
      return new JsonText(`[${(returned as readonly object[]).map(write).join(',')}]`);
    };
  }
  const write = createViewWriter(answer as Type<object>, undefined);
  return ({ returned }) => {
    if (typeof returned === 'object' && returned !== null) return new JsonText(write(returned));
    throw new TypeError(`Action ${name} of ${resource.name} returned no object.`);
  };
}

function isList(answer: Action['answer']): answer is readonly [Type<object>] {
  return Array.isArray(answer);
}

function answerRow(
  { locking }: Resource,
  { item }: ActionResult,
  query: PermittedQuery<ItemQuestion> | undefined,
  response: HttpResponse,
): JsonText | undefined {
  if (item === undefined) {
    response.status(204);
    return undefined;
  }
  // Rows that are included change without the version of this one.
  const isWhole = query === undefined || query.includes.length === 0;
  if (item.version !== undefined && isWhole && locking !== 'none') response.header('ETag', entityTag(item.version));
  return item.row;
}
