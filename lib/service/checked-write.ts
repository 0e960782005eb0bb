import { rowNotPermitted } from '../common/row-not-permitted.error.js';
import { permitRelated } from '../policy/permit-related.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import type { Field } from '../resource/field.js';
import { parseFieldText } from '../resource/field-value.js';
import type { Payload } from '../resource/payload.js';
import { whyMissed } from './missed-write.js';
import { missingReferences, referencesToCheck } from './reference-check.js';
import type { RowChange } from './row-change.js';
import type { WriteParts } from './write-parts.js';

const NOTHING: Payload = Object.freeze(Object.create(null) as Record<string, unknown>);

/**
 * Runs a write. Where it brings rows or keys of rows that have rules of their own, these are looked at before all of it
 * is committed; whether the row itself is still one that may be written, the repository sees to.
 *
 * @param query what may be seen
 * @param permitted what may be written
 * @returns `undefined` when no row may be written
 * @throws LightApiError LA402 (409) for a foreign key of a row that the principal may not read, LA600 (401) and LA700
 * (403) for rows that it may not create, LA701 (403) when the row, or one that it brings, would not be one that may be
 * written; nothing is stored then
 */
export function checkedWrite<Written>(
  parts: WriteParts,
  query: PermittedQuery<ItemQuestion>,
  permitted: PermittedWrite,
  change: RowChange<Written>,
): Promise<Written | undefined> {
  const { hooks } = parts;
  if (hooks?.isActive !== true) return writeRow(parts, query, permitted, change);
  return hooks.aroundChange(query, permitted, change, (changed) => writeRow(parts, query, permitted, changed));
}

async function writeRow<Written>(
  parts: WriteParts,
  query: PermittedQuery<ItemQuestion>,
  permitted: PermittedWrite,
  { action, payload: given = NOTHING, write }: RowChange<Written>,
): Promise<Written | undefined> {
  const { resource, repository } = parts;
  const { principal } = permitted;
  const { payload, checks } = permitRelated(resource, given, principal);
  const left = leftOf(parts, permitted, action === 'replace');
  const references = referencesToCheck([{ resource, given, payload, pointer: '', left }], principal);
  if (checks.length === 0 && references.named.length === 0) return write(permitted, payload);
  return repository.transaction(async () => {
    const missing = await missingReferences(parts, references, principal);
    if (missing !== undefined) {
      // Whoever may not write the row learns that first.
      if ((await whyMissed(resource, repository, query, permitted)) !== undefined) return undefined;
      throw missing;
    }
    const written = await write(permitted, payload);
    if (written === undefined) return undefined;
    for (const { condition, pointer } of checks) {
      const filter = { kind: 'rule', condition } as const;
      const question = { ...permitted, filter, versions: [], includes: [], deleted: 'with' as const };
      if ((await repository.read(question)) === undefined) throw rowNotPermitted([pointer]);
    }
    return written;
  });
}

/** What the row will hold in a field that is not sent: its default once it is replaced, else what it holds now. */
function leftOf({ repository }: WriteParts, permitted: PermittedWrite, isReplaced: boolean) {
  return async (field: Field): Promise<unknown> => {
    if (isReplaced && field.updatable && permitted.kept?.includes(field) !== true) return field.default ?? null;
    const found = await repository.read({ ...permitted, fields: [field], includes: [], versions: [] });
    let json: unknown = found?.row.toJSON();
    for (const segment of field.path) json = (json as Record<string, unknown> | null | undefined)?.[segment];
    if (json === null || json === undefined) return json;
    const parsed = parseFieldText(field, String(json as string | number));
    return parsed.ok ? parsed.value : undefined;
  };
}
