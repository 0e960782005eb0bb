import type { Principal } from '../common/principal.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { ListResult } from '../repository/resource-repository.js';
import type { Payload } from '../resource/payload.js';

/** What a request has asked, for the method that an overriding one calls. */
export const ASKED = Symbol('asked');

/** What a body has said, which was validated by the rights of who sent it. */
export const SENT = Symbol('sent');

/** What is known of a page beside its rows. */
export const FOUND = Symbol('found');

/** Options of a service that come from a route; they travel on where the options do. */
export interface RouteOptions {
  readonly as: Principal;
  readonly [ASKED]?: PermittedQuery<ItemQuestion> | PermittedQuery<ListQuestion>;
  readonly [SENT]?: Payload | undefined;
}

/** A page that goes back to a route. */
export interface AskedPage {
  readonly [FOUND]?: ListResult;
}
