import { nearestName } from '../../../common/nearest-name.js';
import type { FilePath } from '../file-checker.js';
import type { FileField } from '../file-definition.js';
import type { ReportAt } from './report-at.js';

type FieldType = NonNullable<FileField['type']>;

/** What goes with some types alone. */
const ONLY_FOR: readonly (readonly [keyof FileField, readonly FieldType[]])[] = [
  ['generated', ['int', 'uuid']],
  ['values', ['enum']],
  ['length', ['string']],
  ['precision', ['decimal']],
  ['scale', ['decimal']],
  ['min', ['int', 'float']],
  ['max', ['int', 'float']],
  ['minLength', ['string', 'text']],
  ['pattern', ['string', 'text']],
  ['format', ['string', 'text']],
  ['default', ['int', 'float', 'bigint', 'decimal', 'boolean', 'string', 'enum', 'date', 'time']],
];

/** What says something of a column, and needs to know what the column holds. */
const OF_COLUMNS: readonly (keyof FileField)[] = [
  'column',
  'primary',
  'nullable',
  'unique',
  'description',
  ...ONLY_FOR.map(([option]) => option),
];

/** What goes with a role. */
const OF_ROLES: readonly (keyof FileField)[] = ['column', 'description'];

/** The options of a field fit its type and each other. */
export function checkDeclaredField(field: FileField, path: FilePath, report: ReportAt): void {
  const name = path.join('.');
  checkRights(field, path, report);
  if (field.role !== undefined) {
    if (field.type !== undefined)
      report('LA055', [...path, 'type'], { message: `${name} has a type and a role.`, fix: 'leave the type out' });
    for (const option of OF_COLUMNS.filter((said) => !OF_ROLES.includes(said) && field[said] !== undefined)) {
      report('LA055', [...path, option], { message: `${name}.${option} is not for the role ${field.role}.` });
    }
    return;
  }
  const type = field.type!;
  for (const [option, types] of ONLY_FOR) {
    if (field[option] === undefined || types.includes(type)) continue;
    report('LA055', [...path, option], { message: `${name}.${option} is not for the type ${type}.`, allowed: types });
  }
  if (type === 'enum' && field.values === undefined)
    report('LA055', path, { message: `${name} is an enum without values.`, fix: 'add values: [draft, published]' });
  if (field.generated === true && field.primary !== true)
    report('LA055', [...path, 'generated'], { message: `${name}.generated is for keys.`, fix: 'add primary: true' });
  if (field.primary === true && field.nullable === true)
    report('LA055', [...path, 'nullable'], { message: `${name}.nullable is not for keys.` });
  checkBounds(field, path, report);
  checkDefault(field, path, report);
}

/** Without a type an entry only says what clients may do. */
export function checkReflectedField(field: FileField, path: FilePath, report: ReportAt): void {
  checkRights(field, path, report);
  const name = path.join('.');
  for (const option of OF_COLUMNS.filter((said) => field[said] !== undefined)) {
    report('LA055', [...path, option], {
      message: `${name}.${option} says something of a column whose type is not said.`,
      fix: 'add a type where the file declares the fields; leave it out where a table that is there has them',
    });
  }
}

function checkRights(field: FileField, path: FilePath, report: ReportAt): void {
  if (field.access === undefined || (field.readable === undefined && field.writable === undefined)) return;
  report('LA055', [...path, 'access'], {
    message: `${path.join('.')} has an access and rules.`,
    fix: 'keep access, or readable and writable',
  });
}

function checkBounds(field: FileField, path: FilePath, report: ReportAt): void {
  const name = path.join('.');
  const { min, max, minLength, length, precision, scale, pattern } = field;
  if (min !== undefined && max !== undefined && min > max)
    report('LA055', [...path, 'min'], { message: `${name}.min ${min} is larger than max ${max}.` });
  if (minLength !== undefined && length !== undefined && minLength > length)
    report('LA055', [...path, 'minLength'], {
      message: `${name}.minLength ${minLength} is larger than length ${length}.`,
    });
  if (scale !== undefined && scale > (precision ?? 10))
    report('LA055', [...path, 'scale'], {
      message: `${name}.scale ${scale} is larger than precision ${precision ?? 10}.`,
    });
  if (pattern !== undefined && !isRegularExpression(pattern))
    report('LA055', [...path, 'pattern'], { message: `${name}.pattern is not a regular expression.` });
}

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

const DEFAULTS: Readonly<Partial<Record<FieldType, readonly [(value: unknown) => boolean, string]>>> = {
  int: [Number.isSafeInteger, 'a whole number'],
  float: [Number.isFinite, 'a number'],
  bigint: [isWholeText, 'a whole number'],
  decimal: [isDecimalText, 'a number'],
  boolean: [(value) => typeof value === 'boolean', 'true or false'],
};

function isWholeText(value: unknown): boolean {
  return Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,20}$/.test(value));
}

function isDecimalText(value: unknown): boolean {
  return Number.isFinite(value) || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

function checkDefault(field: FileField, path: FilePath, report: ReportAt): void {
  const { type, default: value, values } = field;
  if (value === undefined || !ONLY_FOR.find(([option]) => option === 'default')![1].includes(type!)) return;
  const name = [...path, 'default'].join('.');
  const [isRight, what] = DEFAULTS[type!] ?? [(given: unknown) => typeof given === 'string', 'a text'];
  if (!isRight(value)) report('LA055', [...path, 'default'], { message: `${name} is not ${what}.` });
  else if (type === 'enum' && values !== undefined && !values.includes(value as string)) {
    report('LA055', [...path, 'default'], {
      message: `${name} is not one of the values.`,
      nearest: nearestName(value as string, values),
      allowed: values,
    });
  }
}
