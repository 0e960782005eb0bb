import type { Field } from '../resource/field.js';
import { writeJsonString } from './json-string.js';
import type { ValueWriter } from './value-writer.factory.js';

/** Writes one row, given as values in field order, as a JSON object. */
export type RowWriter = (row: readonly unknown[]) => string;

/** The same where the object has members for which a part of the values stands `beside` the row. */
export type MemberWriter<Beside> = (row: readonly unknown[], beside: Beside) => string;

/** What stands behind the fields of a row: the rows of a relation. */
export interface RowMember<Beside> {
  readonly name: string;
  readonly write: MemberWriter<Beside>;
}

/** A position in the object: an object for embedded columns, or the index of the value that stands there. */
type Place = Map<string, Place> | number;

/**
 * Joins value writers into the writer of a row. Everything between two values is text made here: names, commas, and the
 * braces of embedded objects, whose fields are brought together where the first of them stands.
 */
export function createRowWriter(fields: readonly Field[], writers: readonly ValueWriter[]): RowWriter {
  if (fields.length === 0) return () => '{}';
  const { prefixes, order, suffix } = layOutFields(fields);
  const ordered = order.map((index) => writers[index]!);
  const count = order.length;
  if (order.every((index, position) => index === position)) {
    return (row) => {
      let text = '';
      for (let index = 0; index < count; index++) text += prefixes[index]! + ordered[index]!(row[index]);
      return text + suffix;
    };
  }
  return (row) => {
    let text = '';
    for (let index = 0; index < count; index++) text += prefixes[index]! + ordered[index]!(row[order[index]!]);
    return text + suffix;
  };
}

/**
 * The same for an object that stands inside others or has some inside itself: its values begin at `first` of a row that
 * holds them all, and its members follow its fields.
 */
export function createMemberWriter<Beside>(
  fields: readonly Field[],
  writers: readonly ValueWriter[],
  first: number,
  members: readonly RowMember<Beside>[],
): MemberWriter<Beside> {
  const { prefixes, order, suffix } = layOutFields(fields);
  const ordered = order.map((index) => writers[index]!);
  const positions = order.map((index) => first + index);
  const behind = fields.length === 0 ? '{' : suffix.slice(0, -1);
  const openings = members.map(
    ({ name }, index) => `${index > 0 ? ',' : fields.length > 0 ? `${behind},` : behind}${writeJsonString(name)}:`,
  );
  const end = members.length > 0 ? '}' : `${behind}}`;
  return (row, beside) => {
    let text = '';
    for (let index = 0; index < positions.length; index++) {
      text += prefixes[index]! + ordered[index]!(row[positions[index]!]);
    }
    for (let index = 0; index < members.length; index++) text += openings[index]! + members[index]!.write(row, beside);
    return text + end;
  };
}

/** The text before each value, the index of each value, and the text behind the last. */
function layOutFields(fields: readonly Field[]): { prefixes: string[]; order: number[]; suffix: string } {
  const prefixes: string[] = [];
  const order: number[] = [];
  const suffix = fields.length === 0 ? '{}' : layOut(placesOf(fields), '{', prefixes, order);
  return { prefixes, order, suffix };
}

function placesOf(fields: readonly Field[]): Map<string, Place> {
  const root = new Map<string, Place>();
  for (const [index, { path }] of fields.entries()) {
    let place = root;
    for (const segment of path.slice(0, -1)) {
      let inner = place.get(segment);
      if (!(inner instanceof Map)) place.set(segment, (inner = new Map()));
      place = inner;
    }
    place.set(path.at(-1)!, index);
  }
  return root;
}

/** Fills in the text before each value, depth first, and returns the text behind the last one. */
function layOut(places: Map<string, Place>, opening: string, prefixes: string[], order: number[]): string {
  let pending = opening;
  for (const [name, place] of places) {
    pending += `${writeJsonString(name)}:`;
    if (place instanceof Map) {
      pending = layOut(place, `${pending}{`, prefixes, order);
    } else {
      prefixes.push(pending);
      order.push(place);
      pending = '';
    }
    pending += ',';
  }
  return `${pending.slice(0, -1)}}`;
}
