import type { EntityRule } from '../../payload/entity-rules.js';

/** What class-validator decorators say of one value. */
export interface ValueLimits {
  /** Names of the decorators, as class-validator knows them: `isEmail`. */
  readonly names: ReadonlySet<string>;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly step: number;
  readonly minLength: number;
  readonly maxLength: number | undefined;
  readonly minItems: number;
  /** The only values that are allowed. */
  readonly choices: readonly unknown[] | undefined;
  readonly patterns: readonly RegExp[];
  /** Texts that have to be a part of it. */
  readonly parts: readonly string[];
  readonly earliest: Date | undefined;
  readonly latest: Date | undefined;
}

export function limitsOf(rules: readonly EntityRule[]): ValueLimits {
  const constraints = (name: string, index = 0): unknown[] =>
    rules
      .filter((rule) => rule.name === name)
      .map((rule) => (rule.constraints as readonly unknown[] | undefined)?.[index]);
  const has = (name: string): boolean => rules.some((rule) => rule.name === name);
  const maxima = numbers(constraints('max'), has('isNegative') ? [-1] : []);
  const minima = numbers(constraints('min'), has('isPositive') ? [1] : []);
  const longest = numbers(constraints('maxLength'), constraints('isLength', 1));
  return {
    names: new Set(rules.map(({ name }) => name ?? '')),
    minimum: minima.length > 0 ? Math.max(...minima) : undefined,
    maximum: maxima.length > 0 ? Math.min(...maxima) : undefined,
    step: numbers(constraints('isDivisibleBy'))[0] ?? 1,
    minLength: Math.max(0, ...numbers(constraints('minLength'), constraints('isLength'))),
    maxLength: longest.length > 0 ? Math.min(...longest) : undefined,
    minItems: Math.max(has('arrayNotEmpty') ? 1 : 0, ...numbers(constraints('arrayMinSize'))),
    choices:
      [...constraints('isIn'), ...constraints('isEnum', 1)].find(isList) ??
      (has('equals') ? constraints('equals') : undefined),
    patterns: constraints('matches').filter((one) => one instanceof RegExp),
    parts: constraints('contains').filter((one) => typeof one === 'string'),
    earliest: dateOf(constraints('minDate')[0]),
    latest: dateOf(constraints('maxDate')[0]),
  };
}

function numbers(...given: readonly (readonly unknown[])[]): number[] {
  return given.flat().filter((one): one is number => typeof one === 'number');
}

function isList(constraint: unknown): constraint is readonly unknown[] {
  return Array.isArray(constraint);
}

function dateOf(constraint: unknown): Date | undefined {
  const value: unknown = typeof constraint === 'function' ? (constraint as () => unknown)() : constraint;
  return value instanceof Date ? value : undefined;
}
