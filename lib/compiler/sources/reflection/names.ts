import { pluralName, singularOf } from '../../../common/plural-noun.js';
import { SIDE_WORDS } from '../../../resource/operation.js';

/** Words of the query grammar and of routes, and properties that every JavaScript object has. */
const TAKEN_PROPERTIES: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'then',
  'prototype',
]);
const TAKEN_RELATIONS: ReadonlySet<string> = new Set(['and', 'or', 'not', ...Object.values(SIDE_WORDS)]);

const LONGEST = 100;

/** Letters that do not fall apart into a letter of ASCII and a mark. */
const LATIN: ReadonlyMap<string, string> = new Map(
  'ß:ss æ:ae Æ:Ae ø:o Ø:O œ:oe Œ:Oe ł:l Ł:L đ:d Đ:D ð:d þ:th'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** Hands out names of one kind: each once. */
export class NameRegister {
  private readonly given = new Set<string>();

  /** @param isTaken names that belong to somebody else from the start */
  constructor(private readonly isTaken: (name: string) => boolean = () => false) {}

  /** The first of the wishes that is free, else the last one with a number behind it. */
  take(...wishes: readonly [string, ...string[]]): string {
    const last = wishes.at(-1)!;
    let name = wishes.find((wish) => this.isFree(wish));
    for (let number = 2; name === undefined; number++) {
      if (this.isFree(`${last}${number}`)) name = `${last}${number}`;
    }
    this.given.add(name.toLowerCase());
    return name;
  }

  /** Paths and generated names are not told apart by case everywhere. */
  private isFree(name: string): boolean {
    return !this.given.has(name.toLowerCase()) && !this.isTaken(name);
  }
}

/** Names of the properties of one entity: columns first, then relations. */
export function propertyRegister(): NameRegister {
  return new NameRegister((name) => TAKEN_PROPERTIES.has(name));
}

export function isTakenRelation(name: string): boolean {
  return TAKEN_RELATIONS.has(name.toLowerCase());
}

/** `order_items` → `OrderItem`: letters and digits of ASCII, since it stands in paths and in names of schemas. */
export function entityNameFor(table: string): string {
  const words = wordsOf(toAscii(table));
  if (words.length === 0) return 'Table';
  const last = words.pop()!;
  const name = [...words, singularOf(last)].map(capitalized).join('').slice(0, LONGEST);
  return /^\d/.test(name) ? `Table${name}` : name;
}

/** `author_id` → `authorId`; other alphabets stay as they are. */
export function propertyNameFor(column: string): string {
  const name = camelCase(wordsOf(column));
  if (name === '') return 'column';
  return /^\p{N}/u.test(name) ? `column${name}` : name;
}

/** What a column points at: `author` of `author_id`; `undefined` when its name is that of a value. */
export function stemOf(column: string): string | undefined {
  const words = wordsOf(column);
  const isKey = words.length > 1 && /^(?:id|uuid|guid|fk|key|code|no|nr|ref)$/.test(words.at(-1)!);
  return isKey ? camelCase(words.slice(0, -1)) : undefined;
}

export function camelCase(words: readonly string[]): string {
  return words
    .map((word, index) => (index === 0 ? word : capitalized(word)))
    .join('')
    .slice(0, LONGEST);
}

export function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

export function uncapitalized(word: string): string {
  return word.slice(0, 1).toLowerCase() + word.slice(1);
}

/** `OrderItem` → `orderItems`. */
export function pluralProperty(entity: string): string {
  return uncapitalized(pluralName(entity));
}

/** Lower-case words: at signs that are no letters, and where lower case turns into upper case. */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function toAscii(name: string): string {
  return name
    .replace(/[ßæÆøØœŒłŁđĐðþ]/g, (letter) => LATIN.get(letter)!)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, ' ');
}
