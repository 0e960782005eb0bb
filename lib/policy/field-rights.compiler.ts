import type { FieldRule } from '../resource/access-rule.js';
import { ALL_RIGHTS, type FieldRights } from '../resource/field-rights.js';
import type { Field } from '../resource/field.js';
import type { ResourceAccess } from '../resource/resource-access.js';
import type { ResourcePolicy } from './resource-policy.js';
import { compileFieldRule, type FieldTest } from './rule.compiler.js';

/**
 * Combinations of outcomes that are remembered. There are as many as kinds of callers; callers who bring roles of their
 * own making only cost themselves.
 */
const MAX_COMBINATIONS = 100;

/** A rule, with the fields that it is about. */
interface RuledFields {
  readonly test: FieldTest;
  readonly unreadable: Field[];
  readonly unwritable: Field[];
}

/** Joins the rules of all fields of an application; those that say the same are asked once. */
export function compileFieldRights(accesses: readonly ResourceAccess[]): ResourcePolicy['rightsOf'] {
  const ruled = [...ruledFieldsOf(accesses).values()];
  if (ruled.length === 0) return () => ALL_RIGHTS;
  const known = new Map<string, FieldRights>();
  return (principal) => {
    const unmet = ruled.filter(({ test }) => !test(principal));
    if (unmet.length === 0) return ALL_RIGHTS;
    const outcome = unmet.map((rule) => ruled.indexOf(rule)).join();
    let rights = known.get(outcome);
    if (rights === undefined) {
      if (known.size >= MAX_COMBINATIONS) known.delete(known.keys().next().value!);
      known.set(outcome, (rights = withoutFieldsOf(unmet)));
    }
    return rights;
  };
}

function ruledFieldsOf(accesses: readonly ResourceAccess[]): ReadonlyMap<string, RuledFields> {
  const ruled = new Map<string, RuledFields>();
  const fieldsUnder = (rule: FieldRule): RuledFields => {
    const text = JSON.stringify(rule);
    let under = ruled.get(text);
    if (under === undefined)
      ruled.set(text, (under = { test: compileFieldRule(rule), unreadable: [], unwritable: [] }));
    return under;
  };
  for (const { fields } of accesses) {
    for (const [field, { readable, writable }] of fields) {
      if (readable !== undefined) fieldsUnder(readable).unreadable.push(field);
      if (writable !== undefined) fieldsUnder(writable).unwritable.push(field);
    }
  }
  return ruled;
}

function withoutFieldsOf(unmet: readonly RuledFields[]): FieldRights {
  return Object.freeze({
    unreadable: new Set(unmet.flatMap(({ unreadable }) => unreadable)),
    unwritable: new Set(unmet.flatMap(({ unwritable }) => unwritable)),
  });
}
