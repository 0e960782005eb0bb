import type { Type } from '@nestjs/common';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import type { Field } from '../resource/field.js';

/**
 * Writes entities in the shape of a class-transformer class: only what it exposes leaves. Dates are ISO 8601 in UTC,
 * bytes base64 and bigints text, as in every answer.
 *
 * @param fields the fields that a client selected; what the class exposes under other names is left out then.
 * `undefined` when nothing was selected
 */
export function createViewWriter(view: Type<object>, fields: readonly Field[] | undefined): (entity: object) => string {
  const selected = fields && new Set(fields.map(({ path }) => path[0]!));
  return (entity) => {
    const shaped = instanceToPlain(plainToInstance(view, entity, { excludeExtraneousValues: true }));
    const names = Object.keys(shaped).filter((name) => selected === undefined || selected.has(name));
    return JSON.stringify(Object.fromEntries(names.map((name) => [name, shaped[name] ?? null])), toJsonValue);
  };
}

/** `this` holds the value before `Buffer.toJSON` took it apart. */
function toJsonValue(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  if (original instanceof Uint8Array) return Buffer.from(original).toString('base64');
  return typeof value === 'bigint' ? String(value) : value;
}
