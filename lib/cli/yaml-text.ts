const WIDTH = 118;

/** Texts that YAML takes for texts without quotes, but for the words that it takes for something else. */
const PLAIN = /^[A-Za-z_][\w-]*$/;
const WORDS = /^(?:true|false|null)$/i;

/** A text as a scalar of a file: `${` is the sign itself. */
export function scalar(text: string): string {
  return PLAIN.test(text) && !WORDS.test(text) ? text : JSON.stringify(text.replaceAll('${', '$${'));
}

/** Lines of a comment. What a table is called may have line breaks in it, which would end the comment. */
export function comment(text: string, indent: string): string[] {
  // oxlint-disable-next-line no-control-regex -- signs that YAML or a terminal would act upon
  const safe = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, '�');
  return wrapped(safe.split(' '), `${indent}# `, `${indent}#   `);
}

/** `relations: [author, reviews]`, in as many lines as it needs. */
export function flowList(before: string, items: readonly string[]): string[] {
  const words = items.map((item, index) => scalar(item) + (index === items.length - 1 ? ']' : ','));
  return wrapped([`[${words[0]!}`, ...words.slice(1)], before, ' '.repeat(before.length + 1));
}

function wrapped(words: readonly string[], first: string, further: string): string[] {
  const lines: string[] = [];
  let line = first + words[0]!;
  for (const word of words.slice(1)) {
    if (line.length + word.length < WIDTH) line += ` ${word}`;
    else {
      lines.push(line);
      line = further + word;
    }
  }
  return [...lines, line];
}
