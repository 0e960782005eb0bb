/** Members of a JSON object to keep, each with those of the object that stands there; `undefined` for all of it. */
export type MemberTree = ReadonlyMap<string, MemberTree | undefined>;

/**
 * A JSON object without the members that are not in the tree. What stays is copied as it is, so that no digit is lost.
 *
 * @param text of an object, without white space around its names
 */
export function keepMembers(text: string, tree: MemberTree): string {
  const kept: string[] = [];
  let start = 1;
  while (text[start] === '"') {
    const nameEnd = stringEnd(text, start);
    const end = valueEnd(text, nameEnd + 1);
    const name = JSON.parse(text.slice(start, nameEnd)) as string;
    if (tree.has(name)) {
      const value = text.slice(nameEnd + 1, end);
      const inner = tree.get(name);
      kept.push(`${text.slice(start, nameEnd)}:${inner === undefined ? value : keepMembers(value, inner)}`);
    }
    start = end + 1;
  }
  return `{${kept.join()}}`;
}

/** The place behind the value that begins at `start`. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let index = start; ;) {
    const letter = text[index]!;
    if (depth === 0 && (letter === ',' || letter === '}')) return index;
    if (letter === '"') {
      index = stringEnd(text, index);
      continue;
    }
    if (letter === '{' || letter === '[') depth++;
    else if (letter === '}' || letter === ']') depth--;
    index++;
  }
}

/** The place behind the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  let index = start + 1;
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index + 1;
}
