/** A JSON object: neither an array nor null. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** Members of a JSON object; none of anything else. */
export function membersOf(json: unknown): readonly [name: string, value: unknown][] {
  return isJsonObject(json) ? Object.entries(json) : [];
}
