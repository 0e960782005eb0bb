import { Transform, Type as TypeDecorator, TransformationType } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, ValidateIf, ValidationTypes, type MetadataStorage } from 'class-validator';
import type { Type } from '@nestjs/common';

/** One class-validator decorator on a property of an entity class. */
export type EntityRule = ReturnType<MetadataStorage['getTargetValidationMetadatas']>[number];

/** Operations that take the body of an item and that rules can tell apart. */
export type WriteOperation = 'create' | 'replace' | 'update';

/** Operations that take the body of an item. To the rules of an entity an upsert is a create. */
export type BodyOperation = WriteOperation | 'upsert';

const WRITE_OPERATIONS: ReadonlySet<string> = new Set<WriteOperation>(['create', 'replace', 'update']);

/** The class-validator decorators of a class and of those it extends, by property. */
export function entityRulesOf(source: Type<object> | undefined): ReadonlyMap<string, readonly EntityRule[]> {
  const rules = new Map<string, EntityRule[]>();
  if (source === undefined) return rules;
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(source, '', false, false)) {
    const known = rules.get(rule.propertyName);
    if (known === undefined) rules.set(rule.propertyName, [rule]);
    else known.push(rule);
  }
  return rules;
}

/** The class behind an embedded property, where TypeScript recorded one. */
export function embeddedClassOf(
  source: Type<object> | undefined,
  property: string | undefined,
): Type<object> | undefined {
  if (source === undefined || property === undefined) return undefined;
  const type = Reflect.getMetadata('design:type', source.prototype as object, property) as unknown;
  return typeof type === 'function' && type !== Object && type !== Array ? (type as Type<object>) : undefined;
}

/**
 * The rules that hold for an operation. Rules of validation groups named after operations hold for those only, unless they
 * are to hold always; other groups have no meaning here, as in `validate()` without groups.
 */
export function rulesForOperation(rules: readonly EntityRule[], operation: WriteOperation): readonly EntityRule[] {
  return rules.filter((rule) => {
    const named = (rule.groups ?? []).filter((group) => WRITE_OPERATIONS.has(group));
    return named.length === 0 || named.includes(operation) || rule.always === true;
  });
}

/** Whether a rule can find something wrong, unlike conditions and allow-lists. */
export function isCheckingRule(rule: EntityRule): boolean {
  return rule.type !== ValidationTypes.CONDITIONAL_VALIDATION && rule.type !== ValidationTypes.WHITELIST;
}

/** A property of a generated class that rules are given to. */
export interface RuledProperty {
  readonly target: Type<object>;
  readonly property: string;
  readonly operation: WriteOperation;
  /** The class that the rules were written on, whose name messages tell. */
  readonly source: Type<object> | undefined;
}

/** Gives the rules to a property of a generated class. */
export function copyRules(
  rules: readonly EntityRule[],
  { target, property, operation, source = target }: RuledProperty,
): void {
  for (const rule of rules) {
    const message = messageOf(rule, source);
    const own = { target, propertyName: property, message, groups: [], always: undefined };
    getMetadataStorage().addValidationMetadata(
      Object.assign(Object.create(Object.getPrototypeOf(rule) as object) as EntityRule, rule, own),
    );
  }
  // IsDefined speaks up even where missing properties are skipped, and in a PATCH missing means unchanged.
  if (operation === 'update' && rules.some((rule) => rule.type === ValidationTypes.IS_DEFINED)) {
    ValidateIf((_, value) => value !== undefined)(target.prototype as object, property);
  }
}

/** The message as it would be on the entity, without the value. */
function messageOf({ message }: EntityRule, { name }: Type<object>): EntityRule['message'] {
  if (typeof message === 'string') {
    return message.replaceAll('$value', 'the value').replaceAll('$target', () => name);
  }
  return typeof message === 'function' ? (args) => message({ ...args, targetName: name }) : message;
}

/** Gives the rules to a property that holds other generated classes, which have rules of their own already. */
export function copyObjectRules(rules: readonly EntityRule[], given: RuledProperty): void {
  const own = rules.filter((rule) => rule.type !== ValidationTypes.NESTED_VALIDATION);
  copyRules(rulesForOperation(own, given.operation), given);
}

/** Gives the `@Type` and the `@Transform` for input of an entity's property to a property of a generated class. */
export function copyTransforms(
  source: Type<object>,
  entityProperty: string,
  target: Type<object>,
  property: string,
): void {
  const prototype = target.prototype as object;
  const type = defaultMetadataStorage.findTypeMetadata(source, entityProperty);
  if (type?.typeFunction !== undefined) TypeDecorator(type.typeFunction, type.options)(prototype, property);
  for (const transform of inputTransforms(source, entityProperty)) {
    Transform(transform.transformFn, transform.options)(prototype, property);
  }
}

/** Whether class-transformer gives the property of a class another value on the way in. */
export function isTransformed(source: Type<object>, property: string): boolean {
  return inputTransforms(source, property).length > 0;
}

/** Whether class-transformer makes an instance of a class of the property's value. */
export function isTyped(source: Type<object>, property: string): boolean {
  return defaultMetadataStorage.findTypeMetadata(source, property) !== undefined;
}

function inputTransforms(source: Type<object>, property: string) {
  return defaultMetadataStorage.findTransformMetadatas(source, property, TransformationType.PLAIN_TO_CLASS);
}
