import type { Type } from '@nestjs/common';
import { validate, type ValidationError, type ValidatorOptions } from 'class-validator';
import { LightApiError, type ProblemItem } from '../../../lib/common/light-api.error.js';

/** What was found wrong: a line for each problem. */
export type Findings = readonly string[];

/** Keys longer than this are not repeated in a pointer. */
const LONGEST_KEY = 64;

/** In JSON: a key that every object has a member of, or a number without a point before its negative exponent. */
const UNREADABLE = /"(?:constructor|hasOwnProperty|toString|valueOf)":|(?:^|[[:,])-?\de-/;
const NOT_READABLE =
  'Rules cannot read numbers such as 1e-7, or the keys constructor, hasOwnProperty, toString, valueOf.';

/**
 * What class-validator itself finds wrong with an instance of a class, in the words of the API. For some values it throws
 * instead; then nothing but these is wrong.
 *
 * @param sent what the instance was made of
 */
export async function findingsOf(
  instance: object,
  sent: Readonly<Record<string, unknown>>,
  options: ValidatorOptions,
  isTold: (finding: Finding) => boolean,
): Promise<Findings> {
  let errors: readonly ValidationError[];
  try {
    errors = await validate(instance, { forbidUnknownValues: false, ...options });
  } catch {
    const unreadable = Object.keys(sent).filter((name) => !isReadable(sent[name]));
    return unreadable.map((name) => `/${name} LA202 ${NOT_READABLE}`);
  }
  return flatten(errors, '', instance).filter(isTold).map(lineOf);
}

/** Whether class-validator can be asked about the value, whatever the rule. */
export function isReadable(value: unknown): boolean {
  return !UNREADABLE.test(JSON.stringify(value));
}

/** Whether a finding says that class-validator could not be asked. */
export function isUnreadable(line: string): boolean {
  return line.endsWith(NOT_READABLE);
}

/** One constraint that does not hold. */
export interface Finding {
  readonly pointer: string;
  readonly constraint: string;
  readonly message: string;
  /** Of the class, whatever is wrong inside of it. */
  readonly property: string;
  readonly value: unknown;
}

/** An instance of the class with these values, which nothing has changed. */
export function instanceWith(target: Type<object>, values: object): object {
  return Object.assign(new target(), values);
}

/** What a parser answers, in the same form. */
export async function answerOf(parse: () => unknown): Promise<Findings> {
  try {
    await parse();
    return [];
  } catch (error) {
    if (error instanceof LightApiError) return error.errors.map(problemLine).toSorted();
    throw error;
  }
}

/** Whether no part of a JSON value is a number or a text that is kept from databases. */
export function isStorable(value: unknown): boolean {
  let isFinite = true;
  const text = JSON.stringify(value ?? null, (_, member: unknown) => {
    if (typeof member === 'number') isFinite &&= Number.isFinite(member);
    return member;
  });
  // JSON escapes both, and nothing else in this way, once a backslash is not one that was sent.
  return isFinite && !/\\u(?:0000|d[89a-f])/.test(text.replaceAll('\\\\', ''));
}

function problemLine({ pointer, code, detail }: ProblemItem): string {
  return `${pointer} ${code} ${code === 'LA201' ? '' : detail}`;
}

function flatten(errors: readonly ValidationError[], pointer: string, holder: unknown): Finding[] {
  return errors.flatMap(({ property, constraints = {}, children }) => {
    const at = `${pointer}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const value = (holder as Record<string, unknown>)[property];
    const own = Object.entries(constraints).map(([constraint, message]) => ({
      pointer: constraint === UNKNOWN && property.length > LONGEST_KEY ? pointer : at,
      constraint,
      message,
      property: pointer === '' ? property : pointer.split('/')[1]!,
      value,
    }));
    return [...own, ...flatten(children ?? [], at, value)];
  });
}

const UNKNOWN = 'whitelistValidation';

function lineOf({ pointer, constraint, message, value }: Finding): string {
  if (constraint === UNKNOWN) return `${pointer} LA201 `;
  return `${pointer} LA210 ${repeats(message, value) ? `Breaks the rule "${constraint}".` : message}`;
}

/** Whether a text or a number that was sent, or one of a list, stands in the message as a word. */
function repeats(message: string, value: unknown): boolean {
  const sent = (Array.isArray(value) ? value : [value]) as unknown[];
  return (
    message === '' ||
    sent.some((item) => {
      if ((typeof item !== 'string' && typeof item !== 'number') || item === '') return false;
      return hasWord(message, String(item));
    })
  );
}

const LETTER_AT_END = /[\p{L}\p{N}_]$/u;
const LETTER_AT_START = /^[\p{L}\p{N}_]/u;

/** A pattern for each text would take most of the time. */
function hasWord(message: string, text: string): boolean {
  for (let at = message.indexOf(text); at !== -1; at = message.indexOf(text, at + 1)) {
    const [before, behind] = [message.slice(Math.max(at - 2, 0), at), message.slice(at + text.length)];
    if (!LETTER_AT_END.test(before) && !LETTER_AT_START.test(behind)) return true;
  }
  return false;
}
