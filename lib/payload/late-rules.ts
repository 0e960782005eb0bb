import type { Type } from '@nestjs/common';

/** Gives a class decorators of class-validator and class-transformer. */
type Rules = () => void;

const waiting = new WeakMap<Type<object>, Rules[]>();

/**
 * Notes rules for {@link withRules}. class-validator and class-transformer keep for good what they are told of a class, and
 * most generated classes are only ever looked at by those who document them.
 */
export function addLateRules(target: Type<object>, rules: Rules): void {
  const known = waiting.get(target);
  if (known === undefined) waiting.set(target, [rules]);
  else known.push(rules);
}

/** The class, with the rules that bodies are read by: those of its columns and the entity's own. */
export function withRules(target: Type<object>): Type<object> {
  const rules = waiting.get(target) ?? [];
  waiting.delete(target);
  for (const give of rules) give();
  return target;
}
