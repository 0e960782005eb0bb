import {
  Allow,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { floatBounds, integerBounds } from '../resource/field-bounds.js';
import { describeFieldType } from '../resource/field-description.js';
import type { Field } from '../resource/field.js';
import { COLUMN_RULES } from './column-rules.js';
import { compileFieldRule } from './field-rule.js';

/** What class-validator should check of a field in a body, as property decorators. */
export function columnValidators(field: Field, mayBeAbsent: boolean): readonly PropertyDecorator[] {
  const isChecked = (_: object, value: unknown): boolean =>
    !(mayBeAbsent && value === undefined) && !(field.nullable && value === null);
  return [ValidateIf(isChecked, COLUMN_RULES), ...typeValidators(field)];
}

function typeValidators(field: Field): readonly PropertyDecorator[] {
  if (field.isArray) return [columnRule(field)];
  switch (field.type) {
    case 'int':
      return [IsInt(COLUMN_RULES), ...bounds(integerBounds(field))];
    case 'float':
      return [IsNumber({}, COLUMN_RULES), ...bounds(floatBounds(field))];
    case 'boolean':
      return [IsBoolean(COLUMN_RULES)];
    case 'string':
      return field.length === undefined
        ? [IsString(COLUMN_RULES)]
        : [IsString(COLUMN_RULES), MaxLength(field.length, COLUMN_RULES)];
    case 'enum':
      return [IsIn(field.enumValues ?? [], COLUMN_RULES)];
    case 'json':
      return [Allow(COLUMN_RULES)];
    default:
      return [columnRule(field)];
  }
}

function bounds([minimum, maximum]: readonly [number | undefined, number | undefined]): PropertyDecorator[] {
  const decorators: PropertyDecorator[] = [];
  if (minimum !== undefined) decorators.push(Min(minimum, COLUMN_RULES));
  if (maximum !== undefined) decorators.push(Max(maximum, COLUMN_RULES));
  return decorators;
}

/** The column's own rule, for types that class-validator reads more loosely than a database does. */
function columnRule(field: Field): PropertyDecorator {
  const rule = compileFieldRule(field);
  const each = field.isArray ? 'a list; each item must be ' : '';
  return ValidateBy(
    {
      name: `is${field.type.charAt(0).toUpperCase()}${field.type.slice(1)}Column`,
      validator: {
        validate: (value: unknown) => rule(value).ok,
        defaultMessage: () => `$property must be ${each}${describeFieldType(field)}`,
      },
    },
    COLUMN_RULES,
  );
}
