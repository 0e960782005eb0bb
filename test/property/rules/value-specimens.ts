import {
  Allow,
  ArrayContains,
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotContains,
  ArrayNotEmpty,
  ArrayUnique,
  Equals,
  IsArray,
  IsBoolean,
  IsDate,
  IsDefined,
  IsDivisibleBy,
  IsEmpty,
  IsEnum,
  IsIn,
  IsInstance,
  IsInt,
  IsLatitude,
  IsLatLong,
  IsLongitude,
  IsNegative,
  IsNotEmpty,
  IsNotEmptyObject,
  IsNotIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  Max,
  MaxDate,
  Min,
  MinDate,
  NotEquals,
  Validate,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  ValidatePromise,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import type { Specimen } from './specimen.js';

enum Colour {
  Red = 'red',
  Green = 'green',
}
enum Level {
  Low,
  High,
}

@ValidatorConstraint({ name: 'isShortJson' })
class IsShortJson implements ValidatorConstraintInterface {
  validate(value: unknown, args?: ValidationArguments): boolean {
    return JSON.stringify(value ?? null).length <= Number(args?.constraints?.[0] ?? 6);
  }

  defaultMessage(args?: ValidationArguments): string {
    return `${args?.property} may have $constraint1 characters, not ${JSON.stringify(args?.value)}`;
  }
}

@ValidatorConstraint({ name: 'isKnownLater', async: true })
class IsKnownLater implements ValidatorConstraintInterface {
  async validate(value: unknown): Promise<boolean> {
    return Promise.resolve(value === 'sea' || typeof value === 'number');
  }
}

/** Decorators that look at values of any type, at numbers, lists and objects, and those that are the user's own. */
export const VALUE_SPECIMENS: Readonly<Record<string, Specimen>> = {
  Allow: { rulings: [Allow], right: ['sea', 1, {}], never: 'refuses' },
  IsDefined: { rulings: [IsDefined], right: ['sea', 0, '', {}, null, null] },
  IsOptional: { rulings: [IsOptional], right: [null, 1], never: 'refuses' },
  ValidateIf: {
    rulings: [(options) => ValidateIf((_, value: unknown) => typeof value === 'string', options)],
    right: ['sea', 7],
    never: 'refuses',
  },
  ValidatePromise: { rulings: [], waiting: [ValidatePromise], right: ['sea', {}], never: 'refuses' },
  ValidateNested: { rulings: [ValidateNested], right: [{}, [{}], { a: 1 }, []] },
  Validate: {
    rulings: [(options) => Validate(IsShortJson, options), (options) => Validate(IsShortJson, [3], options)],
    waiting: [(options) => Validate(IsKnownLater, options)],
    right: ['sea', 1, [], {}, 12345],
  },
  ValidateBy: {
    rulings: [
      (options) =>
        ValidateBy({ name: 'isTen', validator: { validate: (value) => value === 10 || value === '10' } }, options),
      (options) =>
        ValidateBy(
          {
            name: 'isSea',
            constraints: ['sea'],
            validator: {
              validate: (value, args) => value === args?.constraints[0],
              defaultMessage: (args) => `$property must be $constraint1, not ${String(args?.value as string | number)}`,
            },
          },
          options,
        ),
    ],
    right: [10, '10', 'sea'],
  },
  Equals: { rulings: [(options) => Equals('sea', options), (options) => Equals(0, options)], right: ['sea', 0, -0] },
  NotEquals: {
    rulings: [(options) => NotEquals('sea', options), (options) => NotEquals(0, options)],
    right: [1, 'a', 'sea', 0],
  },
  IsEmpty: { rulings: [IsEmpty], right: ['', null] },
  IsNotEmpty: { rulings: [IsNotEmpty], right: [' ', 0, [], '', null] },
  IsIn: {
    rulings: [(options) => IsIn(['sea', 1, 'must'], options), (options) => IsIn([null, 0, 'toString'], options)],
    right: ['sea', 1, 'must', 0, -0, 'toString'],
  },
  IsNotIn: { rulings: [(options) => IsNotIn(['sea', 1], options)], right: ['land', '1', 2, 'sea', 1] },
  IsEnum: {
    rulings: [(options) => IsEnum(Colour, options), (options) => IsEnum(Level, options)],
    right: ['red', 'green', 0, 1, 'Low'],
  },
  IsBoolean: { rulings: [IsBoolean], right: [true, false] },
  IsString: { rulings: [IsString], right: ['', 'sea'] },
  IsDate: { rulings: [IsDate], right: ['2024-05-31T12:30:00Z'], never: 'accepts' },
  MinDate: {
    rulings: [
      (options) => MinDate(new Date('2000-01-01'), options),
      (options) => MinDate(() => new Date('2030-01-01'), options),
    ],
    right: ['2024-05-31T12:30:00Z', 1717158600000],
    never: 'accepts',
  },
  MaxDate: {
    rulings: [(options) => MaxDate(new Date('2000-01-01'), options)],
    right: ['1999-05-31T12:30:00Z'],
    never: 'accepts',
  },
  IsInstance: {
    rulings: [(options) => IsInstance(Date, options), (options) => IsInstance(Array, options)],
    right: [[], [1]],
  },
  IsInt: { rulings: [IsInt], right: [0, -0, 7, 1e21, 2 ** 53] },
  IsNumber: {
    rulings: [
      (options) => IsNumber({}, options),
      (options) => IsNumber({ maxDecimalPlaces: 2 }, options),
      (options) => IsNumber({ allowInfinity: true, allowNaN: true }, options),
    ],
    right: [0, 1.25, -1e21, 1e-7, 0.1],
  },
  Min: { rulings: [(options) => Min(5, options), (options) => Min(0.1, options)], right: [5, 0.1, 1e308] },
  Max: { rulings: [(options) => Max(5, options), (options) => Max(-0, options)], right: [5, 0, -0, -1e308] },
  IsPositive: { rulings: [IsPositive], right: [1, 5e-324] },
  IsNegative: { rulings: [IsNegative], right: [-1, -5e-324] },
  IsDivisibleBy: { rulings: [(options) => IsDivisibleBy(5, options)], right: [0, -0, 5, -10] },
  IsLatitude: { rulings: [IsLatitude], right: [90, '-45.5', 0] },
  IsLongitude: { rulings: [IsLongitude], right: [180, '-120.25', 0] },
  IsLatLong: { rulings: [IsLatLong], right: ['48.1,11.5', '-90, 180'] },
  IsArray: { rulings: [IsArray], right: [[], [1], [[]]] },
  IsObject: { rulings: [IsObject], right: [{}, { a: 1 }] },
  IsNotEmptyObject: {
    rulings: [(options) => IsNotEmptyObject({}, options), (options) => IsNotEmptyObject({ nullable: true }, options)],
    right: [{ a: 1 }, { a: null }],
  },
  ArrayContains: { rulings: [(options) => ArrayContains(['sea'], options)], right: [['sea'], ['a', 'sea']] },
  ArrayNotContains: { rulings: [(options) => ArrayNotContains(['sea'], options)], right: [[], ['a']] },
  ArrayNotEmpty: { rulings: [ArrayNotEmpty], right: [['a'], [null]] },
  ArrayMinSize: {
    rulings: [(options) => ArrayMinSize(2, options)],
    right: [
      ['a', 'b'],
      [1, 1, 1],
    ],
  },
  ArrayMaxSize: { rulings: [(options) => ArrayMaxSize(2, options)], right: [['a', 'b'], []] },
  ArrayUnique: {
    rulings: [
      (options) => ArrayUnique(options),
      (options) => ArrayUnique((item: unknown) => JSON.stringify(item), options),
    ],
    right: [[], ['a', 'b'], [0, '0'], [{}, {}]],
  },
};
