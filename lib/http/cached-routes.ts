import { hash } from 'node:crypto';
import { QuestionMemo } from '../cache/question-memo.js';
import { cachedQuestion, type CachedQuestion } from '../cache/answer-cache.js';
import { printItem, printList, type QuestionPrint } from '../cache/question-print.js';
import { rowTagsOf, tagsOf, type SourcesLookup } from '../cache/tags.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { Resource } from '../resource/resource.js';
import { isSameForAll, type AnswerHead, type AnswerHeads, type ReadQuestion } from './answer-head.js';
import type { RelationReaders } from './relation-readers.js';
import { requestPath, type HttpRequest } from './request-parameters.js';
import type { RequestReaders } from './request-readers.js';
import type { HandlerName } from './resource-handler.js';

/** What a route was asked, and under which key its answer may be kept. */
export interface AskedRoute extends CachedQuestion {
  readonly head: AnswerHead;
  /** What the answer is made of, in the names of resources: `Book Book/7`. */
  readonly surrogateKey: string;
}

/** Reads what a request asks; `undefined` for what must not be kept. Throws like the readers. */
export type RouteQuestion = (request: HttpRequest, sourcesOf: SourcesLookup) => AskedRoute | undefined;

type Readers = Pick<RequestReaders, 'list' | 'search' | 'item'> & Partial<RelationReaders>;

/** What a request asks, before it is known whether the answer may be kept. */
interface Asked {
  /** Of what the answer is a list or an item. */
  readonly resource: Resource;
  readonly query: ReadQuestion;
  readonly parts: readonly QuestionPart[];
}

/** Finds the question of a handler; `undefined` for one whose answers are not kept. */
export function routeQuestion(
  answer: HandlerName,
  resource: Resource,
  readers: Readers,
  headOf: AnswerHeads,
): RouteQuestion | undefined {
  switch (answer) {
    case 'list':
      return remembered((request, sourcesOf) => {
        const { query } = readers.list(request);
        const parts = [listPart(resource, query, sourcesOf)];
        return routeOf({ resource, query, parts }, [answer, requestPath(request)], sourcesOf, headOf);
      });
    case 'search':
    case 'query':
      return (request, sourcesOf) => {
        const { query } = readers.search(request);
        const parts = [listPart(resource, query, sourcesOf)];
        return routeOf({ resource, query, parts }, ['search'], sourcesOf, headOf)?.route;
      };
    case 'read':
      return remembered((request, sourcesOf) => {
        const query = readers.item(request);
        const parts = [itemPart(resource, query, sourcesOf)];
        return routeOf({ resource, query, parts }, [answer], sourcesOf, headOf);
      });
    case 'listRelated':
      return (request, sourcesOf) => {
        const parent = readers.parent!(request);
        const { query, table } = readers.rows!(request);
        const parts = [itemPart(resource, parent, sourcesOf), listPart(table.resource, query, sourcesOf)];
        const asked = { resource, query, parts };
        return routeOf(asked, [answer, requestPath(request)], sourcesOf, headOf)?.route;
      };
    default:
      return undefined;
  }
}

/** Reads an address once, where it asks the same whoever sends it. */
function remembered(read: (request: HttpRequest, sourcesOf: SourcesLookup) => RouteResult | undefined): RouteQuestion {
  const memo = new QuestionMemo<AskedRoute>();
  return (request, sourcesOf) => {
    const address = request.originalUrl ?? request.url;
    const known = memo.get(address);
    if (known !== undefined) return known;
    const result = read(request, sourcesOf);
    if (result?.isForAll === true) memo.set(address, result.route);
    return result?.route;
  };
}

/** A question, and what its answer depends on. */
interface QuestionPart {
  readonly text: string;
  /** Whose rows have a part in it. */
  readonly resources: ReadonlySet<Resource>;
  readonly tags: Iterable<string> | undefined;
  readonly surrogateKeys: readonly string[];
}

function listPart(resource: Resource, query: PermittedQuery<ListQuestion>, sourcesOf: SourcesLookup): QuestionPart {
  const print = printList(resource, query);
  return { ...print, tags: tagsOf(print.resources, sourcesOf), surrogateKeys: namesOf(print) };
}

function itemPart(resource: Resource, query: PermittedQuery<ItemQuestion>, sourcesOf: SourcesLookup): QuestionPart {
  const print = printItem(resource, query);
  const own = rowTagsOf(resource, query.key, sourcesOf);
  const others = tagsOf(print.resources, sourcesOf);
  return {
    ...print,
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

interface RouteResult {
  readonly route: AskedRoute;
  readonly isForAll: boolean;
}

function routeOf(
  { resource, query, parts }: Asked,
  place: readonly string[],
  sourcesOf: SourcesLookup,
  headOf: AnswerHeads,
): RouteResult | undefined {
  const tags = new Set<string>();
  let { ttlMs } = resource.cache!;
  for (const part of parts) {
    if (part.tags === undefined) return undefined;
    for (const tag of part.tags) tags.add(tag);
    for (const { cache } of part.resources) ttlMs = Math.min(ttlMs, cache!.ttlMs);
  }
  const text = JSON.stringify([sourcesOf(resource).origin, ...place, ...parts.map((part) => part.text)]);
  const route: AskedRoute = {
    ...cachedQuestion(`answer:${hash('sha256', text, 'base64url')}`, [...tags], ttlMs),
    head: headOf(query),
    surrogateKey: parts.flatMap((part) => part.surrogateKeys).join(' '),
  };
  return { route, isForAll: isSameForAll(resource, query) };
}
