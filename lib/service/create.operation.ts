import type { Principal } from '../common/principal.js';
import { rowNotPermitted } from '../common/row-not-permitted.error.js';
import { readableRow } from '../policy/field-rights.js';
import { permitCheck, storedKey, type RowsToCheck } from '../policy/permit-check.js';
import { permitCreates, type PermittedCreate, type PermittedCreates } from '../policy/permit-create.js';
import { readableRows } from '../policy/permit.js';
import type { Condition } from '../query/question.js';
import type { StoredItem } from '../repository/resource-repository.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import type { CreatedItem } from './created-item.js';
import type { CreatedRow } from './created-row.js';
import { missingRows } from './missing-rows.js';
import { missingReferences, referencesToCheck } from './reference-check.js';
import { throwPlaced } from './placed-error.js';
import type { WriteParts } from './write-parts.js';

/**
 * Creates a row that the principal may create, and takes it back when it turns out not to be one.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) when the principal may create none, LA701 (403) when not this one, LA402
 * (409) for a foreign key of a row that it may not read
 */
export async function createItem(parts: WriteParts, given: Payload, principal: Principal): Promise<CreatedRow> {
  if (parts.own?.create !== undefined) return parts.own.create(given, principal);
  const [created] = await create(parts, [given], [''], principal, async ({ rows, visibility }) => [
    await parts.repository.create(rows[0]!.payload, visibility),
  ]);
  return created!;
}

/** The same for many rows: all of them or none. Errors about one of them have the pointer `/index` in front. */
export function createItems(
  parts: WriteParts,
  given: readonly Payload[],
  principal: Principal,
): Promise<readonly CreatedRow[]> {
  const pointers = given.map((_, index) => `/${index}`);
  const { own } = parts;
  if (own?.create !== undefined) return createEach(given, pointers, (payload) => own.create!(payload, principal));
  return create(parts, given, pointers, principal, ({ rows, visibility }) =>
    parts.repository.createMany(
      rows.map(({ payload }) => payload),
      visibility,
    ),
  );
}

/** One after the other, in the transaction of the caller. */
async function createEach(
  given: readonly Payload[],
  pointers: readonly string[],
  createOne: (payload: Payload) => Promise<CreatedRow>,
): Promise<readonly CreatedRow[]> {
  const rows: CreatedRow[] = [];
  for (const [index, payload] of given.entries()) {
    rows.push(await createOne(payload).catch((error: unknown) => throwPlaced(error, pointers[index]!)));
  }
  return rows;
}

/** What the one who asked for a row is told of it: where it is, and of what it holds only what may be read. */
export function answerOf(resource: Resource, { item, isReadable }: CreatedRow, principal: Principal): CreatedItem {
  if (!isReadable) return { key: item.key, row: undefined, version: undefined };
  return { ...item, row: readableRow(resource, item.row, principal) };
}

/** Whether a row that was stored before may be read now. */
export async function isReadableNow(
  { resource, repository }: WriteParts,
  { key }: StoredItem,
  principal: Principal,
): Promise<boolean> {
  const readable = readableRows(resource, principal);
  if (typeof readable === 'boolean') return readable;
  const values = storedKey(resource, key);
  const check = { resource, keyFields: resource.key, keys: [values], condition: readable, principal };
  return (await repository.read(permitCheck(check, values))) !== undefined;
}

type Insert = (permitted: PermittedCreates) => Promise<readonly StoredItem[]>;

function create(
  parts: WriteParts,
  given: readonly Payload[],
  pointers: readonly string[],
  principal: Principal,
  insert: Insert,
): Promise<readonly CreatedRow[]> {
  const { hooks } = parts;
  if (hooks?.isActive !== true) return store(parts, given, pointers, principal, insert);
  return hooks.aroundCreate(given, pointers, principal, (payloads) =>
    store(parts, payloads, pointers, principal, insert),
  );
}

async function store(
  parts: WriteParts,
  given: readonly Payload[],
  pointers: readonly string[],
  principal: Principal,
  insert: Insert,
): Promise<readonly CreatedRow[]> {
  const permitted = permitCreates(parts.resource, given, principal, pointers);
  const rows = permitted.rows.map(({ payload }, index) => ({
    resource: parts.resource,
    given: given[index]!,
    payload,
    pointer: pointers[index]!,
  }));
  const references = referencesToCheck(rows, principal);
  if (references.named.length === 0) {
    if (permitted.rows.every(isCertain)) {
      const items = await insert(permitted);
      return items.map((item, index) => ({ item, isReadable: permitted.rows[index]!.isReadable === true }));
    }
    const created = await createAtOnce(parts, permitted);
    if (created !== undefined) return [created];
  }
  return parts.repository.transaction(async () => {
    const missing = await missingReferences(parts, references, principal);
    if (missing !== undefined) throw missing;
    const items = await insert(permitted);
    return new StoredRows(parts, items, permitted.rows, pointers, principal).judged();
  });
}

/** One row, if its rules can be looked at by the statement that stores it, and are met. */
async function createAtOnce(
  { repository }: WriteParts,
  { rows, visibility }: PermittedCreates,
): Promise<CreatedRow | undefined> {
  const [row] = rows;
  if (rows.length !== 1 || row === undefined || row.related.length > 0) return undefined;
  const conditions = { demanded: row.check, asked: readCondition(row) };
  const judged = await repository.createAtOnce(row.payload, visibility, conditions);
  return judged && { item: judged.item, isReadable: row.isReadable !== false && judged.holds };
}

function isCertain({ check, related, isReadable }: PermittedCreate): boolean {
  return check === undefined && related.length === 0 && typeof isReadable === 'boolean';
}

function readCondition({ isReadable }: PermittedCreate): Condition | undefined {
  return typeof isReadable === 'boolean' ? undefined : isReadable;
}

/** Rows that were stored in this transaction, and have yet to be looked at. */
class StoredRows {
  private readonly keys: readonly (readonly unknown[])[];

  constructor(
    private readonly parts: WriteParts,
    private readonly items: readonly StoredItem[],
    private readonly permitted: readonly PermittedCreate[],
    private readonly pointers: readonly string[],
    private readonly principal: Principal,
  ) {
    this.keys = items.map(({ key }) => storedKey(parts.resource, key));
  }

  /** @throws LightApiError LA701 (403) with pointers to those that may not be there. */
  async judged(): Promise<readonly CreatedRow[]> {
    const { items, permitted, pointers, parts } = this;
    const refused = [...(await this.failing(({ check }) => check))].map((index) => pointers[index]!);
    for (const [index, { related }] of permitted.entries()) {
      for (const { condition, pointer } of related) {
        const isMet = (await missingRows(parts.repository, this.rowsAt([index], condition))).length === 0;
        if (!isMet) refused.push(pointer);
      }
    }
    if (refused.length > 0) {
      throw rowNotPermitted(refused.filter((pointer) => pointer !== '').slice(0, parts.resource.limits.maxErrors));
    }
    const hidden = await this.failing(readCondition);
    return items.map((item, index) => ({
      item,
      isReadable: permitted[index]!.isReadable !== false && !hidden.has(index),
    }));
  }

  /** Places of the rows that do not meet a condition, which is the same for all that have one. */
  private async failing(conditionOf: (row: PermittedCreate) => Condition | undefined): Promise<ReadonlySet<number>> {
    const asked = this.permitted.flatMap((row, index) => (conditionOf(row) === undefined ? [] : index));
    const [first] = asked;
    if (first === undefined) return new Set();
    const rows = this.rowsAt(asked, conditionOf(this.permitted[first]!)!);
    return new Set((await missingRows(this.parts.repository, rows)).map((place) => asked[place]!));
  }

  private rowsAt(places: readonly number[], condition: Condition): RowsToCheck {
    const { resource } = this.parts;
    const keys = places.map((place) => this.keys[place]!);
    return { resource, keyFields: resource.key, keys, condition, principal: this.principal };
  }
}
