import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsDate,
  IsDefined,
  IsEmail,
  IsNotEmpty,
  IsNotEmptyObject,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxDate,
  Min,
  useContainer,
  Validate,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { field, ID, parserOf, problemsOf, refusal, sent } from './fixture.js';

@Injectable()
class TakenNames {
  async has(name: string): Promise<boolean> {
    return Promise.resolve(name === 'taken');
  }
}

@Injectable()
@ValidatorConstraint({ name: 'isFree', async: true })
class IsFree implements ValidatorConstraintInterface {
  constructor(private readonly names: TakenNames) {}

  async validate(name: string): Promise<boolean> {
    return !(await this.names.has(name));
  }

  defaultMessage(args?: ValidationArguments): string {
    return `${String(args?.value)} is not free`;
  }
}

class Address {
  @Length(2, 40)
  city: string;

  @IsOptional()
  @Max(99)
  zip: number;
}

class Preferences {
  @IsString()
  theme: string;
}

class Person {
  id: number;

  @Validate(IsFree)
  name: string;

  @IsEmail()
  @IsNotEmpty()
  email: string;

  @Min(18, { message: '$value is below $constraint1' })
  age: number;

  @Min(0.5)
  @Max(1000)
  price: string;

  @IsDate()
  @MaxDate(new Date('2030-01-01'))
  bornAt: Date;

  @ArrayMaxSize(2)
  @Length(1, 3, { each: true })
  tags: string[];

  @Type(() => Preferences)
  @ValidateNested()
  preferences: Preferences;

  @IsNotEmptyObject()
  notes: object;

  @Transform(({ value }: { value: string }) => value.trim().toLowerCase())
  @IsString()
  slug: string;

  @IsDefined()
  consent: boolean;

  @ValidateIf((person: Person) => person.age < 21)
  @Length(5, 50)
  guardian: string;

  @ValidateBy({
    name: 'longerThanGuardian',
    validator: { validate: (value, args) => value !== (args?.object as Person | undefined)?.guardian },
  })
  nickName: string;

  @Length(8, 72, { groups: ['create'] })
  code: string;

  @Length(3, 3, { groups: ['create'], always: true, message: '$target.$property is too long' })
  country: string;

  @IsNumber({ maxDecimalPlaces: 2 })
  rate: number;

  address: Address;
}

Reflect.defineMetadata('design:type', Address, Person.prototype, 'address');

const FIELDS = [
  ID,
  field('name', { optional: true }),
  field('email', { optional: true }),
  field('age', { type: 'int', optional: true }),
  field('price', { type: 'decimal', optional: true }),
  field('bornAt', { type: 'datetime', optional: true }),
  field('tags', { isArray: true, optional: true }),
  field('preferences', { type: 'json', nullable: true }),
  field('notes', { type: 'json', nullable: true }),
  field('slug', { nullable: true, length: 12 }),
  field('consent', { type: 'boolean', optional: true }),
  field('guardian', { nullable: true }),
  field('nick_name', { path: ['nick_name'], property: 'nickName', optional: true }),
  field('code', { optional: true }),
  field('country', { optional: true }),
  field('rate', { type: 'float', optional: true }),
  field('address.city', { optional: true }),
  field('address.zip', { type: 'int', nullable: true }),
];

describe("the entity's own class-validator decorators", () => {
  const parser = parserOf(FIELDS, Person);

  beforeAll(async () => {
    const application = await Test.createTestingModule({ providers: [TakenNames, IsFree] }).compile();
    useContainer(application, { fallbackOnErrors: true });
  });

  afterAll(() => useContainer({ get: () => undefined as never }, { fallback: true }));

  it('let a right body through', async () => {
    const body = {
      name: 'free',
      email: 'ada@example.com',
      age: 30,
      price: '12.50',
      bornAt: '1990-01-01T00:00:00Z',
      tags: ['a', 'b'],
      preferences: { theme: 'dark' },
      consent: true,
      address: { city: 'Bath', zip: 12 },
    };
    const { payload } = await parser.parse('create', body);
    expect({ ...payload }).toEqual({
      name: 'free',
      email: 'ada@example.com',
      age: 30,
      price: '12.5',
      bornAt: new Date('1990-01-01T00:00:00Z'),
      tags: ['a', 'b'],
      preferences: { theme: 'dark' },
      consent: true,
      'address.city': 'Bath',
      'address.zip': 12,
    });
  });

  it('are reported with their messages and pointers, nested ones too, beside the problems of columns', async () => {
    const body = {
      email: 'nobody',
      bornAt: '2040-01-01T00:00:00Z',
      price: '0.1',
      tags: ['a', 'b', 'long'],
      consent: true,
      preferences: { theme: 1 },
      address: { city: 'B', zip: 100 },
      what: 1,
    };
    const error = await refusal(() => parser.parse('update', body));
    expect(error.errors.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`).toSorted()).toEqual([
      '/address/city LA210 city must be longer than or equal to 2 characters',
      '/address/zip LA210 zip must not be greater than 99',
      expect.stringMatching(/^\/bornAt LA210 maximal allowed date for bornAt is /),
      '/email LA210 email must be an email',
      '/preferences/theme LA210 theme must be a string',
      '/price LA210 price must not be less than 0.5',
      '/tags LA210 each value in tags must be longer than or equal to 1 and shorter than or equal to 3 characters',
      '/tags LA210 tags must contain no more than 2 elements',
      '/what LA201 No such field.',
    ]);
  });

  it('run asynchronous constraints that Nest injects, and hide a message that repeats the value', async () => {
    const error = await refusal(() => parser.parse('update', { name: 'taken' }));
    expect(error.errors).toEqual([{ pointer: '/name', code: 'LA210', detail: 'Breaks the rule "isFree".' }]);
  });

  it('do not interpolate the value', async () => {
    const error = await refusal(() => parser.parse('update', { age: 7, guardian: 'Mr Knightley' }));
    expect(error.errors).toEqual([{ pointer: '/age', code: 'LA210', detail: 'the value is below 18' }]);
  });

  it('are not reported for a field that has the wrong type already', async () => {
    expect(await problemsOf(() => parser.parse('update', { email: 5, address: 'x', consent: 'yes' }))).toEqual([
      '/email LA202',
      '/address LA202',
      '/consent LA202',
    ]);
  });

  it('demand with IsDefined what the column does not, but not of a change', async () => {
    expect(await problemsOf(() => parser.parse('create', {}))).toEqual(['/consent LA210']);
    expect(await sent(parser.parse('update', {}))).toEqual({});
  });

  it('keep their conditions', async () => {
    expect(await problemsOf(() => parser.parse('update', { age: 19, guardian: 'x' }))).toEqual(['/guardian LA210']);
    await expect(parser.parse('update', { age: 30, guardian: 'x' })).resolves.toBeDefined();
  });

  it('leave null to the column', async () => {
    expect(await sent(parser.parse('update', { guardian: null, age: 19, preferences: null }))).toEqual({
      guardian: null,
      age: 19,
      preferences: null,
    });
  });

  it('see siblings by the names of the entity', async () => {
    expect(await problemsOf(() => parser.parse('update', { nick_name: 'Emma W', guardian: 'Emma W' }))).toEqual([
      '/nick_name LA210',
    ]);
  });

  it('hold for single operations when their group is one', async () => {
    expect(await problemsOf(() => parser.parse('create', { code: 'x', consent: true }))).toEqual(['/code LA210']);
    await expect(parser.parse('update', { code: 'x' })).resolves.toBeDefined();
  });

  it('name the entity in their messages', async () => {
    const error = await refusal(() => parser.parse('update', { country: 'x' }));
    expect(error.errors).toMatchObject([{ detail: 'Person.country is too long' }]);
  });

  it('hold for the others as well when they are to hold always', async () => {
    expect(await problemsOf(() => parser.parse('update', { country: 'x' }))).toEqual(['/country LA210']);
  });

  it('refuse values over which class-validator or class-transformer stumbles', async () => {
    expect(await problemsOf(() => parser.parse('update', { rate: 1e-7 }))).toEqual(['/rate LA202']);
    expect(
      await problemsOf(() => parser.parse('update', { preferences: { a: { constructor: 1 } }, slug: 'x' })),
    ).toEqual(['/preferences LA202']);
  });

  it('pass on what a rule throws otherwise', async () => {
    const broken = ValidateBy({
      name: 'isBroken',
      validator: {
        validate: () => {
          throw new TypeError('not set up');
        },
      },
    });
    class Broken {}
    broken(Broken.prototype, 'name');
    const parse = async () => parserOf([ID, field('name')], Broken).parse('create', { name: 'x' });
    await expect(parse()).rejects.toThrow('not set up');
  });

  it('see what class-transformer made of a value, which must fit the column again', async () => {
    expect(await sent(parser.parse('update', { slug: '  EMMA ' }))).toEqual({ slug: 'emma' });
    expect(await sent(parser.parse('update', { slug: null }))).toEqual({ slug: null });
    expect(await problemsOf(() => parser.parse('update', { slug: 7 }))).toEqual(['/slug LA202']);
  });

  it('make every parse of an entity without any synchronous', () => {
    class Plain {}
    expect(parserOf([ID, field('name')], Plain).parse('create', { name: 'x' })).not.toBeInstanceOf(Promise);
  });

  it('make the parse of a body that keeps all of them synchronous, unless one waits', () => {
    const parse = (name: string, value: string): unknown =>
      parserOf([ID, field(name)], Person).parse('create', { [name]: value });
    expect(parse('email', 'ada@example.com')).not.toBeInstanceOf(Promise);
    expect(parse('name', 'free')).toBeInstanceOf(Promise);
  });
});
