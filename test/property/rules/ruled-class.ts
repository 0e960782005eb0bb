import type { Type } from '@nestjs/common';
import { IsDefined, IsOptional, ValidateIf, type ValidationArguments } from 'class-validator';
import type { Ruling, Specimen } from './specimen.js';

/** What stands in a message where its author wants the value; answers of the API never repeat one. */
export type ValueToken = '$value' | 'the value';

/** Ways in which a decorator is put on a property, by name. */
const WAYS: Readonly<Record<string, (ruling: Ruling, token: ValueToken) => readonly PropertyDecorator[]>> = {
  plain: (ruling) => [ruling()],
  optional: (ruling) => [IsOptional(), ruling()],
  each: (ruling) => [ruling({ each: true })],
  worded: (ruling, token) => [ruling({ message: `$target.$property, $constraint1, $constraint2, ${token}` })],
  spoken: (ruling) => [
    ruling({
      each: true,
      message: (args) => `${args.targetName}.${args.property} is not ${echo(args)} ($constraint1)`,
      context: { is: 1 },
    }),
  ],
  ofCreate: (ruling) => [ruling({ groups: ['create'] })],
  ofChange: (ruling) => [
    ruling({ groups: ['update', 'replace'] }),
    ruling({ groups: ['create'], message: 'on create' }),
  ],
  always: (ruling) => [ruling({ groups: ['create'], always: true })],
  ofOthers: (ruling) => [ruling({ groups: ['audit'], each: true })],
  seldom: (ruling) => [ruling({ validateIf: (_, value) => JSON.stringify(value ?? null).length % 2 === 0 })],
  beside: (ruling) => [ValidateIf((body: Record<string, unknown>) => typeof body['plain0'] === 'string'), ruling()],
  defined: (ruling) => [IsDefined(), ruling()],
  twice: (ruling) => [ruling({ message: 'one' }), ruling({ message: 'other', each: true })],
};

/** One way in which one ruling is put on a property of a class. */
export interface RuledProperty {
  readonly name: string;
  /** Whether only class-validator can tell if it is kept. */
  readonly waits: boolean;
  readonly decorators: (token: ValueToken) => readonly PropertyDecorator[];
}

/** Every ruling of a decorator in every way, as properties of one class. */
export function ruledProperties({ rulings, waiting = [] }: Specimen): readonly RuledProperty[] {
  return [...rulings, ...waiting].flatMap((ruling, index) =>
    Object.entries(WAYS).map(([way, dress]) => ({
      name: `${way}${index}`,
      waits: index >= rulings.length,
      decorators: (token: ValueToken) => dress(ruling, token),
    })),
  );
}

/** A class as a user would have written it. */
export function ruledClass(
  properties: readonly RuledProperty[],
  token: ValueToken,
  base: Type<object> = Object,
): Type<object> {
  class Ruled extends base {}
  for (const { name, decorators } of properties) {
    for (const decorate of decorators(token)) decorate(Ruled.prototype, name);
  }
  return Ruled;
}

function echo({ value, constraints }: ValidationArguments): string {
  return `${JSON.stringify(value)} of ${constraints?.length ?? 0}`;
}
