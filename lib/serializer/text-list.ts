/** A list that is stored as one text with commas between its items, as a JSON array of strings. */
export function writeTextList(text: string): string {
  // One call for all items: a column may hold tens of thousands.
  return text === '' ? '[]' : JSON.stringify(text.split(','));
}
