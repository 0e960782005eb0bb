import { expect } from 'vitest';
import type { HttpExample } from './http-example.js';

/** A value that a page cannot know, such as a token. */
const NAMED = /<[a-z]+>/g;

/** What answers had where the page shows `<name>`, which later requests and answers repeat. */
export type KeptValues = Map<string, string>;

/** The request stands in what is compared, so that a difference tells which example it is. */
export async function expectAnswer(url: string, example: HttpExample, kept: KeptValues): Promise<void> {
  const { line, method, path, body, answer } = example;
  const headers = Object.entries(example.headers).map(([name, value]): [string, string] => [
    name,
    filledIn(value, kept),
  ]);
  const received = await fetch(url + path, {
    method,
    headers,
    ...(body !== undefined && { body: filledIn(body, kept) }),
  });
  const text = await received.text();
  const request = `line ${line}: ${method} ${path}`;
  const shown = Object.fromEntries(Object.keys(answer.headers).map((name) => [name, received.headers.get(name)]));
  const json: unknown = answer.body === undefined ? undefined : JSON.parse(text);
  keepNamed(answer.headers, shown, kept);
  keepNamed(answer.body, json, kept);
  expect({ request, status: received.status, headers: shown as unknown, body: json }).toMatchObject({
    request,
    status: answer.status,
    headers: namesFilledIn(answer.headers, kept),
    body: namesFilledIn(answer.body, kept),
  });
}

/** A name keeps what it stood for first, so that a page can say that two answers have the same value. */
function keepNamed(shown: unknown, received: unknown, kept: KeptValues): void {
  if (typeof shown !== 'object' || shown === null) return;
  for (const [member, value] of Object.entries(shown)) {
    const found: unknown = (received as Readonly<Record<string, unknown>> | null)?.[member];
    const name = typeof value === 'string' ? value.match(NAMED)?.[0] : undefined;
    if (name !== undefined && !kept.has(name) && typeof found === 'string') kept.set(name, found);
  }
}

function namesFilledIn(shown: unknown, kept: KeptValues): unknown {
  if (typeof shown === 'string') return filledIn(shown, kept);
  if (typeof shown !== 'object' || shown === null) return shown;
  if (Array.isArray(shown)) return shown.map((item) => namesFilledIn(item, kept));
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, namesFilledIn(value, kept)]));
}

function filledIn(text: string, kept: KeptValues): string {
  return text.replaceAll(NAMED, (name) => kept.get(name) ?? name);
}
