import type { Type } from '@nestjs/common';
import type { Relation } from '../resource/resource.js';
import { validate, ValidationTypes, type ValidationError, type ValidatorOptions } from 'class-validator';
import { sentValues, type ReadBody, type ReadField } from './body-reader.js';
import { compileRules } from './compiled-rules.js';
import { embeddedClassOf, entityRulesOf, isCheckingRule, type EntityRule } from './entity-rules.js';
import { memberPointer } from '../common/json-pointer.js';
import type { FieldReader } from './member-reader.js';
import type { ProblemList } from './problem-list.js';
import type { ReadRelation } from './read-item.js';
import { withoutValue } from './rule-message.js';
import { reportUnreadable } from './unreadable-values.js';

/** Runs the entity's own class-validator decorators on a body: at once where it keeps all of them. */
export type ClassRules = (
  body: ReadBody,
  relations: readonly ReadRelation[],
  problems: ProblemList,
) => Promise<void> | undefined;

/** How a field looks to the decorators of a user, who wrote them for the entity's property. */
type View = (read: ReadField) => unknown;

const OPTIONS: ValidatorOptions = {
  skipMissingProperties: true,
  forbidUnknownValues: false,
  // Leaves out the group of the column rules, which have been checked already.
  strictGroups: true,
  validationError: { target: false, value: false },
};

/** Decorators that read a date or bytes as text. */
const TEXT_RULES: ReadonlySet<string> = new Set(
  [
    ['isDateString', 'isIso8601', 'isRFC3339', 'isBase64'],
    ['isString', 'matches', 'isLength', 'minLength', 'maxLength'],
  ].flat(),
);
/** Decorators that read a decimal or a bigint as a number. */
const NUMBER_RULES: ReadonlySet<string> = new Set(
  [
    ['isNumber', 'isInt', 'min', 'max', 'isPositive', 'isNegative'],
    ['isDivisibleBy', 'isLatitude', 'isLongitude'],
  ].flat(),
);
const DATE_RULES: ReadonlySet<string> = new Set(['isDate', 'minDate', 'maxDate']);

/**
 * Compiles what the entity's own decorators say of bodies; `undefined` when it has none, so that a body of such a resource
 * is never made an instance of a class.
 *
 * @param dtoClass the generated class that the decorators were copied to
 */
export function compileClassRules(
  dtoClass: Type<object>,
  writable: readonly FieldReader[],
  relations: readonly Relation[],
): ClassRules | undefined {
  const rulesOf = ownRulesReader();
  const views = new Map<string, View>();
  let hasRules = false;
  for (const reader of writable) {
    const path = reader.field.path;
    const rules = rulesOf(holderClass(dtoClass, path), reader.name);
    const holders = path
      .slice(0, -1)
      .map((name, depth) => rulesOf(holderClass(dtoClass, path.slice(0, depth + 1)), name));
    hasRules ||= rules.some(isCheckingRule) || holders.flat().some(isOwnObjectRule);
    views.set(reader.field.name, viewOf(reader, rules));
  }
  hasRules ||= relations.some(({ name }) => rulesOf(dtoClass, name).some(isOwnObjectRule));
  if (!hasRules) return undefined;
  const rules = compileRules(dtoClass);
  return (body, related, problems) => {
    const instance = instanceOf(dtoClass, views, body, related);
    return rules?.areKeptBy(instance) ? undefined : reportOn(instance, body, related, problems);
  };
}

/** Every generated class descends into its embedded objects; only further rules on them are the entity's own. */
function isOwnObjectRule(rule: EntityRule): boolean {
  return isCheckingRule(rule) && rule.type !== ValidationTypes.NESTED_VALIDATION;
}

/** Has class-validator say what is wrong with an instance, if anything is. */
async function reportOn(
  instance: object,
  body: ReadBody,
  relations: readonly ReadRelation[],
  problems: ProblemList,
): Promise<void> {
  const unsound = relations.flatMap(({ relation, isSound }) => (isSound ? [] : memberPointer('', relation.name)));
  try {
    report(await validate(instance, OPTIONS), '', instance, new Set([...body.failed, ...unsound]), problems);
  } catch (error) {
    reportUnreadable(error, sentValues(body), problems);
  }
}

/** The generated class that holds the last name of a path. */
function holderClass(dtoClass: Type<object>, path: readonly string[]): Type<object> {
  return path.slice(0, -1).reduce((holder, segment) => embeddedClassOf(holder, segment)!, dtoClass);
}

/** Reads the rules that came from the entity; class-validator looks through all its classes for each question. */
function ownRulesReader(): (target: Type<object>, property: string) => readonly EntityRule[] {
  const known = new Map<Type<object>, ReturnType<typeof entityRulesOf>>();
  return (target, property) => {
    const rules = known.get(target) ?? entityRulesOf(target);
    known.set(target, rules);
    return (rules.get(property) ?? []).filter((rule) => (rule.groups ?? []).length === 0);
  };
}

function viewOf({ field }: FieldReader, rules: readonly EntityRule[]): View {
  const uses = (names: ReadonlySet<string>): boolean => rules.some((rule) => names.has(rule.name ?? ''));
  switch (field.type) {
    case 'datetime':
    case 'binary':
      return uses(TEXT_RULES) ? ({ json }) => json : ({ value }) => value;
    case 'date':
      return uses(DATE_RULES)
        ? ({ value }) => (value === null ? null : new Date(value as string))
        : ({ value }) => value;
    case 'bigint':
    case 'decimal':
      return uses(NUMBER_RULES) ? ({ value }) => asNumbers(value) : ({ value }) => value;
    default:
      return ({ value }) => value;
  }
}

function asNumbers(value: unknown): unknown {
  if (value === null) return null;
  return Array.isArray(value) ? value.map(Number) : Number(value);
}

function instanceOf(
  dtoClass: Type<object>,
  views: ReadonlyMap<string, View>,
  body: ReadBody,
  relations: readonly ReadRelation[],
): object {
  const root = new dtoClass() as Record<string, unknown>;
  for (const read of body.fields.values()) {
    const { field, name, entityProperty } = read.reader;
    let holder = root;
    let holderType = dtoClass;
    for (const segment of field.path.slice(0, -1)) {
      holderType = embeddedClassOf(holderType, segment)!;
      holder = (holder[segment] ??= new holderType()) as Record<string, unknown>;
    }
    const value = views.get(field.name)!(read);
    holder[name] = value;
    // A constraint that looks at a sibling knows it by the name that the entity gives it.
    if (entityProperty !== undefined && entityProperty !== name) holder[entityProperty] = value;
  }
  for (const { relation, isSound, view } of relations) {
    if (isSound) root[relation.name] = root[relation.property] = view();
  }
  return root;
}

function report(
  errors: readonly ValidationError[],
  pointer: string,
  holder: unknown,
  failed: ReadonlySet<string>,
  problems: ProblemList,
): void {
  for (const { property, constraints, children } of errors) {
    const at = memberPointer(pointer, property);
    if (failed.has(at)) continue;
    const value = (holder as Record<string, unknown> | undefined)?.[property];
    for (const [rule, message] of Object.entries(constraints ?? {})) {
      problems.add({ pointer: at, code: 'LA210', detail: withoutValue(message, value, rule) });
    }
    report(children ?? [], at, value, failed, problems);
  }
}
