import type { Type } from '@nestjs/common';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import type { Field } from '../resource/field.js';

/**
 * Shapes entities by a class-transformer class: only what it exposes leaves.
 *
 * @param fields the fields that a client selected; what the class exposes under other names is left out then.
 * `undefined` when nothing was selected
 */
export function createViewSerializer(
  view: Type<object>,
  fields: readonly Field[] | undefined,
): (entity: object) => Record<string, unknown> {
  const selected = fields && new Set(fields.map((field) => field.path[0]!));
  return (entity) => {
    const shaped = instanceToPlain(plainToInstance(view, entity, { excludeExtraneousValues: true }));
    const representation = Object.create(null) as Record<string, unknown>;
    for (const [name, value] of Object.entries(shaped)) {
      if (selected === undefined || selected.has(name)) representation[name] = toJsonValue(value);
    }
    return representation;
  };
}

/** Binary columns are base64 here as well; class-transformer leaves them as they are. */
function toJsonValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value === undefined ? null : value;
}
