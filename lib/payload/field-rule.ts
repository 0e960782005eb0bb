import { describeFieldType } from '../resource/field-description.js';
import type { Field } from '../resource/field.js';
import { compileScalarRule, type ScalarRule, type ValueProblem } from './scalar-rule.js';

/** A {@link ValueProblem} with its place below the field: empty for the value itself, `/3` for an item of a list. */
export interface FieldProblem extends ValueProblem {
  readonly at: string;
}

/** What a field's rule says of a JSON value. */
export type FieldCheck =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Reads a JSON value as a value of the field: of its JavaScript type, within its range, `null` only where allowed. */
export type FieldRule = (json: unknown) => FieldCheck;

/** Problems reported of one list; the rest would say the same. */
const LISTED_ITEMS = 20;

const NULL: FieldCheck = Object.freeze({ ok: true, value: null });

/** Compiles the rule of a field: everything that can be known of it is worked out here, once, at boot. */
export function compileFieldRule(field: Field): FieldRule {
  const readScalar = compileScalarRule(field);
  const read = field.isArray ? compileListRule(field, readScalar) : compileSingleRule(readScalar);
  const nullRefused = refuse([{ at: '', code: 'LA204', detail: 'May not be null.' }]);
  const onNull = field.nullable ? NULL : nullRefused;
  return (json) => (json === null ? onNull : read(json));
}

function refuse(problems: readonly FieldProblem[]): FieldCheck {
  return { ok: false, problems };
}

function compileSingleRule(readScalar: ScalarRule): FieldRule {
  return (json) => {
    const check = readScalar(json);
    return check.ok ? check : refuse([{ ...check.problem, at: '' }]);
  };
}

function compileListRule(field: Field, readScalar: ScalarRule): FieldRule {
  const notAList = refuse([
    { at: '', code: 'LA202', detail: `Must be a list; each item must be ${describeFieldType(field)}.` },
  ]);
  const readItem = field.separator === undefined ? readScalar : withoutSeparator(field.separator, readScalar);
  return (json) => {
    if (!Array.isArray(json)) return notAList;
    const values: unknown[] = [];
    const problems: FieldProblem[] = [];
    for (const [index, item] of (json as readonly unknown[]).entries()) {
      const check = readItem(item);
      if (check.ok) values.push(check.value);
      else if (problems.length < LISTED_ITEMS) problems.push({ ...check.problem, at: `/${index}` });
    }
    if (problems.length > 0) return refuse(problems);
    return field.separator !== undefined && isBlankList(values) ? refuse([BLANK_LIST]) : { ok: true, value: values };
  };
}

const BLANK_LIST: FieldProblem = {
  at: '/0',
  code: 'LA202',
  detail: 'A list of one empty text cannot be told from an empty list.',
};

function isBlankList(values: readonly unknown[]): boolean {
  return values.length === 1 && values[0] === '';
}

/** Items that are stored in one text, with a separator between them, cannot hold it. */
function withoutSeparator(separator: string, readScalar: ScalarRule): ScalarRule {
  const held: ValueProblem = { code: 'LA202', detail: `Items may not contain "${separator}".` };
  return (json) =>
    typeof json === 'string' && json.includes(separator) ? { ok: false, problem: held } : readScalar(json);
}
