import { hash } from 'node:crypto';
import type { CachedQuestion } from '../cache/answer-cache.js';
import { printItem, printList, type QuestionPrint } from '../cache/question-print.js';
import { rowTagsOf, tagsOf, type SourcesLookup } from '../cache/tags.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { Resource } from '../resource/resource.js';
import type { RelationReaders } from './relation-readers.js';
import { requestPath, type HttpRequest } from './request-parameters.js';
import type { RequestReaders } from './request-readers.js';
import type { HandlerName } from './resource-handler.js';

/** What a route was asked, and under which key its answer may be kept. */
export interface AskedRoute extends CachedQuestion {
  readonly query: PermittedQuery<ItemQuestion | ListQuestion>;
  /** What the answer is made of, in the names of resources: `Book`, `Book/7`. */
  readonly surrogateKeys: readonly string[];
}

/** Reads what a request asks; `undefined` for what must not be kept. Throws like the readers. */
export type RouteQuestion = (request: HttpRequest, sourcesOf: SourcesLookup) => AskedRoute | undefined;

type Readers = Pick<RequestReaders, 'list' | 'search' | 'item'> & Partial<RelationReaders>;

/** Finds the question of a handler; `undefined` for one whose answers are not kept. */
export function routeQuestion(answer: HandlerName, resource: Resource, readers: Readers): RouteQuestion | undefined {
  switch (answer) {
    case 'list':
      return (request, sourcesOf) => {
        const { query } = readers.list(request);
        return asked(
          resource,
          query,
          [answer, requestPath(request)],
          [listPart(resource, query, sourcesOf)],
          sourcesOf,
        );
      };
    case 'search':
    case 'query':
      return (request, sourcesOf) => {
        const { query } = readers.search(request);
        return asked(resource, query, ['search'], [listPart(resource, query, sourcesOf)], sourcesOf);
      };
    case 'read':
      return (request, sourcesOf) => {
        const query = readers.item(request);
        return asked(resource, query, [answer], [itemPart(resource, query, sourcesOf)], sourcesOf);
      };
    case 'listRelated':
      return (request, sourcesOf) => {
        const parent = readers.parent!(request);
        const { query, table } = readers.rows!(request);
        const parts = [itemPart(resource, parent, sourcesOf), listPart(table.resource, query, sourcesOf)];
        return asked(resource, query, [answer, requestPath(request)], parts, sourcesOf);
      };
    default:
      return undefined;
  }
}

/** A question, and what its answer depends on. */
interface QuestionPart {
  readonly text: string;
  readonly tags: Iterable<string> | undefined;
  readonly surrogateKeys: readonly string[];
}

function listPart(resource: Resource, query: PermittedQuery<ListQuestion>, sourcesOf: SourcesLookup): QuestionPart {
  const print = printList(resource, query);
  return { text: print.text, tags: tagsOf(print.resources, sourcesOf), surrogateKeys: namesOf(print) };
}

function itemPart(resource: Resource, query: PermittedQuery<ItemQuestion>, sourcesOf: SourcesLookup): QuestionPart {
  const print = printItem(resource, query);
  const own = rowTagsOf(resource, query.key, sourcesOf);
  const others = tagsOf(print.resources, sourcesOf);
  return {
    text: print.text,
    tags: own && others && [...own, ...others],
    surrogateKeys: [
      `${resource.name}/${query.key.map((value) => encodeURIComponent(String(value))).join('/')}`,
      ...namesOf(print),
    ],
  };
}

function namesOf({ resources }: QuestionPrint): string[] {
  return [...resources].map(({ name }) => name);
}

function asked(
  resource: Resource,
  query: PermittedQuery<ItemQuestion | ListQuestion>,
  route: readonly string[],
  parts: readonly QuestionPart[],
  sourcesOf: SourcesLookup,
): AskedRoute | undefined {
  const tags = new Set<string>();
  for (const part of parts) {
    if (part.tags === undefined) return undefined;
    for (const tag of part.tags) tags.add(tag);
  }
  const text = JSON.stringify([sourcesOf(resource).origin, ...route, ...parts.map((part) => part.text)]);
  return {
    key: `answer:${hash('sha256', text, 'base64url')}`,
    tags: [...tags],
    ttlMs: resource.cache!.ttlMs,
    query,
    surrogateKeys: parts.flatMap((part) => part.surrogateKeys),
  };
}
