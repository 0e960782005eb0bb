import {
  IsInt,
  IsOptional,
  IsString,
  Length,
  Min,
  registerDecorator,
  useContainer,
  Validate,
  validate,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  ValidatePromise,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileRules } from '../../../lib/payload/compiled-rules.js';

const OPTIONS = { skipMissingProperties: true, strictGroups: true, forbidUnknownValues: false };

/** A decorator that asks a function. */
function By(answer: (value: unknown, args?: ValidationArguments) => unknown, options = {}): PropertyDecorator {
  return ValidateBy({ name: 'by', constraints: ['c'], validator: { validate: answer as () => boolean } }, options);
}

/** What class-validator says, and what was compiled. */
async function verdicts(instance: object): Promise<{ wanted: boolean; kept: boolean | undefined }> {
  const rules = compileRules(instance.constructor as new () => object);
  const wanted = (await validate(instance, OPTIONS)).length === 0;
  return { wanted, kept: rules?.areKeptBy(instance) };
}

describe('compiled rules', () => {
  afterEach(() => useContainer({ get: () => undefined as never }, { fallback: true }));

  class Part {
    @Min(1)
    size: unknown;
  }
  class Thing {
    @IsString({ each: true })
    texts: unknown;

    @ValidateNested()
    part: unknown;

    @IsOptional()
    @IsInt({ groups: ['create'] })
    @Length(2, 3, { validateIf: (_, value) => value !== 'long one' })
    code: unknown;
  }
  const part = (size: unknown): Part => Object.assign(new Part(), { size });

  it.each([
    ['nothing', {}],
    ['a list', { texts: ['a', 'b'] }],
    ['a list with something wrong', { texts: ['a', 1] }],
    ['a list with holes', { texts: Object.assign([], { 2: 'a' }) as unknown }],
    ['a set', { texts: new Set(['a']) }],
    ['a set with something wrong', { texts: new Set(['a', 1]) }],
    ['a map', { texts: new Map([[1, 'a']]) }],
    ['a map with something wrong', { texts: new Map([['a', 1]]) }],
    ['no list', { texts: 1 }],
    ['null', { texts: null, part: null, code: null }],
    ['an object', { part: part(1) }],
    ['a wrong object', { part: part(0) }],
    ['objects in lists', { part: [part(1), [part(2), null]] }],
    ['a wrong object in lists', { part: [part(1), [part(0)]] }],
    ['an object of no class', { part: { size: 0 } }],
    ['an object whose class was sent', { part: { constructor: { name: 'Part' }, size: 0 } }],
    ['no object', { part: 'x' }],
    ['an object without a prototype', { part: Object.create(null) as unknown }],
    ['what a condition leaves out', { code: 'long one' }],
    ['what it does not leave out', { code: 'long' }],
  ])('tell of %s what class-validator tells', async (_, values) => {
    const { wanted, kept } = await verdicts(Object.assign(new Thing(), values));
    expect(kept).toBe(wanted);
  });

  it('leave to class-validator what it cannot read, and objects in sets', () => {
    const rules = compileRules(Thing)!;
    const unreadable = Object.assign(new Thing(), { part: { constructor: null } });
    expect(() => validate(unreadable, OPTIONS)).toThrow(TypeError);
    expect(rules.areKeptBy(unreadable)).toBe(false);
    expect(rules.areKeptBy(Object.assign(new Thing(), { part: new Set([part(1)]) }))).toBe(false);
    expect(rules.areKeptBy(Object.assign(new Thing(), { part: part(1) }))).toBe(true);
  });

  it('ask a constraint with what class-validator asks it with', async () => {
    const asked: unknown[] = [];
    class Asking {
      @By((value, args) => asked.push([value, args]), { each: true })
      name = ['a', 'b'];

      @ValidateIf((...args) => asked.push(args) > 0)
      @By((value, args) => asked.push([value, args]), { validateIf: (...args: unknown[]) => asked.push(args) })
      other = 1;
    }
    const instance = new Asking();
    expect(compileRules(Asking)!.areKeptBy(instance)).toBe(true);
    const found = asked.splice(0);
    await validate(instance, OPTIONS);
    expect(found).toEqual(asked);
  });

  it.each([true, 1, 'yes', {}, false, 0, '', null, undefined])(
    'take the answer %o as class-validator does',
    async (said) => {
      class Answered {
        @By(() => said)
        name = 'x';
      }
      const { wanted, kept } = await verdicts(new Answered());
      expect(kept).toBe(wanted);
    },
  );

  it('ask every condition, since one may throw', () => {
    class Conditional {
      @ValidateIf(() => {
        throw new Error('not set up');
      })
      @ValidateIf(() => false)
      name: string;
    }
    expect(compileRules(Conditional)!.areKeptBy(new Conditional())).toBe(false);
  });

  it('are not compiled where a rule waits', () => {
    @ValidatorConstraint({ async: true })
    class IsFree implements ValidatorConstraintInterface {
      validate = async () => Promise.resolve(true);
    }
    class Waiting {
      @Validate(IsFree)
      name: string;
    }
    class Promising {
      @ValidatePromise()
      name: string;
    }
    class Registered {
      name: string;
    }
    const rule = { target: Registered, propertyName: 'name', validator: IsFree, async: true, options: {} };
    registerDecorator(rule);
    expect([Waiting, Promising, Registered].map((target) => compileRules(target))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are not asked again once one has turned out to wait', async () => {
    const answer = vi.fn<() => Promise<boolean>>(async () => Promise.reject(new Error('nobody waits for it')));
    class Late {
      @By(answer)
      name = 'x';
    }
    class Holder {
      @ValidateNested()
      late = new Late();
    }
    for (const target of [Late, Holder]) {
      answer.mockClear();
      const rules = compileRules(target)!;
      expect([rules.areKeptBy(new target()), rules.areKeptBy(new target())]).toEqual([false, false]);
      expect(answer).toHaveBeenCalledOnce();
    }
    // A rejection that nobody hears would end the process.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('have a constraint from the container that the application has set by then', () => {
    @ValidatorConstraint()
    class IsKnown implements ValidatorConstraintInterface {
      constructor(private readonly known: readonly unknown[] = []) {}

      validate(value: unknown): boolean {
        return this.known.includes(value);
      }
    }
    class Named {
      @Validate(IsKnown)
      @Length(1, 2)
      name = 'a';
    }
    const rules = compileRules(Named)!;
    expect(rules.areKeptBy(new Named())).toBe(false);

    const get = vi.fn<(target: unknown) => never>(
      (target) => (target === IsKnown ? new IsKnown(['a']) : undefined) as never,
    );
    useContainer({ get }, { fallback: true });
    expect([rules.areKeptBy(new Named()), rules.areKeptBy(new Named())]).toEqual([true, true]);
    // The other decorator's has been held since the first time.
    expect(get.mock.calls).toEqual([[IsKnown], [IsKnown]]);

    useContainer({ get: () => new IsKnown() as never }, { fallback: true });
    expect(rules.areKeptBy(new Named())).toBe(false);
  });
});
