import { LightApiError, type ProblemItem } from '../common/light-api.error.js';
import { memberPointer } from '../common/json-pointer.js';
import type { Principal } from '../common/principal.js';
import { guardedReferences, type GuardedReference } from '../policy/permit-references.js';
import { fieldPointer } from '../resource/field-pointer.js';
import type { Field } from '../resource/field.js';
import type { Payload, RelatedPayload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { linkKey } from '../repository/resource-repository.js';
import { missingRows } from './missing-rows.js';
import type { WriteParts } from './write-parts.js';

/** A row of a body: a new one, or what becomes of one that is there. */
export interface WrittenRow {
  readonly resource: Resource;
  /** What the body says of it. */
  readonly given: Payload;
  /** With what is set from the caller. */
  readonly payload: Payload;
  /** Of the row into the body. */
  readonly pointer: string;
  /**
   * What a row that is there will hold in a field that the body leaves out; `undefined` where that cannot be told. Absent
   * for a new row.
   */
  readonly left?: (field: Field) => Promise<unknown>;
}

/** Foreign keys of a body that have to be looked up, because not every row that they may hold the key of may be read. */
export interface ReferencesToCheck {
  /** All of the body, rows for relations included. */
  readonly rows: readonly WrittenRow[];
  readonly named: readonly { readonly reference: GuardedReference; readonly row: WrittenRow }[];
}

/** The foreign keys that a body fills and that have to be looked up; often none. */
export function referencesToCheck(given: readonly WrittenRow[], principal: Principal): ReferencesToCheck {
  const related = given.flatMap(relatedRows);
  const rows = related.length === 0 ? given : [...given, ...related];
  const guarded = new Map<Resource, readonly GuardedReference[]>();
  const guardedOf = (resource: Resource): readonly GuardedReference[] => {
    let known = guarded.get(resource);
    if (known === undefined) guarded.set(resource, (known = guardedReferences(resource, principal)));
    return known;
  };
  const named: { reference: GuardedReference; row: WrittenRow }[] = [];
  for (const row of rows) {
    for (const reference of guardedOf(row.resource)) {
      if (reference.fields.some(({ name }) => row.given[name] !== undefined)) named.push({ reference, row });
    }
  }
  return { rows, named };
}

/**
 * Finds the rows that foreign keys name, with one statement for each foreign key. One that the principal may not read is
 * as good as none.
 *
 * @returns LA402 (409) with a pointer for each that is not there; `undefined` when all are
 */
export async function missingReferences(
  { repositoryOf, resource }: WriteParts,
  { rows: body, named }: ReferencesToCheck,
  principal: Principal,
): Promise<LightApiError | undefined> {
  const errors: ProblemItem[] = [];
  for (const reference of new Set(named.map((one) => one.reference))) {
    const asked = new Map<string, Asked>();
    for (const { row } of named.filter((one) => one.reference === reference)) {
      const key = await keyOf(reference, row);
      if (key.includes(null)) continue;
      const name = linkKey(key);
      const known = asked.get(name);
      if (known === undefined) asked.set(name, { key, rows: [row] });
      else known.rows.push(row);
    }
    let left = [...asked.values()];
    for (const { resource: target, fields, readable } of reference.ends) {
      const told = left.filter(({ key }) => !key.includes(undefined));
      const check = {
        resource: target,
        keyFields: fields,
        keys: told.map(({ key }) => key),
        condition: readable,
        principal,
      };
      const missing = new Set((await missingRows(repositoryOf(target), check)).map((index) => told[index]!));
      left = left.filter((one) => !told.includes(one) || (missing.has(one) && !isNew(one, target, fields, body)));
    }
    errors.push(...left.flatMap(({ rows }) => rows.flatMap((row) => problemsOf(reference, row))));
  }
  const [first] = errors;
  return first && new LightApiError('LA402', first.detail, { errors: errors.slice(0, resource.limits.maxErrors) });
}

/** A key that is looked up once, and the rows that name it. */
interface Asked {
  readonly key: readonly unknown[];
  readonly rows: WrittenRow[];
}

/** New rows that a row brings for its relations; they bring none themselves. */
function relatedRows({ resource, given, payload, pointer }: WrittenRow): readonly WrittenRow[] {
  const rows: WrittenRow[] = [];
  for (const { name, kind, writes, target } of resource.relations.values()) {
    const related = payload[name] as RelatedPayload | undefined;
    if (writes === 'none' || related === undefined) continue;
    const { creates } = given[name] as RelatedPayload;
    const place = memberPointer(pointer, name);
    for (const [index, complete] of related.creates.entries()) {
      const position = kind === 'one' ? '' : `/${related.positions?.creates[index] ?? index}`;
      rows.push({ resource: target, given: creates[index]!, payload: complete, pointer: place + position });
    }
  }
  return rows;
}

/** Values of a foreign key as the row will hold them; with a NULL among them it refers to nothing. */
async function keyOf({ fields }: GuardedReference, { payload, left }: WrittenRow): Promise<readonly unknown[]> {
  const key: unknown[] = [];
  for (const field of fields) {
    const sent = payload[field.name];
    if (sent !== undefined) key.push(sent);
    else key.push(left === undefined ? (field.default ?? null) : await left(field));
  }
  return key;
}

/** Whether the row that is referred to is one that the same body brings, with a key of its own choice. */
function isNew({ key }: Asked, target: Resource, fields: readonly Field[], body: readonly WrittenRow[]): boolean {
  return body.some(
    ({ resource, payload, left }) =>
      left === undefined && resource === target && linkKey(fields.map(({ name }) => payload[name])) === linkKey(key),
  );
}

function problemsOf({ fields }: GuardedReference, { given, pointer }: WrittenRow): readonly ProblemItem[] {
  const named = fields.filter(({ name }) => given[name] !== undefined);
  const names = named.map(({ name }) => `"${name}"`).join(' and ');
  const detail = `The row that ${names} refers to does not exist.`;
  return named.map((field) => ({ pointer: pointer + fieldPointer(field), code: 'LA402', detail }));
}
