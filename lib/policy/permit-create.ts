import type { Principal } from '../common/principal.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import { itemQuestion } from '../query/plain-questions.js';
import type { Condition, ItemQuestion } from '../query/question.js';
import { parseFieldText } from '../resource/field-value.js';
import type { Field } from '../resource/field.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { forbidden } from './forbidden.error.js';
import { ownerText, policyOf } from './resource-policy.js';
import { conditionOf, every } from './verdict.js';

/** A row that may be created. */
export interface PermittedCreate {
  /** With the fields that are set from the caller. */
  readonly payload: Payload;
  /** What the stored row has to meet, or it is taken back; `undefined` where that is certain. */
  readonly check: Condition | undefined;
}

/**
 * Sets the fields of a new row that tell whose it is.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) when the principal may create none
 */
export function permitCreate(resource: Resource, payload: Payload, principal: Principal): PermittedCreate {
  const { rules, scope, owned } = policyOf(resource);
  const verdict = every([scope(principal), rules.create(principal)]);
  if (verdict === false) throw forbidden(principal);
  if (owned.length === 0) return { payload, check: conditionOf(verdict) };
  const complete = Object.assign(Object.create(null) as Record<string, unknown>, payload);
  const certain = new Map<Field, unknown>();
  for (const item of owned) {
    const text = ownerText(item, principal);
    if (text === undefined) continue;
    const parsed = parseFieldText(item.field, text);
    // An id that the field cannot hold is nobody's.
    if (!parsed.ok) throw forbidden(principal);
    complete[item.field.name] = parsed.value;
    certain.set(item.field, parsed.value);
  }
  return { payload: complete, check: uncertain(conditionOf(verdict), certain) };
}

/**
 * Asks whether a row that was just stored is one that may be: it is found or not, whoever may see it.
 *
 * @param key as texts, in key order
 */
export function permitCheck(
  { key: keyFields }: Resource,
  key: readonly string[],
  check: Condition,
  principal: Principal,
): PermittedQuery<ItemQuestion> {
  const values = keyFields.map((field, index) => {
    const parsed = parseFieldText(field, key[index]!);
    if (!parsed.ok) throw new TypeError(`The key ${field.name} of a stored row cannot be read again.`);
    return parsed.value;
  });
  const filter: Condition = { kind: 'rule', condition: check };
  return { ...itemQuestion(values, keyFields, { filter }), principal } as PermittedQuery<ItemQuestion>;
}

/** What is left of a condition when these fields are known to hold these values. */
function uncertain(condition: Condition | undefined, certain: ReadonlyMap<Field, unknown>): Condition | undefined {
  if (condition?.kind === 'comparison') {
    const isKnown = condition.operator === 'eq' && certain.get(condition.field) === condition.value;
    return isKnown ? undefined : condition;
  }
  if (condition?.kind !== 'and') return condition;
  const left = condition.conditions.filter((part) => uncertain(part, certain) !== undefined);
  return left.length === 0 ? undefined : { kind: 'and', conditions: left };
}
