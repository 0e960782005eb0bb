import { LightApiError } from '../common/light-api.error.js';
import type { BulkRequest } from '../resource/bulk-request.js';
import type { Resource } from '../resource/resource.js';
import type { ItemKind, ItemParsers } from './item-parsers.js';
import { ProblemList } from './problem-list.js';
import type { ItemParser, ReadItem } from './read-item.js';
import { TurnTaker } from './turn-taker.js';
import { reportUnknownKey } from './unknown-key.js';

/** The parts of a bulk request, each named after the operation of its items. */
type Section = 'create' | 'update' | 'remove';

type BulkItem = Omit<ReadItem, 'view'>;

const ITEM_KINDS: Readonly<Record<Section, ItemKind>> = {
  create: 'create',
  update: 'bulkChange',
  remove: 'bulkRemoval',
};

const SECTIONS = Object.keys(ITEM_KINDS) as readonly Section[];

/** Reads a whole bulk request, in turns that are short enough for other requests not to notice. */
export async function parseBulkBody(resource: Resource, parsers: ItemParsers, body: object): Promise<BulkRequest> {
  const problems = new ProblemList(resource.limits.maxErrors);
  const lists = readSections(resource, body, problems);
  checkCount(resource, lists);
  const turns = new TurnTaker();
  const items: Record<Section, readonly BulkItem[]> = { create: [], update: [], remove: [] };
  for (const [section, list] of lists) {
    items[section] = await readItems(parsers.of(ITEM_KINDS[section]), list, problems.within(`/${section}`), turns);
  }
  if (problems.isEmpty) checkKeys(items, problems);
  if (!problems.isEmpty) throw problems.toError(resource.validationStatus);
  return {
    creates: items.create.map(({ payload }) => payload),
    updates: items.update.map(({ key, version, payload }) => ({ key, version, payload })),
    removes: items.remove.map(({ key, version }) => ({ key, version })),
  };
}

/** The lists of the request, in the order in which it has them. */
function readSections({ operations }: Resource, body: object, problems: ProblemList): Map<Section, readonly unknown[]> {
  const lists = new Map<Section, readonly unknown[]>();
  const open = SECTIONS.filter((section) => operations.has(section));
  for (const [name, json] of Object.entries(body) as [string, unknown][]) {
    const section = open.find((candidate) => candidate === name);
    if (section === undefined) reportUnknownKey('', name, () => open, problems);
    else if (Array.isArray(json)) lists.set(section, json);
    else problems.add({ pointer: `/${section}`, code: 'LA202', detail: 'Must be a list of objects.' });
  }
  return lists;
}

function checkCount({ bulk }: Resource, lists: ReadonlyMap<Section, readonly unknown[]>): void {
  const maxItems = bulk?.maxItems ?? 0;
  const count = [...lists.values()].reduce((sum, list) => sum + list.length, 0);
  if (count <= maxItems) return;
  const detail = `The body has more than ${maxItems} items.`;
  throw new LightApiError('LA209', detail, { errors: [{ pointer: '', code: 'LA209', detail }] });
}

async function readItems(
  parse: ItemParser,
  list: readonly unknown[],
  problems: ProblemList,
  turns: TurnTaker,
): Promise<readonly BulkItem[]> {
  const items: BulkItem[] = [];
  for (const [index, json] of list.entries()) {
    const inItem = problems.within(`/${index}`);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
      const read = parse(json, inItem);
      const { payload, key, version } = read instanceof Promise ? await read : read;
      // Not the view: it would keep each body as it was read for as long as the request takes.
      items.push({ payload, key, version });
    } else inItem.add({ code: 'LA202', detail: 'Must be an object.' });
    if (turns.isOver) await turns.pause();
  }
  return items;
}

/** What happens to one row of two changes would depend on their order, which a database need not keep. */
function checkKeys({ update, remove }: Record<Section, readonly BulkItem[]>, problems: ProblemList): void {
  const places = new Map<string, string>();
  for (const [section, items] of Object.entries({ update, remove })) {
    for (const [index, { key }] of items.entries()) {
      const name = JSON.stringify(key);
      const pointer = `/${section}/${index}`;
      const place = places.get(name);
      if (place === undefined) places.set(name, pointer);
      else problems.add({ pointer, code: 'LA210', detail: `Names the same item as ${place}.` });
    }
  }
}
