import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import * as classValidator from 'class-validator';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileClassBody } from '../../lib/payload/class-body.parser.js';
import { ID, parserOf, resource } from '../unit/payload/fixture.js';
import { valuesAround } from './arbitraries/sent-value.js';
import {
  answerOf,
  findingsOf,
  instanceWith,
  isReadable,
  isStorable,
  isUnreadable,
  type Findings,
} from './rules/class-validator-oracle.js';
import { CODE_SPECIMENS } from './rules/code-specimens.js';
import { anyJson, CompiledProperties } from './rules/compiled-properties.js';
import { ruledClass, ruledProperties } from './rules/ruled-class.js';
import { TEXT_SPECIMENS } from './rules/text-specimens.js';
import { VALUE_SPECIMENS } from './rules/value-specimens.js';
import { settings, TIMEOUT_MS } from './settings.js';

/** Values for each decorator. */
const VALUES = 2_000;
/** Some of the values of a body are left out, and columns take some of the others for none that can be stored. */
const LEFT_OUT = 1.4;
/** Of these, so many have to be right, and so many wrong. */
const SOME = VALUES / 20;
const SPECIMENS = Object.entries({ ...VALUE_SPECIMENS, ...TEXT_SPECIMENS, ...CODE_SPECIMENS });
const LIMITS = { ...resource([]).limits, maxErrors: 10_000 };
const NOT_STORABLE = 'Must hold well-formed Unicode text without NUL, and finite numbers.';

const compiledDecorators: string[] = [];

type Values = Readonly<Record<string, unknown>>;

describe('the decorators of an entity', () => {
  // class-validator's own container looks for a constraint among all that there have been.
  beforeAll(() => {
    const constraints = new Map<new () => unknown, unknown>();
    const get = (made: new () => unknown): unknown => {
      if (!constraints.has(made)) constraints.set(made, new made());
      return constraints.get(made);
    };
    classValidator.useContainer({ get });
  });
  // It also looks through all classes that there have been, for each question.
  const known = classValidator.getMetadataStorage();
  beforeEach(() => useStorage(withoutClasses(known)));
  afterAll(() => useStorage(known));
  afterAll(() => classValidator.useContainer({ get: () => undefined as never }, { fallback: true }));

  it('are all of class-validator', () => {
    const others = ['ValidatorConstraint', 'ValidationError', 'ValidationTypes', 'Validator', 'MetadataStorage'];
    const exported = Object.entries(classValidator).filter(([name, value]) => {
      return /^[A-Z]/.test(name) && typeof value === 'function' && !others.includes(name);
    });
    expect(SPECIMENS.map(([name]) => name).toSorted()).toEqual(exported.map(([name]) => name).toSorted());
  });

  it.each(SPECIMENS)('find what class-validator finds: %s', { timeout: TIMEOUT_MS }, async (decorator, specimen) => {
    const properties = ruledProperties(specimen);
    const names = properties.map(({ name }) => name);
    const compilable = properties.filter(({ waits }) => !waits).map(({ name }) => name);
    const [ruled, oracle] = [ruledClass(properties, '$value'), ruledClass(properties, 'the value')];
    const parser = parserOf([ID, ...names.map(anyJson)], ruled, { limits: LIMITS });
    const compiled = {
      create: new CompiledProperties(names, ruled, 'create'),
      update: new CompiledProperties(names, ruled, 'update'),
    };
    expect(compiled.create.names).toEqual(compilable);
    if (compilable.length > 0) compiledDecorators.push(decorator);
    const parseClass = compileClassBody(ruled, resource([], { limits: LIMITS }));
    const counts = { asked: 0, accepts: 0, refuses: 0 };

    const anyBody = fc.record(Object.fromEntries(names.map((name) => [name, valuesAround(specimen.right)])), {
      requiredKeys: [],
    });
    const anyOperation = fc.constantFrom('create' as const, 'update' as const);
    const check = async (operation: 'create' | 'update', body: Values): Promise<void> => {
      const sound = storable(body);
      const wanted = await findingsOfEntity(oracle, operation, body, sound);
      const found = await answerOf(() => parser.parse(operation, body));
      expect({ operation, found }).toEqual({ operation, found: wanted });
      if (wanted.some(isUnreadable)) return check(operation, readable(body));
      const refused = propertiesIn(wanted);
      count(counts, Object.keys(sound), refused);

      const askable = compiled[operation].names.filter((name) => name in sound || !(name in body));
      const accepted = compiled[operation].acceptedOf(askable, sound);
      expect({ operation, accepted }).toEqual({ operation, accepted: askable.filter((name) => !refused.has(name)) });

      // An action's class is read by class-validator alone; half as often is enough.
      if (operation === 'update') return;
      const inClass = await answerOf(() => parseClass(sound));
      expect({ inClass }).toEqual({ inClass: await findingsOfClass(ruled, sound) });
    };
    const property = fc.asyncProperty(anyOperation, anyBody, check);
    await fc.assert(property, settings(Math.ceil((VALUES / names.length) * LEFT_OUT)));

    expect(counts.asked).toBeGreaterThanOrEqual(VALUES);
    if (specimen.never !== 'accepts') expect(counts.accepts).toBeGreaterThan(SOME);
    if (specimen.never !== 'refuses') expect(counts.refuses).toBeGreaterThan(SOME);
  });

  it('are compiled, but for the one that only waits', () => {
    const others = SPECIMENS.map(([decorator]) => decorator).filter((decorator) => decorator !== 'ValidatePromise');
    expect(compiledDecorators).toEqual(others);
    expect(others).toHaveLength(112);
  });
});

/** What class-validator finds of the values that the columns take; of a change, only what is there is looked at. */
async function findingsOfEntity(
  oracle: Type<object>,
  operation: string,
  body: Values,
  sound: Values,
): Promise<Findings> {
  const unsound = Object.keys(body).filter((name) => !(name in sound));
  const findings = await findingsOf(
    instanceWith(oracle, sound),
    sound,
    { groups: [operation, 'audit'], always: true, skipMissingProperties: true },
    ({ property, constraint, value }) =>
      !unsound.includes(property) && !(operation === 'update' && constraint === 'isDefined' && value === undefined),
  );
  // For what is no object inside of another, class-validator takes the class for its instance.
  const named = findings.map((line) => line.replace(' LA210 Function.', ` LA210 ${oracle.name}.`));
  return [...named, ...unsound.map((name) => `/${name} LA202 ${NOT_STORABLE}`)].toSorted();
}

/** What is not there is said to be required. */
async function findingsOfClass(oracle: Type<object>, body: Values): Promise<Findings> {
  let instance: object;
  try {
    instance = plainToInstance(oracle, body);
  } catch {
    return [' LA202 A value is not of the type that it has to be.'];
  }
  const missing = new Set<string>();
  const findings = await findingsOf(instance, body, { whitelist: true, forbidNonWhitelisted: true }, ({ property }) => {
    if (property in body) return true;
    missing.add(property);
    return false;
  });
  return [...findings, ...[...missing].map((name) => `/${name} LA204 Is required.`)].toSorted();
}

/** Without the values over which class-validator stumbles: of a body that has one, it says nothing else. */
function readable(body: Values): Values {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => isReadable(value)));
}

function storable(body: Values): Values {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => isStorable(value)));
}

/** Names of the properties that something is wrong with. */
function propertiesIn(findings: Findings): ReadonlySet<string> {
  return new Set(findings.map((line) => line.split(' ')[0]!.split('/')[1]!));
}

function count(
  counts: { asked: number; accepts: number; refuses: number },
  names: readonly string[],
  refused: ReadonlySet<string>,
): void {
  for (const name of names) {
    counts.asked++;
    if (refused.has(name)) counts.refuses++;
    else counts.accepts++;
  }
}

/** A storage of class-validator with the constraints of another, and none of its classes. */
function withoutClasses(known: classValidator.MetadataStorage): classValidator.MetadataStorage {
  const constraintMetadatas: unknown = Reflect.get(known, 'constraintMetadatas');
  return Object.assign(new classValidator.MetadataStorage(), { constraintMetadatas });
}

function useStorage(classValidatorMetadataStorage: classValidator.MetadataStorage): void {
  Object.assign(globalThis, { classValidatorMetadataStorage });
}
