import { ERROR_CODES } from '../../common/error-codes.js';
import type { SeenWorld } from './seen-world.js';
import type { StoredRow } from './stored-row.js';
import type { StoredWorld } from './stored-world.js';

/** Shorter texts turn up by chance. */
const SHORTEST_TEXT = 5;
const SHORTEST_NUMBER = 5;

/** A stored value that a principal may not see, as answers would write it. */
export interface Canary {
  readonly text: string;
  /** `Book.secret of 7`. */
  readonly place: string;
}

/** What a principal may not see, and can be told from everything that it may. */
export interface Canaries {
  readonly list: readonly Canary[];
  /** Hidden fields none of whose values can be told: `Book.pin`. */
  readonly unnoticed: readonly string[];
}

/**
 * Collects the values of hidden fields of all rows, and of every field of rows that may not be read. Those that are
 * short, or part of what the principal may see, are left out.
 */
export function collectCanaries(world: StoredWorld, seen: SeenWorld): Canaries {
  const open = openText(world, seen);
  const found = new Map<string, Canary>();
  const unnoticed: string[] = [];
  for (const { resource, columns, rows } of world.resources) {
    for (const field of columns) {
      const isHidden = !seen.knows(resource, field);
      const closed = rows.filter((row) => isHidden || !isShown(seen, row));
      const texts = closed.flatMap((row) =>
        textsOf(row.json.get(field)).map((text) => ({ text, place: `${resource.name}.${field.name}`, row })),
      );
      const canaries = texts.filter(({ text }) => !open.includes(text));
      for (const { text, place, row } of canaries) {
        if (!found.has(text)) found.set(text, { text, place: `${place} of ${row.key.join(', ')}` });
      }
      const hasValues = closed.some((row) => (row.json.get(field) ?? null) !== null);
      if (isHidden && hasValues && canaries.length === 0) unnoticed.push(`${resource.name}.${field.name}`);
    }
  }
  return { list: [...found.values()], unnoticed };
}

/** Whether the principal may come to see the row at all. */
function isShown(seen: SeenWorld, row: StoredRow): boolean {
  if (!row.isDeleted) return seen.mayRead(row);
  return seen.withDeleted(row.resource, 'only', 'read').includes(row);
}

/** Everything that an answer may say to the principal. */
function openText(world: StoredWorld, seen: SeenWorld): string {
  const parts: unknown[] = [ERROR_CODES];
  for (const { resource, rows } of world.resources) {
    const known = resource.fields.filter((field) => seen.knows(resource, field));
    const names = [...resource.relations.keys(), ...known.map(({ name }) => name)];
    parts.push(
      resource.name,
      resource.path,
      names,
      known.map(({ enumValues }) => enumValues),
    );
    for (const row of rows) {
      if (isShown(seen, row)) parts.push(known.map((field) => row.json.get(field)));
    }
  }
  return parts.map((part) => JSON.stringify(part)).join('\n');
}

/** Texts in a value, as JSON writes them inside of quotes. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length < SHORTEST_TEXT ? [] : [JSON.stringify(value).slice(1, -1)];
  if (typeof value === 'number') {
    const text = String(value);
    return text.length < SHORTEST_NUMBER ? [] : [text];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
