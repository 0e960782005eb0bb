/**
 * Writes parameters as a query string without a question mark. Neighbours of one name become a list, and a comma inside
 * a value is written `%2C`: parsing the text again gives the same parameters.
 */
export function writeQueryText(parameters: Iterable<readonly [name: string, value: string]>): string {
  let text = '';
  let previousName: string | undefined;
  for (const [name, value] of parameters) {
    const encoded = encodeQueryText(value);
    if (name === previousName) text += `,${encoded}`;
    else text += `${text === '' ? '' : '&'}${encodeURIComponent(name)}=${encoded}`;
    previousName = name;
  }
  return text;
}

/** What RFC 3986 §3.4 lets stand in a query stays as it is, so that a link is hardly longer than the question was. */
function encodeQueryText(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+').replaceAll('%3A', ':').replaceAll('%2F', '/');
}
