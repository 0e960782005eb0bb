/** What a place of the file may hold. The check of a file and the published JSON Schema are both made from it. */
export type Definition =
  | TextDefinition
  | NumberDefinition
  | ChoiceDefinition
  | ListDefinition
  | ObjectDefinition
  | MapDefinition
  | AnyOfDefinition
  | AnythingDefinition
  | ReferenceDefinition;

interface Described {
  /** Shown by editors. */
  readonly description?: string;
}

export interface TextDefinition extends Described {
  readonly kind: 'text';
  /** What it has to look like; JavaScript and JSON Schema read it the same. */
  readonly pattern?: string;
  /** Such a text in words, to stand behind "not": `a URL of a Redis`. */
  readonly what: string;
  /** At least 32 bytes. */
  readonly isSecret?: true;
}

export interface NumberDefinition extends Described {
  readonly kind: 'number';
  readonly isWhole: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ChoiceDefinition extends Described {
  readonly kind: 'choice';
  readonly values: readonly (string | number | boolean)[];
}

export interface ListDefinition extends Described {
  readonly kind: 'list';
  readonly item: Definition;
  readonly isNeverEmpty?: true;
}

/** A map of keys that are known. */
export interface ObjectDefinition extends Described {
  readonly kind: 'object';
  readonly members: Readonly<Record<string, Definition>>;
  readonly required?: readonly string[];
  /** Holds one of its members, and no other. */
  readonly isOneOf?: true;
  /** May be left without a value, which is the same as without members. */
  readonly mayBeBlank?: true;
}

/** A map of names that the author of the file chooses. */
export interface MapDefinition extends Described {
  readonly kind: 'map';
  readonly value: Definition;
  /** What a name has to look like. */
  readonly names: string;
  /** Such a name in words: `a name of letters and digits`. */
  readonly what: string;
}

export interface AnyOfDefinition extends Described {
  readonly kind: 'anyOf';
  readonly options: readonly Definition[];
}

/** A map that somebody else reads, such as a filter. */
export interface AnythingDefinition extends Described {
  readonly kind: 'anything';
}

/** A definition by its name, for those that hold themselves. */
export interface ReferenceDefinition extends Described {
  readonly kind: 'reference';
  readonly name: string;
}

/** A definition for every key of a type, checked by the compiler to be all of them. */
export type Members<Value> = { readonly [Name in keyof Required<Value>]: Definition };

export function text(description?: string, what = 'a text', pattern?: string): TextDefinition {
  return { kind: 'text', what, pattern: pattern ?? '\\S', description };
}

export function secret(description: string): TextDefinition {
  return { kind: 'text', what: 'a text of at least 32 bytes', isSecret: true, description };
}

export function whole(minimum: number, description?: string, maximum?: number): NumberDefinition {
  return { kind: 'number', isWhole: true, minimum, maximum, description };
}

export function number(description?: string): NumberDefinition {
  return { kind: 'number', isWhole: false, description };
}

export function choice(values: readonly (string | number | boolean)[], description?: string): ChoiceDefinition {
  return { kind: 'choice', values, description };
}

export function flag(description?: string): ChoiceDefinition {
  return choice([true, false], description);
}

export function list(item: Definition, description?: string): ListDefinition {
  return { kind: 'list', item, description };
}

export function object(members: Readonly<Record<string, Definition>>, description?: string): ObjectDefinition {
  return { kind: 'object', members, description };
}

export function anyOf(options: readonly Definition[], description?: string): AnyOfDefinition {
  return { kind: 'anyOf', options, description };
}

export function reference(name: string, description?: string): ReferenceDefinition {
  return { kind: 'reference', name, description };
}
