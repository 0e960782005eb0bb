/** A key value as it stands in a path, not yet percent-encoded, out of its JSON text. */
export function pathText(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}
