import type { VersionCondition } from '../../query/question.js';
import type { Field } from '../../resource/field.js';

/** A number without signs, zeros in front or an exponent: the only text that a version is written as. */
const VERSION = /^(?:0|[1-9]\d{0,18})$/;

/** Whether a row of this version meets all conditions; a row without a version meets those only that take any. */
export function meetsVersions(conditions: readonly VersionCondition[], version: string | undefined): boolean {
  return conditions.every(({ versions }) => versions === '*' || (version !== undefined && versions.includes(version)));
}

/**
 * The versions that meet all conditions, as values of the version field, each once; `undefined` when any does. What the
 * column cannot hold is no version of any row, and would be an error of the database.
 */
export function acceptedVersions(
  conditions: readonly VersionCondition[],
  field: Field | undefined,
): readonly unknown[] | undefined {
  const lists = conditions.flatMap(({ versions }) => (versions === '*' ? [] : [versions]));
  if (lists.length === 0) return undefined;
  if (field === undefined) return [];
  const [first, ...others] = lists;
  const common = new Set(first!.filter((version) => others.every((list) => list.includes(version))));
  return [...common]
    .filter((version) => VERSION.test(version) && isStorable(version, field))
    .map((version) => (field.type === 'bigint' || field.type === 'decimal' ? version : Number(version)));
}

function isStorable(version: string, { maximum = Number.MAX_SAFE_INTEGER }: Field): boolean {
  return BigInt(version) <= BigInt(maximum);
}
