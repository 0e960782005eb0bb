/**
 * Writes parameters as a query string without a question mark. Neighbours of one name become a list, and a comma inside
 * a value is written `%2C`: parsing the text again gives the same parameters.
 */
export function writeQueryText(parameters: Iterable<readonly [name: string, value: string]>): string {
  let text = '';
  let previousName: string | undefined;
  for (const [name, value] of parameters) {
    const encoded = encodeURIComponent(value);
    if (name === previousName) text += `,${encoded}`;
    else text += `${text === '' ? '' : '&'}${encodeURIComponent(name)}=${encoded}`;
    previousName = name;
  }
  return text;
}
