/** A message that repeats what was sent gives way to one that does not. */
export function withoutValue(message: unknown, value: unknown, rule: string): string {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isEcho = typeof message !== 'string' || message === '' || values.some((item) => repeats(message, item));
  return isEcho ? `Breaks the rule "${rule}".` : message;
}

function repeats(message: string, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value);
  if (text === '') return false;
  for (let start = message.indexOf(text); start !== -1; start = message.indexOf(text, start + 1)) {
    if (!isWordCharacter(message[start - 1]) && !isWordCharacter(message[start + text.length])) return true;
  }
  return false;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}
