import type { Type } from '@nestjs/common';
import { ApiProperty, DECORATORS, type ApiPropertyOptions } from '@nestjs/swagger';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { ValidationTypes } from 'class-validator';
import { entityRulesOf, type EntityRule } from './entity-rules.js';
import type { PropertySchema } from './field-schema.js';
import { reflectRules } from './rule-schema.js';

const TEXT: PropertySchema = { type: 'string' };
const DATE_TIME: PropertySchema = { type: 'string', format: 'date-time' };

/** What a rule says of the type; the first one that does so wins. */
const TYPE_OF_RULE: Readonly<Record<string, PropertySchema>> = {
  isInt: { type: 'integer' },
  isNumber: { type: 'number' },
  isBoolean: { type: 'boolean' },
  isString: TEXT,
  isDateString: DATE_TIME,
  isDate: DATE_TIME,
  isObject: { type: 'object' },
};

const TYPE_OF_CLASS: ReadonlyMap<unknown, PropertySchema> = new Map<unknown, PropertySchema>([
  [String, TEXT],
  [Number, { type: 'number' }],
  [Boolean, { type: 'boolean' }],
  [Date, DATE_TIME],
]);

/** Documents what class-validator's decorators say of a body class, and its author has not documented with Swagger's. */
export function documentBody(bodyClass: Type<object>): Type<object> {
  const prototype = bodyClass.prototype as object;
  for (const [name, rules] of entityRulesOf(bodyClass)) {
    if (Reflect.hasMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, name)) continue;
    const nested = nestedClassOf(bodyClass, name, rules);
    const isList = rules.some((rule) => rule.name === 'isArray' || rule.each);
    const required = !rules.some((rule) => rule.type === ValidationTypes.CONDITIONAL_VALIDATION);
    if (nested !== undefined) {
      ApiProperty({ type: () => documentBody(nested), isArray: isList, required })(prototype, name);
      continue;
    }
    const item = { ...typeOf(rules, isList ? undefined : Reflect.getMetadata('design:type', prototype, name)) };
    const schema: PropertySchema = isList ? { type: 'array', items: item } : item;
    reflectRules(schema, rules);
    ApiProperty({ ...schema, required } as ApiPropertyOptions)(prototype, name);
  }
  return bodyClass;
}

function nestedClassOf(bodyClass: Type<object>, name: string, rules: readonly EntityRule[]): Type<object> | undefined {
  if (!rules.some((rule) => rule.type === ValidationTypes.NESTED_VALIDATION)) return undefined;
  const declared = defaultMetadataStorage.findTypeMetadata(bodyClass, name)?.typeFunction() as Type<object> | undefined;
  return declared ?? (Reflect.getMetadata('design:type', bodyClass.prototype as object, name) as Type<object>);
}

function typeOf(rules: readonly EntityRule[], designType: unknown): PropertySchema {
  const said = rules.map(({ name }) => TYPE_OF_RULE[name ?? '']).find((schema) => schema !== undefined);
  return said ?? TYPE_OF_CLASS.get(designType) ?? { anyOf: [{}] };
}
