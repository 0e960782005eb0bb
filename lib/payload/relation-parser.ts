import { memberPointer } from '../common/json-pointer.js';
import type { Payload } from '../resource/payload.js';
import type { Relation } from '../resource/resource.js';
import type { SentRelation } from './body-reader.js';
import { setProperty } from './entity-view.js';
import type { ProblemList } from './problem-list.js';
import type { ItemParser, ReadItem, ReadRelation } from './read-item.js';
import { whenAllKnown, whenKnown } from './when-known.js';

/** How the rows that a body brings for a relation are read. */
export interface RelatedRows {
  /** Reads a new row; absent where the relation takes rows that exist only. */
  readonly create: ItemParser | undefined;
  /** Reads the key of a row that exists; absent where the relation takes new rows only. */
  readonly link: ItemParser | undefined;
}

/** A row that a body brings, where it stood, and whether it is new. */
interface BroughtRow {
  readonly index: number;
  readonly isNew: boolean;
  readonly item: ReadItem;
}

const NOTHING = { links: [], creates: [] } as const;

/**
 * Reads what a body says of one relation: an object or `null` for a to-one relation, a list of objects for the others.
 * In a list that takes both, an object with nothing but the key names a row that exists.
 */
export function parseRelation(
  { relation, json }: SentRelation,
  rows: RelatedRows,
  maxRows: number,
  problems: ProblemList,
): ReadRelation | Promise<ReadRelation> {
  const pointer = memberPointer('', relation.name);
  const inside = problems.within(pointer);
  if (relation.kind === 'one') return parseOne(relation, json, rows, inside);
  if (!Array.isArray(json)) {
    inside.add({ code: json === null ? 'LA204' : 'LA202', detail: json === null ? NO_NULL : NO_LIST });
  } else if (json.length > maxRows) {
    inside.add({ code: 'LA209', detail: `May not have more than ${maxRows} items.` });
  } else {
    const brought = (json as readonly unknown[]).flatMap((row, index) => parseRow(relation, row, index, rows, inside));
    return whenKnown(whenAllKnown(brought), (known) => manyOf(relation, known, inside));
  }
  return { relation, payload: NOTHING, isSound: false, view: () => [] };
}

const NO_NULL = 'May not be null.';
const NO_LIST = 'Must be a list of objects.';
const NO_OBJECT = 'Must be an object.';

function parseOne(
  relation: Relation,
  json: unknown,
  { create }: RelatedRows,
  problems: ProblemList,
): ReadRelation | Promise<ReadRelation> {
  if (isObject(json)) {
    return whenKnown(create!(json, problems), ({ payload, view }) => ({
      relation,
      payload: { links: [], creates: [payload] },
      isSound: problems.isEmpty,
      view,
    }));
  }
  if (json !== null) problems.add({ code: 'LA202', detail: NO_OBJECT });
  else if (!relation.nullable) problems.add({ code: 'LA204', detail: NO_NULL });
  return { relation, payload: NOTHING, isSound: problems.isEmpty, view: () => null };
}

function parseRow(
  { target }: Relation,
  json: unknown,
  index: number,
  { create, link }: RelatedRows,
  problems: ProblemList,
): readonly (BroughtRow | Promise<BroughtRow>)[] {
  const inside = problems.within(`/${index}`);
  if (!isObject(json)) {
    inside.add({ code: 'LA202', detail: NO_OBJECT });
    return [];
  }
  const isNew = create !== undefined && (link === undefined || !namesKeyOnly(json, target.key));
  const parse = isNew ? create : link!;
  return [whenKnown(parse(json, inside), (item) => ({ index, isNew, item }))];
}

function manyOf(relation: Relation, rows: readonly BroughtRow[], problems: ProblemList): ReadRelation {
  const links: (readonly unknown[])[] = [];
  const creates: Payload[] = [];
  const positions = { links: [] as number[], creates: [] as number[] };
  const places = new Map<string, number>();
  for (const { index, isNew, item } of rows) {
    if (isNew) {
      creates.push(item.payload);
      positions.creates.push(index);
      continue;
    }
    const name = JSON.stringify(item.key);
    const place = places.get(name);
    if (place !== undefined && problems.isEmpty)
      problems.add({ pointer: `/${index}`, code: 'LA210', detail: `Names the same item as the one at ${place}.` });
    places.set(name, place ?? index);
    links.push(item.key);
    positions.links.push(index);
  }
  return {
    relation,
    payload: { links, creates, positions },
    isSound: problems.isEmpty,
    view: () => rows.map(({ isNew, item }) => (isNew ? item.view() : keyView(relation, item.key))),
  };
}

/** Whether the object has no other members than those that hold the key. */
function namesKeyOnly(json: object, key: Relation['target']['key']): boolean {
  const names = new Set(key.map(({ path }) => path[0]!));
  const sent = Object.keys(json);
  return sent.length > 0 && sent.every((name) => names.has(name));
}

function keyView({ target }: Relation, key: readonly unknown[]): Record<string, unknown> {
  const view: Record<string, unknown> = {};
  for (const [index, { property }] of target.key.entries()) setProperty(view, property, key[index]);
  return view;
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
