import { memberPointer } from '../common/json-pointer.js';
import { LightApiError } from '../common/light-api.error.js';
import type { Principal } from '../common/principal.js';
import type { Condition } from '../query/question.js';
import type { Payload, RelatedPayload } from '../resource/payload.js';
import type { Relation, Resource } from '../resource/resource.js';
import { permitRows } from './permit-row.js';

/** What a row has to meet once it is stored with all that its body brought. */
export interface RowCheck {
  /** About the row itself. */
  readonly condition: Condition;
  /** Where in the body it stands whose fault it is. */
  readonly pointer: string;
}

/** A payload whose rows for relations may be created. */
export interface PermittedRelated {
  readonly payload: Payload;
  readonly checks: readonly RowCheck[];
}

/**
 * Holds new rows that a body brings for relations to the rules of the resources that they belong to, and sets what tells
 * whose they are. A row that cannot be judged before it is stored is looked at through the relation afterwards: rows that
 * were linked were there before, and are no new ones.
 *
 * @param pointer of the row into the body
 * @throws LightApiError LA600 (401) or LA700 (403), with pointers, when the principal may create none of them
 */
export function permitRelated(
  { relations, limits }: Resource,
  payload: Payload,
  principal: Principal,
  pointer = '',
): PermittedRelated {
  const checks: RowCheck[] = [];
  let complete: Record<string, unknown> | undefined;
  for (const relation of relations.values()) {
    const related = payload[relation.name] as RelatedPayload | undefined;
    if (relation.writes === 'none' || related === undefined || related.creates.length === 0) continue;
    const place = memberPointer(pointer, relation.name);
    try {
      const permit = permitRows(relation.target, principal, relation.inverseKey);
      const rows = related.creates.map(permit);
      complete ??= Object.assign(Object.create(null) as Record<string, unknown>, payload);
      complete[relation.name] = { ...related, creates: rows.map((row) => row.payload) };
      // The rule is the same for all of them.
      const check = rows.find((row) => row.check !== undefined)?.check;
      if (check !== undefined) checks.push({ condition: ofNewRows(relation, related, check), pointer: place });
    } catch (error) {
      throw placed(error, pointersOf(relation, related, place).slice(0, limits.maxErrors));
    }
  }
  return { payload: complete ?? payload, checks };
}

function ofNewRows(relation: Relation, { links }: RelatedPayload, check: Condition): Condition {
  if (relation.kind === 'one') return { kind: 'related', relation, quantifier: 'one', condition: check };
  const { key } = relation.target;
  const linked = links.map((values): Condition => ({
    kind: 'and',
    conditions: key.map((field, index) => ({
      kind: 'comparison',
      field,
      operator: 'eq',
      value: values[index],
    })),
  }));
  return { kind: 'related', relation, quantifier: 'every', condition: { kind: 'or', conditions: [check, ...linked] } };
}

function pointersOf({ kind }: Relation, { creates, positions }: RelatedPayload, place: string): readonly string[] {
  if (kind === 'one') return [place];
  return creates.map((_, index) => `${place}/${positions?.creates[index] ?? index}`);
}

function placed(error: unknown, pointers: readonly string[]): unknown {
  if (!(error instanceof LightApiError)) return error;
  const { code, detail, headers } = error;
  return new LightApiError(code, detail, { errors: pointers.map((pointer) => ({ pointer, code, detail })), headers });
}
