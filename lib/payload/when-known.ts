/** Goes on with a value: at once where it is there, so that most bodies never wait. */
export function whenKnown<Value, Result>(
  value: Value | Promise<Value>,
  goOn: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

/** The values of a list: at once where all are there. */
export function whenAllKnown<Value extends object>(
  values: readonly (Value | Promise<Value>)[],
): readonly Value[] | Promise<readonly Value[]> {
  if (values.every((value): value is Value => !(value instanceof Promise))) return values;
  return Promise.all(values.map((value) => Promise.resolve(value)));
}
