import type { Relation } from '../../../resource/resource.js';
import type { ApiRequest } from '../api-client.js';
import { missingKey } from '../missing-key.js';
import type { Probe, ProbePlace } from '../probe.js';
import { placeValue } from '../row-text.js';
import { keyText, type StoredRow } from '../stored-row.js';
import { ifMatch } from '../write-body.js';
import type { WriteWatch } from '../write-watch.js';

/** References from rows that may be written to rows that may not be read: refused, as one to a row that never was. */
export function linkProbes(place: ProbePlace, watch: WriteWatch): readonly Probe[] {
  if (!place.has('PATCH', 'item')) return [];
  const own = place.seen.rowsOf(place.resource).find(({ stored }) => place.seen.mayWrite(stored, 'update'))?.stored;
  if (own === undefined) return [];
  return [...place.resource.relations.values()].flatMap((relation) => {
    const foreignKey = relation.foreignKey ?? [];
    const target = place.world.of(relation.target);
    const hidden = target.rows.find((row) => !row.isDeleted && !place.seen.mayRead(row));
    const missing = missingKey(target);
    const isReference = foreignKey.length === 1 && foreignKey.every((field) => place.mayChange(field));
    return isReference && hidden !== undefined && missing !== undefined
      ? [linkProbe(place, watch, own, relation, hidden, missing)]
      : [];
  });
}

function linkProbe(
  place: ProbePlace,
  watch: WriteWatch,
  own: StoredRow,
  { foreignKey, target }: Relation,
  hidden: StoredRow,
  missing: readonly string[],
): Probe {
  const field = foreignKey![0]!;
  const requestOf = (value: unknown): ApiRequest => {
    const body: Record<string, unknown> = {};
    placeValue(body, field, value);
    return { method: 'PATCH', path: place.path(...own.key), body, headers: ifMatch(own) };
  };
  return {
    cost: 2,
    run: async (inquiry) => {
      const value = hidden.json.get(target.key[0]!);
      const absent = typeof value === 'number' ? Number(missing[0]) : missing[0];
      const request = requestOf(value);
      const answer = await inquiry.ask(request);
      if (answer.status < 400) {
        inquiry.report('write', request, `The row refers to ${target.name} ${keyText(hidden.key)} now.`);
        await watch.putBack(place.stored, own, field.property, own.json.get(field) ?? null);
        return;
      }
      const other = await inquiry.ask(requestOf(absent));
      if (other.status !== answer.status) {
        const detail = `The answer is ${answer.status}, and ${other.status} for a row that never was.`;
        inquiry.report('text', request, detail);
      }
    },
  };
}
