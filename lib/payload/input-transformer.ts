import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { sentValues, type ReadBody, type ReadField } from './body-reader.js';
import { embeddedClassOf, isTransformed, isTyped } from './entity-rules.js';
import type { FieldReader } from './member-reader.js';
import type { ProblemList } from './problem-list.js';
import { reportUnreadable } from './unreadable-values.js';

/** Gives the fields of a body the values that class-transformer decorators make of them. */
export type InputTransformer = (body: ReadBody, problems: ProblemList) => ReadBody;

/**
 * Compiles the `@Transform` decorators of the entity, and `@Type` on json columns; `undefined` when there are none.
 * They see values that have passed the column's rule, never `null`, and what they return must pass it again.
 *
 * @param dtoClass the generated class that carries the decorators
 */
export function compileInputTransformer(
  dtoClass: Type<object>,
  writable: readonly FieldReader[],
): InputTransformer | undefined {
  const transformed = writable.filter((reader) => changes(dtoClass, reader));
  if (transformed.length === 0) return undefined;
  return (body, problems) => {
    let instance: object;
    try {
      instance = plainToInstance(dtoClass, plainOf(body));
    } catch (error) {
      return withoutFields(body, transformed, reportUnreadable(error, sentValues(body), problems));
    }
    const fields = new Map(body.fields);
    const failed = new Set(body.failed);
    for (const reader of transformed) {
      const read = fields.get(reader.field.name);
      if (read === undefined || read.value === null) continue;
      const result = readAgain(reader, valueAt(instance, reader.field.path), problems);
      if (result !== undefined) fields.set(reader.field.name, result);
      else {
        fields.delete(reader.field.name);
        failed.add(reader.pointer);
      }
    }
    return { ...body, fields, failed };
  };
}

/** What could not be read is not looked at again, and neither is what would be another value by now. */
function withoutFields(body: ReadBody, transformed: readonly FieldReader[], unreadable: readonly string[]): ReadBody {
  const failed = new Set([...unreadable, ...transformed.map(({ pointer }) => pointer)]);
  const fields = [...body.fields].filter(([, { reader }]) => !failed.has(reader.pointer));
  return { ...body, fields: new Map(fields), failed: new Set([...body.failed, ...failed]) };
}

function changes(dtoClass: Type<object>, { field, name }: FieldReader): boolean {
  let holder: Type<object> | undefined = dtoClass;
  for (const segment of field.path.slice(0, -1)) holder = embeddedClassOf(holder, segment);
  if (holder === undefined) return false;
  return isTransformed(holder, name) || (field.type === 'json' && isTyped(holder, name));
}

function plainOf(body: ReadBody): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const { reader, json } of body.fields.values()) {
    if (json === null) continue;
    let holder = plain;
    for (const segment of reader.field.path.slice(0, -1)) holder = (holder[segment] ??= {}) as Record<string, unknown>;
    holder[reader.name] = json;
  }
  return plain;
}

function valueAt(instance: object, path: readonly string[]): unknown {
  let value: unknown = instance;
  for (const segment of path) value = (value as Record<string, unknown> | undefined)?.[segment];
  return value;
}

function readAgain(reader: FieldReader, json: unknown, problems: ProblemList): ReadField | undefined {
  const check = reader.rule(json === undefined ? null : json);
  if (check.ok) return { reader, json, value: check.value };
  for (const { at, ...problem } of check.problems) problems.add({ pointer: reader.pointer + at, ...problem });
  return undefined;
}
