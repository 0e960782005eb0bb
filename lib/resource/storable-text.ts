/// <reference lib="es2024.string" />

/**
 * Whether every database can store the text: no NUL (PostgreSQL refuses it in `text` and `jsonb`) and no surrogate
 * without its partner (it has no UTF-8 form).
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The same for every key and text inside a parsed JSON value, at any depth. */
export function isStorableJson(value: unknown): boolean {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const current = pending.pop();
    if (typeof current === 'string' && !isStorableText(current)) return false;
    if (typeof current !== 'object' || current === null) continue;
    if (Array.isArray(current)) {
      for (const item of current as readonly unknown[]) pending.push(item);
      continue;
    }
    for (const [name, member] of Object.entries(current)) {
      if (!isStorableText(name)) return false;
      pending.push(member);
    }
  }
  return true;
}
