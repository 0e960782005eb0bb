import type { Relation, SearchField } from '../resource/resource.js';
import type { Condition } from './question.js';

/** A search as a filter: every word occurs, in whatever case, in at least one of the fields. `undefined` for no words. */
export function searchCondition(words: readonly string[], fields: readonly SearchField[]): Condition | undefined {
  const conditions = words.map((word): Condition => ({
    kind: 'or',
    conditions: fields.map((field) => occurs(field, word)),
  }));
  return conditions.length > 1 ? { kind: 'and', conditions } : conditions[0];
}

function occurs({ field, via }: SearchField, word: string): Condition {
  const comparison: Condition = { kind: 'comparison', field, operator: 'icontains', value: word };
  return relatedCondition(via, comparison);
}

/** A condition about the row at the end of a path of relations: the one row, or some of many. */
export function relatedCondition(path: readonly Relation[], condition: Condition): Condition {
  return path.reduceRight<Condition>(
    (inner, relation) => ({
      kind: 'related',
      relation,
      quantifier: relation.kind === 'one' ? 'one' : 'some',
      condition: inner,
    }),
    condition,
  );
}

/** Conditions that all have to hold; `undefined` when there is none. */
export function allOf(...conditions: readonly (Condition | undefined)[]): Condition | undefined {
  const present = conditions.filter((condition) => condition !== undefined);
  return present.length > 1 ? { kind: 'and', conditions: present } : present[0];
}
