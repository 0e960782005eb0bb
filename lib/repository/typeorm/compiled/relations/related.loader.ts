import type { PermittedQuery } from '../../../../query/permitted-query.js';
import type { Include, RelatedQuestion, Visibility } from '../../../../query/question.js';
import { linkKey, type RelatedRows } from '../../../resource-repository.js';
import type { RepositoryLookup } from '../../repository-lookup.js';
import { includeAt, linkOf, type LoadedRelations, type RelatedRequest } from './nested-list.factory.js';

/** Nothing was asked for beside the rows. */
export const NOTHING_LOADED: LoadedRelations = Object.freeze([]);

/** What decides which related rows come: the part of a permitted question about the rows they belong to. */
export interface IncludingQuestion {
  readonly includes: readonly Include[];
  readonly visibility: Visibility;
}

/** Asks for the rows of relations: one question for each relation, about all rows of a result at once. */
export async function loadRelated(
  requests: readonly RelatedRequest[],
  rows: readonly (readonly unknown[])[],
  question: IncludingQuestion,
  repositoryOf: RepositoryLookup,
): Promise<LoadedRelations> {
  return Promise.all(
    requests.map(async (request): Promise<RelatedRows> => {
      const links = distinctLinks(rows, request);
      if (links.length === 0) return new Map();
      const include = includeAt(question.includes, request);
      return repositoryOf(include.relation.target).repository.related(relatedQuestion(include, links, question));
    }),
  );
}

/** Narrowed as the question it comes from is: the rows it is about, and what may be seen of others. */
function relatedQuestion(
  include: Include,
  links: readonly (readonly unknown[])[],
  { visibility }: IncludingQuestion,
): PermittedQuery<RelatedQuestion> {
  const question: RelatedQuestion = { kind: 'related', include, links, visibility };
  return question as PermittedQuery<RelatedQuestion>;
}

function distinctLinks(
  rows: readonly (readonly unknown[])[],
  request: RelatedRequest,
): readonly (readonly unknown[])[] {
  const links = new Map<string, readonly unknown[]>();
  for (const row of rows) {
    const link = linkOf(row, request);
    if (link !== undefined) links.set(linkKey(link), link);
  }
  return [...links.values()];
}
