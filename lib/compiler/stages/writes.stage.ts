import type { IndexMetadata } from 'typeorm/metadata/IndexMetadata.js';
import type { Field } from '../../resource/field.js';
import type { Operation } from '../../resource/operation.js';
import type { ResourceAccess } from '../../resource/resource-access.js';
import type { BulkLimits, IdempotencyRules, Locking, Resource } from '../../resource/resource.js';
import type { FieldDraft, ResourceDraft } from '../draft.js';
import { namedField } from './named-field.js';

/** Limits of a bulk request where an application says nothing. */
export const DEFAULT_BULK: BulkLimits = { maxItems: 1000, maxBytes: 1_048_576 };

/** Time that the answer to a create is kept where an application says nothing: a day. */
export const DEFAULT_RETENTION_MS = 86_400_000;

/** What an item of a bulk request can ask for. */
const BULK_OPERATIONS = ['create', 'update', 'remove'] as const;

type WriteRules = Pick<
  Resource,
  'version' | 'locking' | 'softDeletes' | 'showsDeleted' | 'bulk' | 'upsertKey' | 'idempotency'
>;

/** How rows are kept safe from each other's writes, and what can be written beside single items. */
export function writesStage(
  draft: ResourceDraft,
  operations: ReadonlySet<Operation>,
  { owned }: ResourceAccess,
): WriteRules {
  const softDeletes = draft.metadata.deleteDateColumn !== undefined;
  checkSoftDelete(draft, softDeletes);
  const { version, locking } = lockingOf(draft);
  return {
    version,
    locking,
    softDeletes,
    showsDeleted: softDeletes && draft.declaration.softDelete?.show === true,
    bulk: operations.has('bulk') ? bulkOf(draft, operations) : undefined,
    upsertKey: operations.has('upsert') ? upsertKeyOf(draft, locking, owned) : undefined,
    idempotency: idempotencyOf(draft, operations),
  };
}

function checkSoftDelete({ declaration: { softDelete }, report }: ResourceDraft, softDeletes: boolean): void {
  for (const option of ['restore', 'show'] as const) {
    if (softDelete?.[option] !== undefined && typeof softDelete[option] !== 'boolean')
      report({ code: 'LA011', message: `softDelete.${option} is neither true nor false.` });
  }
  if (softDeletes || (softDelete?.restore !== true && softDelete?.show !== true)) return;
  report({
    code: 'LA037',
    message: 'softDelete is for entities with a date of deletion.',
    fix: 'add a @DeleteDateColumn(), or leave softDelete out',
  });
}

function lockingOf(draft: ResourceDraft): Pick<Resource, 'version' | 'locking'> {
  const version = [...draft.fields.values()].find(({ role }) => role === 'version');
  const asked: Locking | undefined = draft.declaration.locking;
  if (asked !== undefined && asked !== 'none' && version === undefined) {
    draft.report({
      code: 'LA037',
      message: `locking is "${asked}", but the entity does not count its changes.`,
      fix: 'add a @VersionColumn(), or leave locking out',
    });
  }
  const locking = version === undefined ? 'none' : (asked ?? draft.defaults.locking ?? 'required');
  return { version, locking };
}

function bulkOf({ declaration, report }: ResourceDraft, operations: ReadonlySet<Operation>): BulkLimits {
  const limits = { ...DEFAULT_BULK, ...(typeof declaration.bulk === 'object' && declaration.bulk) };
  for (const name of ['maxItems', 'maxBytes'] as const) {
    if (!isCount(limits[name])) report({ code: 'LA011', message: `bulk.${name} is not a whole number of at least 1.` });
  }
  if (!BULK_OPERATIONS.some((operation) => operations.has(operation))) {
    report({
      code: 'LA037',
      message: 'bulk has nothing to do: neither create nor update nor remove is exposed.',
      fix: 'add one of them to operations, or leave bulk out',
    });
  }
  return limits;
}

function upsertKeyOf(draft: ResourceDraft, locking: Locking, owned: ResourceAccess['owned']): readonly Field[] {
  const names = (draft.declaration.upsert ?? []) as readonly string[];
  const fields: FieldDraft[] = names.flatMap((name, index) => namedField(draft, name, `upsert[${index}]`));
  if (fields.length >= names.length && !isUniqueKey(draft, fields)) {
    const named = names.length === 0 ? 'no field' : names.map((name) => `"${name}"`).join(', ');
    draft.report({
      code: 'LA037',
      message: `upsert names ${named}, which is no unique key.`,
      fix: 'name all the columns of one @Unique() or unique @Index(), or of the primary key',
    });
  }
  for (const field of fields) {
    const isSet = field.creatable || owned.some((item) => item.field === field);
    if (isSet && !field.nullable) continue;
    draft.report({
      code: 'LA037',
      message: `upsert: "${field.name}" may be null or cannot be written, so it does not find a row.`,
    });
  }
  if (locking === 'required') {
    draft.report({
      code: 'LA037',
      message: 'upsert changes rows whose version the client cannot know, and locking is "required".',
      fix: "set locking to 'optional' or 'none', or leave upsert out",
    });
  }
  return fields;
}

function isUniqueKey({ metadata }: ResourceDraft, fields: readonly Field[]): boolean {
  const wanted = new Set(fields.map(({ property }) => property));
  const keys = [
    metadata.primaryColumns,
    ...metadata.uniques.map(({ columns }) => columns),
    ...metadata.indices.filter(isWholeUnique).map(({ columns }) => columns),
  ];
  return keys.some(
    (columns) => columns.length === wanted.size && columns.every((column) => wanted.has(column.propertyPath)),
  );
}

/** An index over some of the rows only lets the others repeat. */
function isWholeUnique({ isUnique, where }: IndexMetadata): boolean {
  return isUnique && where === undefined;
}

function idempotencyOf(
  { declaration, defaults, report }: ResourceDraft,
  operations: ReadonlySet<Operation>,
): IdempotencyRules | undefined {
  const asked = declaration.idempotency ?? defaults.idempotency;
  if (asked === undefined || asked === false) return undefined;
  const rules = { retentionMs: DEFAULT_RETENTION_MS, ...(asked !== true && asked) };
  if (!isCount(rules.retentionMs))
    report({ code: 'LA011', message: 'idempotency.retentionMs is not a whole number of at least 1.' });
  if (operations.has('create')) return rules;
  // The defaults are for all resources, also those that nothing is created in.
  if (declaration.idempotency !== undefined) {
    report({
      code: 'LA037',
      message: 'idempotency is for creates, and create is not exposed.',
      fix: 'leave it out, or add create to operations',
    });
  }
  return undefined;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
