import type { Principal } from '../common/principal.js';
import type { Condition } from '../query/question.js';
import { parseFieldText } from '../resource/field-value.js';
import type { Field } from '../resource/field.js';
import type { OwnedField } from '../resource/resource-access.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { forbidden } from './forbidden.error.js';
import { ownerText, policyOf } from './resource-policy.js';
import { every, type Verdict } from './verdict.js';

/** A new row that a principal may create, as far as that can be told before it is stored. */
export interface PermittedRow {
  /** With the fields that are set from the caller. */
  readonly payload: Payload;
  /** What the stored row has to meet; `undefined` where it certainly does. */
  readonly check: Condition | undefined;
  /** What is known of the row before it is stored. */
  readonly certain: ReadonlyMap<Field, unknown>;
}

const NOTHING_KNOWN: ReadonlyMap<Field, unknown> = new Map();

/** Says of new rows of a resource whether a principal may create them. */
export type RowPermit = (payload: Payload) => PermittedRow;

/**
 * Asks the rules once for all rows that a request brings.
 *
 * @param brought fields that the row which the new ones belong to sets, whoever asks
 * @throws LightApiError LA600 (401) or LA700 (403) when the principal may create none
 */
export function permitRows(resource: Resource, principal: Principal, brought: readonly Field[] = []): RowPermit {
  const { rules, scope, owned, rightsOf } = policyOf(resource, principal);
  const verdict = every([scope(principal), rules.create(principal)]);
  if (verdict === false) throw forbidden(principal);
  const set = owned.filter(({ field }) => !brought.includes(field));
  if (set.length === 0) {
    const check = uncertain(verdict, NOTHING_KNOWN);
    return (payload) => ({ payload, check, certain: NOTHING_KNOWN });
  }
  const { unwritable } = rightsOf(principal);
  return (payload) => {
    const certain = new Map<Field, unknown>();
    const complete = Object.assign(Object.create(null) as Record<string, unknown>, payload);
    for (const item of set) {
      const { field } = item;
      if (!isChosen(field, complete, unwritable)) complete[field.name] = ownedValue(item, principal);
      if (complete[field.name] !== undefined) certain.set(field, complete[field.name]);
    }
    return { payload: complete, check: uncertain(verdict, certain), certain };
  };
}

/**
 * The condition of a verdict, unless a row of which these fields are known certainly meets it. It is the same for every
 * row, so that many can be looked at together.
 */
export function uncertain(
  verdict: Exclude<Verdict, false>,
  certain: ReadonlyMap<Field, unknown>,
): Condition | undefined {
  return verdict === true || isCertain(verdict, certain) ? undefined : verdict;
}

function isCertain(condition: Condition, certain: ReadonlyMap<Field, unknown>): boolean {
  switch (condition.kind) {
    case 'comparison':
      return (
        condition.operator === 'eq' && certain.has(condition.field) && certain.get(condition.field) === condition.value
      );
    case 'and':
      return condition.conditions.every((part) => isCertain(part, certain));
    case 'or':
      return condition.conditions.some((part) => isCertain(part, certain));
    default:
      return false;
  }
}

/** Whether the caller says whose a new row is: whom a rule of the field lets choose may have done so. */
export function isChosen(field: Field, payload: Payload, unwritable: ReadonlySet<Field>): boolean {
  return field.creatable && !unwritable.has(field) && payload[field.name] !== undefined;
}

/**
 * What the field is set to; `undefined` for a caller who has nothing to set it to.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) for a row that cannot do without, and for an id that the field cannot
 * hold: such a row would be nobody's
 */
export function ownedValue(item: OwnedField, principal: Principal): unknown {
  const text = ownerText(item, principal);
  const parsed = text === undefined ? undefined : parseFieldText(item.field, text);
  if (parsed === undefined ? isRequired(item.field) : !parsed.ok) throw forbidden(principal);
  return parsed?.ok ? parsed.value : undefined;
}

/** Whether a row cannot be stored without the field. */
function isRequired({ nullable, default: standard }: Field): boolean {
  return !nullable && standard === undefined;
}
