import type { Asker } from './askers.js';
import type { FuzzRequest } from './request-maker.js';

/** What is sent for: a body, a list, an item or something that is none of it. */
type Door = FuzzRequest['door'];

/** Reasons that no schema can tell, by the door where they may come up. */
const GROUNDS: Readonly<Record<Door, readonly string[]>> = {
  list: [],
  search: [],
  related: ['LA400'],
  read: ['LA400'],
  create: ['LA210', 'LA401', 'LA402'],
  replace: ['LA210', 'LA400', 'LA401', 'LA402'],
  update: ['LA210', 'LA400', 'LA401', 'LA402'],
  upsert: ['LA210', 'LA401', 'LA402'],
  bulk: ['LA210', 'LA400', 'LA401', 'LA402', 'LA403'],
  remove: ['LA400', 'LA403'],
  restore: ['LA400', 'LA401'],
  other: [],
};

/** An include that leads through more than one relation, in a query or in the body of a search. */
const DEEP_INCLUDE = /[?&]include=[^&]*\.|"include":\[[^\]]*\./;

const NAMES_A_VERSION: ReadonlySet<Door> = new Set<Door>(['replace', 'update', 'bulk']);
const IS_GUARDED: ReadonlySet<Door> = new Set<Door>(['replace', 'update', 'remove']);

const WRITES: ReadonlySet<Door> = new Set<Door>(['create', 'replace', 'update', 'upsert', 'bulk', 'remove', 'restore']);

/** Reasons that lie in who asks: the document describes what the one sees who sees everything. */
function guardedGrounds(asker: Asker, door: Door): readonly string[] {
  const refused = asker.mark === undefined ? ['LA600'] : ['LA700'];
  return WRITES.has(door) ? [...refused, 'LA201', 'LA205', 'LA701'] : [...refused, 'LA101', 'LA106'];
}

/** Codes with which a request may be refused although it is right by its schemas. */
export function groundsOf({ asker, door, headers, body, surface, path }: FuzzRequest): ReadonlySet<string> {
  const grounds = new Set(GROUNDS[door]);
  if (surface.isGuarded) for (const ground of guardedGrounds(asker, door)) grounds.add(ground);
  // Lists in lists multiply, and there is a limit for all of their rows.
  if (DEEP_INCLUDE.test(path) || (door === 'search' && DEEP_INCLUDE.test(String(body)))) grounds.add('LA105');
  const hasTag = headers['if-match'] !== undefined;
  const items = NAMES_A_VERSION.has(door) ? itemsOf(body) : [];
  const named = items.filter((item) => 'version' in item);
  if (hasTag && (IS_GUARDED.has(door) || door === 'restore')) grounds.add('LA301');
  if (named.length > 0) grounds.add('LA302');
  if (surface.demandsVersion && IS_GUARDED.has(door) && !hasTag && named.length === 0) grounds.add('LA300');
  return grounds;
}

/** What a body writes to rows that exist, or to one: itself, or the items of a bulk. */
function itemsOf(body: FuzzRequest['body']): readonly object[] {
  const json = parsed(body);
  if (!isObject(json)) return [];
  const { update, remove } = json as { readonly update?: unknown; readonly remove?: unknown };
  const lists = [update, remove].filter((list) => Array.isArray(list));
  return lists.length > 0 ? lists.flat().filter(isObject) : [json];
}

function parsed(body: FuzzRequest['body']): unknown {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
