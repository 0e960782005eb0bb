import type { Type } from '@nestjs/common';
import {
  getMetadataStorage,
  ValidateBy,
  ValidationTypes,
  type MetadataStorage,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { entityRulesOf, type EntityRule } from './entity-rules.js';

type Constraint = ReturnType<MetadataStorage['getTargetValidatorConstraints']>[number];

/** A constraint's own object, which is asked about values. */
type Asked = () => ValidatorConstraintInterface;

/** A rule that is asked about values. */
interface Check {
  readonly rule: EntityRule;
  readonly asked: readonly Asked[];
}

/** The rules of one property, in the order in which class-validator comes to them. */
interface PropertyRules {
  readonly property: string;
  /** All have to hold for any of the others to count. */
  readonly conditions: readonly EntityRule[];
  /** Asked about missing values as well. */
  readonly presence: readonly Check[];
  readonly checks: readonly Check[];
  /** Whether the rules of the value's own class hold for it. */
  readonly isNested: boolean;
}

/** All types of rules, but the one that waits for the value itself. */
const KNOWN_TYPES: ReadonlySet<string> = new Set([
  ValidationTypes.CUSTOM_VALIDATION,
  ValidationTypes.IS_DEFINED,
  ValidationTypes.CONDITIONAL_VALIDATION,
  ValidationTypes.NESTED_VALIDATION,
  ValidationTypes.WHITELIST,
]);

/**
 * Compiles the rules that class-validator knows of a class; `undefined` where only class-validator can tell whether they are
 * kept, because one of them waits.
 */
export function compileRules(root: Type<object>): CompiledRules | undefined {
  return compile(root) && new CompiledRules();
}

/**
 * Asks the rules of a class, and of those nested in it, as class-validator's `validate` does with `skipMissingProperties`,
 * `strictGroups` and no groups, but at once, and without what it does for its report. Only that every rule is kept is told
 * here. Of anything else class-validator has to be asked, and then rules are asked a second time: that matters to none but
 * those that remember what they were asked.
 *
 * That a rule waits may turn out only when it answers with a promise, or when a value brings its own class. From then on
 * every instance is left to class-validator.
 */
export class CompiledRules {
  /** Of the classes met so far. A value tells its class by itself, as it does to class-validator. */
  private readonly classes = new WeakMap<Type<object>, readonly PropertyRules[]>();
  private waits = false;

  /** Whether an instance keeps every rule; `false` also where only class-validator can tell. Never throws. */
  areKeptBy(instance: object): boolean {
    if (this.waits) return false;
    try {
      return this.holdFor(instance);
    } catch {
      // class-validator comes to the same error, and reports it.
      return false;
    }
  }

  private holdFor(object: object): boolean {
    const rules = this.rulesOf(object.constructor as Type<object>);
    if (rules === undefined) this.waits = true;
    return rules?.every((own) => this.holdForProperty(own, object)) ?? false;
  }

  private holdForProperty(rules: PropertyRules, object: object): boolean {
    const value = (object as Record<string, unknown>)[rules.property];
    if (!areMet(rules.conditions, object, value)) return true;
    if (!rules.presence.every((check) => this.holds(check, object, value))) return false;
    if (value === undefined || value === null) return true;
    return (
      rules.checks.every((check) => this.holds(check, object, value)) && (!rules.isNested || this.holdInside(value))
    );
  }

  private holds({ rule, asked }: Check, object: object, value: unknown): boolean {
    if (rule.validateIf && !rule.validateIf(object, value)) return true;
    const items = rule.each ? itemsOf(value) : undefined;
    return asked.every((constraint) => {
      const args = argumentsOf(rule, object, value);
      const isRight = (item: unknown): boolean => this.isYes(constraint().validate(item, args));
      return items === undefined ? isRight(value) : items.every(isRight);
    });
  }

  private isYes(answer: unknown): boolean {
    if (!isPromise(answer)) return Boolean(answer);
    this.waits = true;
    // class-validator asks again; nobody waits for this answer.
    if (answer instanceof Promise) answer.catch(() => undefined);
    return false;
  }

  private holdInside(value: unknown): boolean {
    if (value === undefined || value === null) return true;
    if (Array.isArray(value)) return value.every((item) => this.holdInside(item));
    if (value instanceof Set || value instanceof Map) return false;
    return value instanceof Object && this.holdFor(value);
  }

  private rulesOf(target: Type<object>): readonly PropertyRules[] | undefined {
    const known = this.classes.get(target);
    if (known !== undefined) return known;
    const rules = compile(target);
    // What was sent may have a member of this name, which is no class.
    if (rules !== undefined && typeof target === 'function') this.classes.set(target, rules);
    return rules;
  }
}

/** `undefined` where a rule waits, or is of a type that is not known here. */
function compile(target: Type<object>): readonly PropertyRules[] | undefined {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(target, '', false, true);
  const isKnown = rules.every(({ type, constraintCls }) => {
    return KNOWN_TYPES.has(type) && !storage.getTargetValidatorConstraints(constraintCls).some(({ async }) => async);
  });
  if (!isKnown) return undefined;
  return Object.entries(storage.groupByPropertyName(rules)).map(([property, own]) => propertyRules(property, own));
}

function propertyRules(property: string, rules: readonly EntityRule[]): PropertyRules {
  const ofType = (type: string): readonly EntityRule[] => rules.filter((rule) => rule.type === type);
  return {
    property,
    conditions: ofType(ValidationTypes.CONDITIONAL_VALIDATION),
    presence: ofType(ValidationTypes.IS_DEFINED).map(checkOf),
    checks: ofType(ValidationTypes.CUSTOM_VALIDATION).map(checkOf),
    isNested: ofType(ValidationTypes.NESTED_VALIDATION).length > 0,
  };
}

function checkOf(rule: EntityRule): Check {
  return { rule, asked: getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls).map(askedOf) };
}

/**
 * class-validator has its container give it a constraint whenever it needs one, and an application may set the container
 * after it has started, or have it give another object each time. Only what is behind a decorator such as `@Length()` is
 * held, from the first body on: its class is class-validator's own, and its objects are all alike.
 */
function askedOf(constraint: Constraint): Asked {
  if (String(constraint.target) !== unnamedConstraint()) return () => constraint.instance;
  let held: ValidatorConstraintInterface | undefined;
  return () => (held ??= constraint.instance);
}

let unnamed: string | undefined;

/** The text of the class that class-validator makes for a decorator whose author has not written one. */
function unnamedConstraint(): string {
  return (unnamed ??= (() => {
    class Sample {}
    ValidateBy({ name: 'sample', validator: { validate: () => true } })(Sample.prototype, 'value');
    return String(entityRulesOf(Sample).get('value')![0]!.constraintCls);
  })());
}

/** Every condition is asked, as one that throws has to. */
function areMet(conditions: readonly EntityRule[], object: object, value: unknown): boolean {
  let isMet = true;
  for (const { constraints } of conditions) isMet = Boolean((constraints as Condition[])[0]!(object, value)) && isMet;
  return isMet;
}

type Condition = (object: object, value: unknown) => unknown;

function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Set || value instanceof Map ? [...value.values()] : undefined;
}

function argumentsOf(rule: EntityRule, object: object, value: unknown): ValidationArguments {
  const { propertyName, constraints } = rule;
  return { targetName: object.constructor.name, property: propertyName, object, value, constraints };
}

function isPromise(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && typeof (answer as { then?: unknown }).then === 'function';
}
