import { routesOf, type ResourceRoute } from '../../http/resource-route.js';
import { clientSight } from '../../query/sight.js';
import { vocabularyOf, type Vocabulary } from '../../query/vocabulary.js';
import type { Field } from '../../resource/field.js';
import type { Relation, Resource } from '../../resource/resource.js';
import type { Inquiry } from './inquiry.js';
import type { SeenRow, SeenWorld } from './seen-world.js';
import type { StoredRow } from './stored-row.js';
import type { StoredResource, StoredWorld } from './stored-world.js';

/** A question, of one or more requests, with what its answers have to be. */
export interface Probe {
  /** About how many requests it sends. */
  readonly cost: number;
  run(inquiry: Inquiry): Promise<void>;
}

/** Rows of a resource that are asked for one by one: more are like them. */
const SAMPLED_ROWS = 12;

/** One resource, as one principal may know it. */
export class ProbePlace {
  readonly vocabulary: Vocabulary;
  private readonly routes: readonly ResourceRoute[];

  constructor(
    readonly stored: StoredResource,
    readonly world: StoredWorld,
    readonly seen: SeenWorld,
    private readonly basePath: string,
    /** What the options say, by `Book.publish`. */
    readonly actionBodies: Readonly<Record<string, unknown>>,
  ) {
    this.vocabulary = vocabularyOf(stored.resource, clientSight(seen.rights));
    this.routes = routesOf(stored.resource);
  }

  get resource(): Resource {
    return this.stored.resource;
  }

  /** Rows that lists of the resource may have. */
  get listed(): readonly SeenRow[] {
    return this.seen.listOf(this.resource);
  }

  /** Rows that may not be read, and some that may. */
  get sample(): { readonly closed: readonly StoredRow[]; readonly open: readonly StoredRow[] } {
    const live = this.stored.rows.filter(({ isDeleted }) => !isDeleted);
    const closed = live.filter((row) => !this.seen.mayRead(row));
    const open = live.filter((row) => this.seen.mayRead(row));
    return { closed: closed.slice(0, SAMPLED_ROWS), open: open.slice(0, SAMPLED_ROWS) };
  }

  has(method: ResourceRoute['method'], on: ResourceRoute['on']): boolean {
    return this.routes.some((route) => route.method === method && route.on === on);
  }

  /** Relations that have a route of their own, and whether the principal may know of them. */
  get routed(): readonly { readonly relation: Relation; readonly isKnown: boolean }[] {
    const { knowsRelation } = clientSight(this.seen.rights);
    return this.routes.flatMap(({ relation }) =>
      relation === undefined ? [] : [{ relation, isKnown: knowsRelation(relation) }],
    );
  }

  /** Whether a body of the principal may hold the field when a row is changed. */
  mayChange(field: Field): boolean {
    return field.updatable && !this.seen.rights.unwritable.has(field);
  }

  /** The same when a row is created. */
  mayGive(field: Field): boolean {
    return field.creatable && !this.seen.rights.unwritable.has(field);
  }

  path(...segments: readonly string[]): string {
    const own = [this.basePath, this.resource.path].filter((part) => part !== '').join('/');
    return `/${[own, ...segments.map(encodeURIComponent)].join('/')}`;
  }
}
