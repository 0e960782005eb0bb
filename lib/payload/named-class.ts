import type { Type } from '@nestjs/common';

/** A class without members whose `name` is the given one: Swagger and class-validator tell classes apart by it. */
export function namedClass(name: string): Type<object> {
  return { [name]: class {} }[name]!;
}

/** `shipping_address` → `ShippingAddress`, for a part of a class name. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
