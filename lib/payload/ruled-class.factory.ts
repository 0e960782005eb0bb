import type { Type } from '@nestjs/common';
import { IsEmail, IsOptional, IsUrl, Matches, Max, Min, MinLength } from 'class-validator';
import { namedClass } from './named-class.js';

/** Rules of one property that are data. */
export interface ValueRules {
  readonly min?: number;
  readonly max?: number;
  /** In characters. */
  readonly minLength?: number;
  /** A regular expression. */
  readonly pattern?: string;
  readonly format?: 'email' | 'url';
  readonly nullable?: boolean;
}

/** A class with class-validator's decorators, as somebody would have written it for an entity. */
export function createRuledClass(name: string, rules: ReadonlyMap<string, ValueRules>): Type<object> {
  const target = namedClass(name);
  for (const [property, said] of rules) {
    for (const decorate of decoratorsOf(said)) decorate(target.prototype as object, property);
  }
  return target;
}

function decoratorsOf({ min, max, minLength, pattern, format, nullable }: ValueRules): PropertyDecorator[] {
  return [
    ...(nullable ? [IsOptional()] : []),
    ...(min === undefined ? [] : [Min(min)]),
    ...(max === undefined ? [] : [Max(max)]),
    ...(minLength === undefined ? [] : [MinLength(minLength)]),
    ...(pattern === undefined ? [] : [Matches(new RegExp(pattern, 'u'))]),
    ...(format === 'email' ? [IsEmail()] : []),
    ...(format === 'url' ? [IsUrl()] : []),
  ];
}
