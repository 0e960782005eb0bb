import type { Type } from '@nestjs/common';
import { IsArray, IsDefined, IsOptional, validate, ValidateIf } from 'class-validator';
import type { ValidationError, ValidationOptions } from 'class-validator';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMN_RULES } from '../../lib/payload/column-rules.js';
import { withRules } from '../../lib/payload/late-rules.js';
import { createPayloadClasses } from '../../lib/payload/payload-class.factory.js';
import { compilePayloadParser } from '../../lib/payload/payload.parser.js';
import type { Field } from '../../lib/resource/field.js';
import { field, ID, resource } from '../unit/payload/fixture.js';
import { valuesAround } from './arbitraries/sent-value.js';
import { answerOf, instanceWith, isStorable, type Findings } from './rules/class-validator-oracle.js';
import { COLUMN_SPECIMENS, type ColumnSpecimen } from './rules/column-specimens.js';
import { settings, TIMEOUT_MS } from './settings.js';

/** Values for each column. */
const VALUES = 3_000;
/** Of these, so many have to be right, and so many wrong. */
const SOME = VALUES / 10;
/** Bodies: each holds most columns of its kind. */
const BODIES = 1_400;

/** How a column is there: whether its values may be left out, or null, or are lists. */
const KINDS = {
  Required: {},
  Optional: { optional: true },
  Nullable: { nullable: true, optional: true },
  List: { isArray: true, optional: true },
} satisfies Record<string, Partial<Field>>;

interface Column extends ColumnSpecimen {
  readonly name: string;
  readonly specimen: string;
  readonly kind: keyof typeof KINDS;
}

const COLUMNS: readonly Column[] = Object.entries(COLUMN_SPECIMENS).flatMap(([name, specimen]) =>
  (Object.keys(KINDS) as Column['kind'][]).map((kind) => ({
    ...specimen,
    specimen: name,
    kind,
    name: `${name}${kind}`,
  })),
);

type Verdict = 'right' | 'missing' | 'wrong type' | 'out of range';
type Verdicts = ReadonlyMap<string, Verdict>;

describe('the rules of columns', () => {
  const fields = COLUMNS.map(({ name, kind, field: own }) => field(name, { ...own, ...KINDS[kind] }));
  const described = resource([ID, ...fields], { limits: { ...resource([]).limits, maxErrors: 10_000 } });
  const classes = createPayloadClasses(described, undefined);
  const parser = compilePayloadParser(described, classes);
  const dtos = { create: withRules(classes.create), update: withRules(classes.update) };
  const oracles = { create: oracleOf('create'), update: oracleOf('update') };

  it(`find what class-validator finds, for ${VALUES} values of each`, { timeout: TIMEOUT_MS }, async () => {
    const counts = new Map(Object.keys(COLUMN_SPECIMENS).map((specimen) => [specimen, { right: 0, wrong: 0 }]));
    const anyValues = COLUMNS.map(({ name, kind, right }) => {
      const anyValue = valuesAround(right);
      const anyList = fc.oneof(
        { weight: 3, arbitrary: fc.array(fc.constantFrom(...right), { maxLength: 3 }) },
        anyValue,
      );
      return [
        name,
        kind === 'List' ? anyList : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...right) }, anyValue),
      ];
    });
    const anyBody = fc.record(Object.fromEntries(anyValues) as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: [],
    });
    const anyOperation = fc.constantFrom('create' as const, 'update' as const);
    const property = fc.asyncProperty(anyOperation, anyBody, async (operation, body) => {
      const found = verdictsOfLines(await answerOf(() => parser.parse(operation, body)));
      const wanted = await verdictsOfClass(oracles[operation], body, {});
      const ofDto = await verdictsOfClass(dtos[operation], body, COLUMN_RULES);
      const differences: unknown[] = [];
      for (const column of COLUMNS) {
        const { name } = column;
        const [said, value] = [found.get(name)!, body[name]];
        const right = expected(column, wanted.get(name)!, value, said);
        if (said !== right) differences.push({ name, value, said, right });
        // A pipe of the host, which reads the generated class, never refuses what is right.
        const dto = ofDto.get(name) === 'right';
        const isHeld = said === 'right' || isTold(column, value);
        if (isHeld && dto !== (said === 'right')) differences.push({ name, value, said, dto });
        if (name in body) counts.get(column.specimen)![said === 'right' ? 'right' : 'wrong']++;
      }
      expect({ operation, differences }).toEqual({ operation, differences: [] });
    });
    await fc.assert(property, settings(BODIES));
    for (const [specimen, { right, wrong }] of counts) {
      const enough = { asked: right + wrong >= VALUES, right: right > SOME, wrong: wrong > SOME };
      expect({ specimen, ...enough }).toEqual({ specimen, asked: true, right: true, wrong: true });
    }
  });
});

/** The columns as somebody would have written them by hand. */
function oracleOf(operation: 'create' | 'update'): Type<object> {
  class Written {}
  for (const column of COLUMNS) {
    for (const decorate of writtenFor(column, operation)) decorate(Written.prototype, column.name);
  }
  return Written;
}

function writtenFor({ kind, type, range }: Column, operation: 'create' | 'update'): readonly PropertyDecorator[] {
  const isList = kind === 'List';
  const rules = [...type, ...range].map((ruling) => ruling({ each: isList }));
  if (kind === 'Nullable') return [IsOptional(), ...rules];
  const isThere = ValidateIf((_, value) => value !== undefined);
  return [
    ...(kind === 'Required' && operation === 'create' ? [] : [isThere]),
    IsDefined(),
    ...(isList ? [IsArray()] : []),
    ...rules,
  ];
}

async function verdictsOfClass(target: Type<object>, body: object, options: ValidationOptions): Promise<Verdicts> {
  const errors = await validate(instanceWith(target, body), { forbidUnknownValues: false, groups: options.groups });
  const found = new Map(errors.map((error) => [error.property, verdictOf(error)]));
  return new Map(COLUMNS.map(({ name }) => [name, found.get(name) ?? 'right']));
}

const OF_RANGE: ReadonlySet<string> = new Set(['min', 'max', 'maxLength']);

function verdictOf({ constraints = {} }: ValidationError): Verdict {
  if ('isDefined' in constraints) return 'missing';
  return Object.keys(constraints).every((name) => OF_RANGE.has(name)) ? 'out of range' : 'wrong type';
}

const OF_CODE: Readonly<Record<string, Verdict>> = { LA202: 'wrong type', LA203: 'out of range', LA204: 'missing' };

function verdictsOfLines(lines: Findings): Verdicts {
  const found = new Map<string, Verdict>();
  for (const line of lines) {
    const [pointer, code] = line.split(' ');
    found.set(pointer!.split('/')[1]!, OF_CODE[code!]!);
  }
  return new Map(COLUMNS.map(({ name, kind }) => [name, inList(kind, found.get(name) ?? 'right')]));
}

/** Of a list, items tell different things. */
function inList(kind: Column['kind'], verdict: Verdict): Verdict {
  return kind === 'List' && verdict === 'out of range' ? 'wrong type' : verdict;
}

/** What class-validator has found, but for texts that databases cannot store, or count otherwise. */
function expected(
  { kind, field: { type, length }, isWider }: Column,
  found: Verdict,
  value: unknown,
  said: Verdict,
): Verdict {
  if (found === 'missing') return found;
  if ((type === 'string' || type === 'json') && !isStorable(value)) return 'wrong type';
  if (found === 'right' && isWider) return said;
  const isLonger = (text: unknown): boolean => typeof text === 'string' && Array.from(text).length > length!;
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (found === 'right' && length !== undefined && texts.some(isLonger)) return inList(kind, 'out of range');
  return inList(kind, found);
}

/** Whether class-validator has a word for everything that is wrong with the value. */
function isTold({ field: { type } }: Column, value: unknown): boolean {
  if (type === 'json') return false;
  return type !== 'string' || (isStorable(value) && !/[\ufe0e\ufe0f]/.test(JSON.stringify(value ?? null)));
}
