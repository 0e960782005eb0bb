import type { Principal } from '../common/principal.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import { itemQuestion, listQuestion } from '../query/plain-questions.js';
import type { Condition, ItemQuestion, ListQuestion } from '../query/question.js';
import { withTieBreak } from '../query/tie-break.js';
import type { Field } from '../resource/field.js';
import { parseFieldText } from '../resource/field-value.js';
import type { Resource } from '../resource/resource.js';

/** Rows of which only this is asked: whether they are there and meet a condition, whoever may see them. */
export interface RowsToCheck {
  readonly resource: Resource;
  /** Fields of a unique key. */
  readonly keyFields: readonly Field[];
  /** Values of the key fields for each row. */
  readonly keys: readonly (readonly unknown[])[];
  readonly condition: Condition;
  readonly principal: Principal;
}

/** Asks about one row. */
export function permitCheck(
  { keyFields, condition, principal }: RowsToCheck,
  key: readonly unknown[],
): PermittedQuery<ItemQuestion> {
  const filter: Condition = { kind: 'rule', condition };
  return { ...itemQuestion(key, keyFields, { keyFields, filter }), principal } as PermittedQuery<ItemQuestion>;
}

/** Asks about all of them: as many are listed as there are. */
export function permitCheckOfAll({
  resource,
  keyFields,
  keys,
  condition,
  principal,
}: RowsToCheck): PermittedQuery<ListQuestion> {
  const filter: Condition = { kind: 'and', conditions: [hasKey(keyFields, keys), { kind: 'rule', condition }] };
  const question = listQuestion(resource, {
    filter,
    fields: keyFields,
    sort: withTieBreak([], resource.key),
    pageSize: keys.length,
    count: 'none',
  });
  return { ...question, principal } as PermittedQuery<ListQuestion>;
}

/**
 * The key of a row that was just stored, of its fields' JavaScript types.
 *
 * @param texts in key order
 */
export function storedKey({ key }: Resource, texts: readonly string[]): readonly unknown[] {
  return key.map((field, index) => {
    const parsed = parseFieldText(field, texts[index]!);
    if (!parsed.ok) throw new TypeError(`The key ${field.name} of a stored row cannot be read again.`);
    return parsed.value;
  });
}

function hasKey(keyFields: readonly Field[], keys: RowsToCheck['keys']): Condition {
  const [field, ...others] = keyFields;
  if (others.length === 0) {
    return { kind: 'comparison', field: field!, operator: 'in', value: keys.map(([value]) => value) };
  }
  return {
    kind: 'or',
    conditions: keys.map((key) => ({
      kind: 'and',
      conditions: keyFields.map((part, index) => ({
        kind: 'comparison',
        field: part,
        operator: 'eq',
        value: key[index],
      })),
    })),
  };
}
