/** Values that are listed one by one; where relations lead to more, the description says what is allowed. */
const MAX_LISTED = 200;

/** The `allowed` of a parameter, where the docs can list it. */
export function listed(values: Iterable<string>): { readonly allowed?: readonly string[] } {
  const allowed: string[] = [];
  for (const value of values) {
    if (allowed.length === MAX_LISTED) return {};
    allowed.push(value);
  }
  return { allowed: Object.freeze(allowed) };
}
