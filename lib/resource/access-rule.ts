import type { Principal } from '../common/principal.js';

/**
 * A filter as JSON, such as `{ published: { eq: true } }` or `{ or: [ … ] }`: the tree that `?filter=` takes. In rules it
 * may speak of every column and every declared relation, also of those that clients do not see.
 */
export type FilterTree = Readonly<Record<string, unknown>>;

/** A rule that is computed: all rows, none, or those that meet a filter. Called for each request; has to be quick. */
export type AccessFunction = (principal: Principal) => FilterTree | boolean;

/**
 * Who may do something, and with which rows. Rules are data: they are compiled once and become part of the WHERE of
 * every statement that reads or writes.
 *
 * | rule | holds for |
 * |---|---|
 * | `'public'` | everybody |
 * | `'authenticated'` | everybody with valid credentials |
 * | `'nobody'` | nobody |
 * | `{ role }` | who has the role, or one of the roles |
 * | `{ owner }` | rows whose field holds the caller's id; a path leads through to-one relations (`order.userId`) |
 * | `{ where }` | rows that meet the filter |
 * | `{ and }`, `{ or }`, `{ not }` | what the rules inside say together |
 * | a function | what it answers with |
 */
export type AccessRule<FieldPath extends string = string> =
  | 'public'
  | 'authenticated'
  | 'nobody'
  | { readonly role: string | readonly string[] }
  | { readonly owner: FieldPath }
  | { readonly where: FilterTree }
  | { readonly and: readonly AccessRule<FieldPath>[] }
  | { readonly or: readonly AccessRule<FieldPath>[] }
  | { readonly not: AccessRule<FieldPath> }
  | AccessFunction;

/** A rule about a single field, which is the same for every row. */
export type FieldRule =
  | 'public'
  | 'authenticated'
  | 'nobody'
  | { readonly role: string | readonly string[] }
  | { readonly and: readonly FieldRule[] }
  | { readonly or: readonly FieldRule[] }
  | { readonly not: FieldRule };

/**
 * Who may do what with one field, within what the column lets anybody do. Who is not allowed does not learn of it from any
 * answer; the OpenAPI document, which is the same for everybody, describes it.
 */
export interface FieldRules {
  /**
   * For everybody else the field is not there: not in answers, and not in filters, orderings and searches. Neither are
   * relations that rest on the field, nor computed fields, which may have been made of it. Default: what the column says.
   */
  readonly readable?: FieldRule;
  /** No body of anybody else may hold the field, and replacing a row leaves it as it is. Default: what the column says. */
  readonly writable?: FieldRule;
}

/**
 * What a rule can be about. `deleted` is asking for softly deleted rows; an upsert is a create or an update, and an item
 * of a bulk request is what it asks for.
 */
export const ACCESS_ACTIONS = ['list', 'read', 'create', 'replace', 'update', 'remove', 'restore', 'deleted'] as const;

export type AccessAction = (typeof ACCESS_ACTIONS)[number];

/**
 * Rules by what they are about. `write` stands for every write without a rule of its own, and `replace` follows `update`,
 * `restore` and `deleted` follow `remove`, `list` follows `read`. A write reaches only rows that may be read as well.
 * What is not named at all is for nobody, and a rule about something that is not exposed is without effect.
 */
export type AccessRules<FieldPath extends string = string> = {
  readonly [Action in AccessAction | 'write']?: AccessRule<FieldPath>;
};

/** Everybody with valid credentials. */
export function authenticated(): 'authenticated' {
  return 'authenticated';
}

/** Who has at least one of the roles. */
export function role(...roles: readonly [string, ...string[]]): { readonly role: readonly string[] } {
  return { role: roles };
}

/**
 * Rows whose field holds the caller's id. The field is set when the row is created, and no body can hold it, unless a
 * `writable` rule of the field says who may choose.
 *
 * @param field its name, or a path through to-one relations such as `order.userId`
 */
export function owner<const FieldPath extends string>(field: FieldPath): { readonly owner: FieldPath } {
  return { owner: field };
}

/** Rows that meet a filter. */
export function where(filter: FilterTree): { readonly where: FilterTree } {
  return { where: filter };
}

/** What all of the rules allow. */
export function and<const Rules extends readonly AccessRule[]>(...rules: Rules): { readonly and: Rules } {
  return { and: rules };
}

/** What at least one of the rules allows. */
export function or<const Rules extends readonly AccessRule[]>(...rules: Rules): { readonly or: Rules } {
  return { or: rules };
}

/** What the rule does not allow. */
export function not<const Rule extends AccessRule>(rule: Rule): { readonly not: Rule } {
  return { not: rule };
}
