import type { ErrorCode } from '../common/error-codes.js';
import { floatBounds, integerBounds } from '../resource/field-bounds.js';
import { describeFieldType } from '../resource/field-description.js';
import { parseFieldText } from '../resource/field-value.js';
import type { Field, FieldType } from '../resource/field.js';
import { isExactDecimal } from '../resource/number-text.js';
import { isStorableJson } from '../resource/storable-text.js';

/** What is wrong with one value, or with one item of a list. */
export interface ValueProblem {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly allowed?: readonly (string | number)[];
}

/** A value of the JavaScript type of its field, or the problem. */
export type ScalarCheck =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: ValueProblem };

/** Reads one JSON value that is not null. Converts nothing but what JSON cannot say itself. */
export type ScalarRule = (json: unknown) => ScalarCheck;

const COMPILERS: Readonly<Record<FieldType, (field: Field) => ScalarRule>> = {
  int: compileInteger,
  float: compileFloat,
  bigint: (field) => compileExactNumber(field, Number.isSafeInteger),
  decimal: (field) => compileExactNumber(field, isExactDecimal),
  boolean: (field) => compileStrict(field, (json) => typeof json === 'boolean'),
  string: (field) => (field.role === 'key' ? compileKeyText(field) : compileText(field)),
  uuid: compileText,
  enum: compileEnum,
  date: compileText,
  time: compileText,
  datetime: compileDateTime,
  json: compileJson,
  binary: compileText,
};

/** The rule for one value of the field, whether or not the field is a list. Called at boot. */
export function compileScalarRule(field: Field): ScalarRule {
  return COMPILERS[field.type](field);
}

function accepted(value: unknown): ScalarCheck {
  return { ok: true, value };
}

function refusal(field: Field, code: ErrorCode, allowed?: readonly (string | number)[]): ScalarCheck {
  const problem: ValueProblem = { code, detail: `Must be ${describeFieldType(field)}.`, ...(allowed && { allowed }) };
  return { ok: false, problem };
}

function compileStrict(field: Field, isRight: (json: unknown) => boolean): ScalarRule {
  const wrong = refusal(field, 'LA202');
  return (json) => (isRight(json) ? accepted(json) : wrong);
}

function compileInteger(field: Field): ScalarRule {
  const [minimum, maximum] = integerBounds(field);
  const wrongType = refusal(field, 'LA202');
  const outOfRange = refusal(field, 'LA203', [minimum, maximum]);
  return (json) => {
    if (!Number.isInteger(json)) return wrongType;
    const value = json as number;
    // Adding zero turns the negative zero, which JSON can write, into zero.
    return value >= minimum && value <= maximum ? accepted(value + 0) : outOfRange;
  };
}

function compileFloat(field: Field): ScalarRule {
  const [minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE] = floatBounds(field);
  const wrongType = refusal(field, 'LA202');
  const outOfRange = refusal(field, 'LA203');
  return (json) => {
    if (typeof json !== 'number' || Number.isNaN(json)) return wrongType;
    return json >= minimum && json <= maximum ? accepted(json) : outOfRange;
  };
}

/** Types that travel as text so that no digit is lost; a number is welcome where it has lost none. */
function compileExactNumber(field: Field, isExact: (json: unknown) => boolean): ScalarRule {
  const readText = compileText(field);
  const wrongType = refusal(field, 'LA202');
  const inexact: ScalarCheck = {
    ok: false,
    problem: { code: 'LA203', detail: 'Not exact as a number: send it as text.' },
  };
  return (json) => {
    if (typeof json !== 'number') return readText(json);
    if (isExact(json)) return readText(String(json + 0));
    return Number.isFinite(json) && (field.type === 'decimal' || Number.isInteger(json)) ? inexact : wrongType;
  };
}

function compileText(field: Field): ScalarRule {
  const wrongType = refusal(field, 'LA202');
  return (json) => {
    if (typeof json !== 'string') return wrongType;
    const read = parseFieldText(field, json);
    if (read.ok) return read;
    return { ok: false, problem: { code: read.reason === 'type' ? 'LA202' : 'LA203', detail: read.detail } };
  };
}

/** An empty segment is none, and clients resolve dots away before they send a path (RFC 3986 §5.2.4). */
const LOST_IN_PATHS: ReadonlySet<unknown> = new Set(['', '.', '..']);

/** A key is part of the item's path, so it has to survive there. */
function compileKeyText(field: Field): ScalarRule {
  const readText = compileText(field);
  const detail = 'Must be text that can stand in a path: not empty, "." or "..".';
  const lost: ScalarCheck = { ok: false, problem: { code: 'LA203', detail } };
  return (json) => (LOST_IN_PATHS.has(json) ? lost : readText(json));
}

function compileEnum(field: Field): ScalarRule {
  const values: ReadonlySet<unknown> = new Set<unknown>(field.enumValues);
  const wrong = refusal(field, 'LA202', field.enumValues ?? []);
  return (json) => (values.has(json) ? accepted(json) : wrong);
}

function compileDateTime(field: Field): ScalarRule {
  const readText = compileText(field);
  // A pipe of the host or a @Type(() => Date) may have made a Date of the text already.
  return (json) =>
    json instanceof Date ? readText(Number.isNaN(json.getTime()) ? '' : json.toISOString()) : readText(json);
}

function compileJson(): ScalarRule {
  const wrong: ScalarCheck = {
    ok: false,
    problem: { code: 'LA202', detail: 'Must hold well-formed Unicode text without NUL, and finite numbers.' },
  };
  return (json) => (json !== undefined && isStorableJson(json) && holdsFiniteNumbers(json) ? accepted(json) : wrong);
}

/** `1e999` is a JSON number that JavaScript reads as Infinity and would write back as null. */
function holdsFiniteNumbers(value: unknown): boolean {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const current = pending.pop();
    if (typeof current === 'number' && !Number.isFinite(current)) return false;
    if (typeof current !== 'object' || current === null) continue;
    for (const member of Object.values(current) as readonly unknown[]) pending.push(member);
  }
  return true;
}
