import type { Type } from '@nestjs/common';
import { HttpException } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError, type ValidatorOptions } from 'class-validator';
import { memberPointer } from '../common/json-pointer.js';
import type { Resource } from '../resource/resource.js';
import { isStorableJson } from '../resource/storable-text.js';
import { objectOf } from './body-object.js';
import { entityRulesOf } from './entity-rules.js';
import { ProblemList } from './problem-list.js';
import { withoutValue } from './rule-message.js';
import { reportUnknownKey } from './unknown-key.js';
import { reportUnreadable } from './unreadable-values.js';

/** Reads bodies of a class that the application wrote. */
export type ClassBodyParser = (json: unknown) => Promise<object>;

const OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
};

/** The rule that class-validator reports keys under which no decorator names. */
const UNKNOWN_KEY = 'whitelistValidation';

/**
 * Makes the parser of a body class: keys that no decorator names are refused, like everything that a decorator refuses,
 * all at once and each with its pointer.
 */
export function compileClassBody(
  bodyClass: Type<object>,
  { limits, validationStatus }: Pick<Resource, 'limits' | 'validationStatus'>,
): ClassBodyParser {
  let names: readonly string[] | undefined;
  const namesOf = (): readonly string[] => (names ??= [...entityRulesOf(bodyClass).keys()]);
  return async (json) => {
    const problems = new ProblemList(limits.maxErrors);
    const body = objectOf(json);
    checkTexts(body, problems);
    const instance = problems.isEmpty ? instanceOf(bodyClass, body, problems) : undefined;
    if (instance !== undefined) await check(instance, body, namesOf, problems);
    if (!problems.isEmpty) throw problems.toError(validationStatus);
    return instance!;
  };
}

/** Texts that not every database can store would be errors of it later. */
function checkTexts(body: object, problems: ProblemList): void {
  for (const [name, value] of Object.entries(body) as [string, unknown][]) {
    if (isStorableJson(value)) continue;
    const detail = 'Must hold well-formed Unicode text without NUL.';
    problems.add({ pointer: memberPointer('', name), code: 'LA202', detail });
  }
}

/** A transform of the application meets whatever was sent before any rule has looked at it. */
function instanceOf(bodyClass: Type<object>, body: object, problems: ProblemList): object | undefined {
  try {
    return plainToInstance(bodyClass, body);
  } catch (error) {
    if (error instanceof HttpException) throw error;
    problems.add({ pointer: '', code: 'LA202', detail: 'A value is not of the type that it has to be.' });
    return undefined;
  }
}

async function check(
  instance: object,
  body: object,
  namesOf: () => readonly string[],
  problems: ProblemList,
): Promise<void> {
  try {
    report(await validate(instance, OPTIONS), '', instance, namesOf, problems);
  } catch (error) {
    const sent = Object.entries(body).map(([name, json]) => ({
      pointer: memberPointer('', name),
      json: json as unknown,
    }));
    reportUnreadable(error, sent, problems);
  }
}

function report(
  errors: readonly ValidationError[],
  pointer: string,
  holder: unknown,
  namesOf: () => readonly string[],
  problems: ProblemList,
): void {
  for (const { property, constraints = {}, children = [] } of errors) {
    const at = memberPointer(pointer, property);
    const value = (holder as Record<string, unknown> | undefined)?.[property];
    if (UNKNOWN_KEY in constraints) reportUnknownKey(pointer, property, namesOf, problems);
    else if (value === undefined && Object.keys(constraints).length > 0) {
      problems.add({ pointer: at, code: 'LA204', detail: 'Is required.' });
    } else {
      for (const [rule, message] of Object.entries(constraints)) {
        problems.add({ pointer: at, code: 'LA210', detail: withoutValue(message, value, rule) });
      }
    }
    report(children, at, value, () => [], problems);
  }
}
