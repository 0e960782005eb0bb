import type { Relation, Resource } from '../../../lib/resource/resource.js';
import { withTieBreak } from '../../../lib/query/tie-break.js';
import { ID, makeField, makeResource, PRICE, TITLE } from './resource.fixture.js';

type RelationSketch = Pick<Relation, 'name' | 'kind'> & {
  readonly source: () => Resource;
  readonly target: () => Resource;
} & Partial<Omit<Relation, 'source' | 'target'>>;

/** A relation with the defaults of its options; its ends may be described later. */
function makeRelation({ source, target, ...sketch }: RelationSketch): Relation {
  const made = {
    property: sketch.name,
    nullable: sketch.kind === 'one',
    includable: true,
    filterable: true,
    routed: sketch.kind === 'many',
    pageSize: 20,
    writes: 'none' as const,
    description: undefined,
    ...sketch,
  };
  return {
    ...made,
    get source(): Resource {
      return source();
    },
    get target(): Resource {
      return target();
    },
    get sort() {
      return sketch.sort ?? withTieBreak(target().defaultSort, target().key);
    },
  };
}

function related(...relations: readonly Relation[]): ReadonlyMap<string, Relation> {
  return new Map(relations.map((relation) => [relation.name, relation]));
}

export const NAME = makeField({ name: 'name', type: 'string', length: 40 });
export const RATING = makeField({ name: 'rating', type: 'int', minimum: 1, maximum: 5 });
const TEXT = makeField({ name: 'text', type: 'string', nullable: true });
const EMAIL = makeField({ name: 'email', type: 'string', readable: false });
const COUNT = makeField({ name: 'count', type: 'int' });
const ORDER = makeField({ name: 'ordering', type: 'int' });

export const TEAM: Resource = makeResource({ name: 'Team', path: 'teams', fields: [ID, NAME] });

export const USER: Resource = makeResource({
  name: 'User',
  path: 'users',
  fields: [ID, NAME, EMAIL],
  relations: related(makeRelation({ name: 'team', kind: 'one', source: () => USER, target: () => TEAM })),
});

export const REVIEW: Resource = makeResource({
  name: 'Review',
  path: 'reviews',
  fields: [ID, RATING, TEXT, COUNT, ORDER],
  limits: { ...makeResource().limits, maxPageSize: 50 },
  relations: related(
    makeRelation({ name: 'user', kind: 'one', source: () => REVIEW, target: () => USER }),
    makeRelation({ name: 'book', kind: 'one', source: () => REVIEW, target: () => BOOK }),
  ),
});

export const COUNTRY: Resource = makeResource({ name: 'Country', path: 'countries', fields: [ID, NAME] });

export const AUTHOR: Resource = makeResource({
  name: 'Author',
  path: 'authors',
  fields: [ID, NAME, EMAIL],
  relations: related(
    makeRelation({ name: 'country', kind: 'one', source: () => AUTHOR, target: () => COUNTRY }),
    makeRelation({ name: 'books', kind: 'many', source: () => AUTHOR, target: () => BOOK }),
  ),
});

/**
 * A book with relations of every kind: `author` (to one, itself related to `country` and back to `books`), `reviews`
 * (to many, `user` and `user.team` behind them), `sequelTo` (to itself), `publisher` for includes alone and `editions`
 * for filters alone.
 */
export const BOOK: Resource = makeResource({
  name: 'Book',
  fields: [ID, TITLE, PRICE, makeField({ name: 'address.city', type: 'string' })],
  showsDeleted: true,
  softDeletes: true,
  relations: related(
    makeRelation({ name: 'author', kind: 'one', source: () => BOOK, target: () => AUTHOR }),
    makeRelation({
      name: 'reviews',
      kind: 'many',
      source: () => BOOK,
      target: () => REVIEW,
      pageSize: 3,
      sort: [
        { field: RATING, direction: 'desc' },
        { field: ID, direction: 'asc' },
      ],
    }),
    makeRelation({ name: 'sequelTo', kind: 'one', source: () => BOOK, target: () => BOOK }),
    makeRelation({ name: 'publisher', kind: 'one', source: () => BOOK, target: () => TEAM, filterable: false }),
    makeRelation({ name: 'editions', kind: 'many', source: () => BOOK, target: () => TEAM, includable: false }),
  ),
});
