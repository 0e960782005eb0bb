import type { AccessAction } from '../../resource/access-rule.js';

/** Somebody who asks: what is sent, and whom the rules are to see in it. */
export interface LeakPrincipal {
  /** Stands in the report. */
  readonly name: string;
  /** Sent with every request: a token, a cookie, an API key. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The id that these credentials stand for. Default: the principal is anonymous. */
  readonly id?: string;
  readonly roles?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A stored row by names of the API: every column, hidden ones included, and the rows of declared relations. */
export type StoredValues = Readonly<Record<string, unknown>>;

/**
 * What is right, said a second time and in other words, so that a mistake in the rules cannot hide itself. `undefined`
 * leaves the answer to the rules.
 */
export interface LeakExpectations {
  /** Whether the principal may read a row of the resource with this name. */
  mayRead?(principal: LeakPrincipal, resource: string, row: StoredValues): boolean | undefined;
  /** Whether it may do so with a row that it may read. */
  mayWrite?(principal: LeakPrincipal, resource: string, row: StoredValues, action: RowAction): boolean | undefined;
  /** Whether it may do the action of this name with a row that it may read. */
  mayAct?(principal: LeakPrincipal, resource: string, row: StoredValues, action: string): boolean | undefined;
  /** Whether it may see what a field holds. */
  mayReadField?(principal: LeakPrincipal, resource: string, field: string): boolean | undefined;
}

/** A write of a row that is there. */
export type RowAction = Exclude<AccessAction, 'list' | 'read' | 'create' | 'deleted'>;

/** How far a search for leaks has come. */
export interface LeakProgress {
  /** Questions that were asked, each of one or more requests. */
  readonly done: number;
  readonly total: number;
  readonly principal: string;
  readonly resource: string;
  /** Leaks so far. */
  readonly leaks: number;
}

/** What to look for, and as whom. */
export interface LeakOptions {
  /** At least two, none of whom may read everything. */
  readonly principals: readonly LeakPrincipal[];
  readonly expectations?: LeakExpectations;
  /** Names of resources to look at. Default: all. */
  readonly resources?: readonly string[];
  /** Whether writes that have to be refused are sent as well. Default `true`. */
  readonly writes?: boolean;
  /**
   * Bodies for actions that take one, by `Book.publish`: with an empty one most refuse before they ask the rules, which is a
   * gap in the report. Default: `{}` for each.
   */
  readonly actionBodies?: Readonly<Record<string, unknown>>;
  /** About how many requests to send at most; questions are left out evenly, the same ones each time. Default: no limit. */
  readonly maxRequests?: number;
  /** Path before those of all resources. Default: the application's global prefix and default version. */
  readonly basePath?: string;
  /** Called before each question. */
  readonly onProgress?: (progress: LeakProgress) => void;
}
