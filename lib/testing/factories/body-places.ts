/** Whether something stands at the path, be it `undefined`. */
export function hasPlace(body: unknown, path: readonly string[]): boolean {
  let place = body;
  for (const [depth, name] of path.entries()) {
    if (typeof place !== 'object' || place === null) return depth > 0;
    if (!Object.hasOwn(place, name)) return false;
    place = (place as Readonly<Record<string, unknown>>)[name];
  }
  return true;
}

/** A copy with what the other says in place of what stands there; objects are merged, lists and instances are not. */
export function merged(body: Readonly<Record<string, unknown>>, over: object): Record<string, unknown> {
  const result: Record<string, unknown> = { ...body };
  for (const [name, value] of Object.entries(over) as readonly (readonly [string, unknown])[]) {
    const known = result[name];
    result[name] = isPlain(known) && isPlain(value) ? merged(known, value) : value;
  }
  return result;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
