/** An item of an array: text, NULL, or an inner array. */
export type ArrayItem = string | null | ArrayItem[];

/** Reads an array in PostgreSQL's text form, `{1,NULL,"a \"b\""}`, one pass over the text. */
export function parsePostgresArray(text: string): ArrayItem[] {
  const root: ArrayItem[] = [];
  const open: ArrayItem[][] = [];
  let current = root;
  // Bounds may stand before the array: `[0:1]={1,2}`.
  let index = text.indexOf('{') + 1;
  while (index > 0 && index < text.length) {
    const character = text[index];
    if (character === ',') index++;
    else if (character === '{') {
      const inner: ArrayItem[] = [];
      current.push(inner);
      open.push(current);
      current = inner;
      index++;
    } else if (character === '}') {
      current = open.pop() ?? root;
      index++;
    } else {
      const [item, next] = character === '"' ? quotedItem(text, index + 1) : bareItem(text, index);
      current.push(item);
      index = next;
    }
  }
  return root;
}

function quotedItem(text: string, start: number): [item: string, next: number] {
  let item = '';
  let index = start;
  while (index < text.length && text[index] !== '"') {
    if (text[index] === '\\') index++;
    item += text[index] ?? '';
    index++;
  }
  return [item, index + 1];
}

function bareItem(text: string, start: number): [item: string | null, next: number] {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '}') end++;
  const item = text.slice(start, end);
  return [item.toUpperCase() === 'NULL' ? null : item, end];
}
