import { memberPointer } from '../common/json-pointer.js';
import { ALL_RIGHTS, type FieldRights } from '../resource/field-rights.js';
import type { Relation, Resource } from '../resource/resource.js';
import { isOpenRelation, restrictedTerms, type BodyTerms } from './body-terms.js';
import { compileObjectReader, type FieldReader, type ObjectReader, type RelationMember } from './member-reader.js';
import { shapeOf } from './payload-shape.js';
import type { ProblemList } from './problem-list.js';
import { reportUnknownKey } from './unknown-key.js';
import type { SentValue } from './unreadable-values.js';

/** A field of a body as it was read. */
export interface ReadField {
  readonly reader: FieldReader;
  /** As JSON carried it. */
  readonly json: unknown;
  /** Of the field's JavaScript type. */
  readonly value: unknown;
}

/** A relation that a body may write, and what it says of it. */
export interface SentRelation {
  readonly relation: Relation;
  readonly json: unknown;
}

/** A body after every field was read on its own. */
export interface ReadBody {
  /** What was sent to be stored and is right, by field name. */
  readonly fields: ReadonlyMap<string, ReadField>;
  /** Values of the row's key, by field name, where the body names the row itself. */
  readonly key: ReadonlyMap<string, unknown>;
  /** The version that the row must still have, as text, where the body named one. */
  readonly version: string | undefined;
  /** What was sent of relations, not yet read. */
  readonly relations: readonly SentRelation[];
  /** Pointers of fields and objects that have a problem already, the missing ones among them. */
  readonly failed: ReadonlySet<string>;
}

/** What was sent of a body and is right, as JSON carried it. */
export function sentValues({ fields }: ReadBody): readonly SentValue[] {
  return [...fields.values()].map(({ reader, json }) => ({ pointer: reader.pointer, json }));
}

interface Reading {
  readonly fields: Map<string, ReadField>;
  readonly key: Map<string, unknown>;
  version: string | undefined;
  readonly relations: SentRelation[];
  readonly failed: Set<string>;
  readonly problems: ProblemList;
}

/** Reads bodies of one kind: keys, types, ranges, `null`, and what is missing. */
export class BodyReader {
  private readonly root: ObjectReader;
  private readonly relations: ReadonlyMap<string, RelationMember>;
  private readonly readOnlyNames: ReadonlySet<string>;
  private readonly required: readonly FieldReader[];
  /** Fields that a body may set. */
  readonly writable: readonly FieldReader[];

  constructor(resource: Resource, given: BodyTerms, rights: FieldRights) {
    const terms = rights === ALL_RIGHTS ? given : restrictedTerms(given, rights);
    const fields = resource.fields.filter((field) => terms.ofField(field).use !== 'unknown');
    this.root = compileObjectReader(shapeOf(fields), terms.ofField);
    this.relations = new Map(
      [...resource.relations]
        .map(([name, relation]) => [name, { relation, terms: terms.ofRelation(relation) }] as const)
        .filter(([, member]) => member.terms !== 'unknown'),
    );
    const { read, computed } = resource.representation;
    // Who may not read all fields does not know of what is made of them.
    const isWhole = !read.some((field) => rights.unreadable.has(field));
    this.readOnlyNames = new Set(isWhole ? computed.map(({ name }) => name) : []);
    this.required = this.root.open.filter((reader) => reader.isRequired);
    this.writable = this.root.open.filter(isStored);
  }

  /** Relations that a body may write. */
  get writableRelations(): readonly Relation[] {
    return [...this.relations.values()].flatMap(({ relation, terms }) => (isOpenRelation(terms) ? relation : []));
  }

  read(body: object, problems: ProblemList): ReadBody {
    const reading: Reading = {
      fields: new Map(),
      key: new Map(),
      version: undefined,
      relations: [],
      failed: new Set(),
      problems,
    };
    this.readObject(this.root, body, reading);
    const brought = broughtKeys(reading);
    for (const reader of this.required) {
      const { field, pointer } = reader;
      if (isRead(reader, reading) || reading.failed.has(pointer) || brought.has(field.name)) continue;
      fail(reading, pointer, { pointer, code: 'LA204', detail: 'Is required.' });
    }
    for (const { relation, terms } of this.relations.values()) {
      if (terms !== 'required' || reading.relations.some((sent) => sent.relation === relation)) continue;
      problems.add({ pointer: memberPointer('', relation.name), code: 'LA204', detail: 'Is required.' });
    }
    return reading;
  }

  private readObject(reader: ObjectReader, json: object, reading: Reading): void {
    for (const name of Object.keys(json)) {
      const member = reader.members.get(name);
      const value = (json as Record<string, unknown>)[name];
      if (member === undefined) this.readOther(reader, name, value, reading);
      else if (member.kind === 'field') readField(member, value, reading);
      else this.readNested(member, value, reading);
    }
  }

  private readOther(reader: ObjectReader, name: string, json: unknown, reading: Reading): void {
    const member = reader.pointer === '' ? this.relations.get(name) : undefined;
    if (member === undefined) this.refuseKey(reader, name, reading.problems);
    else if (isOpenRelation(member.terms)) reading.relations.push({ relation: member.relation, json });
    else {
      const pointer = memberPointer('', name);
      const isLate = member.terms === 'create-only';
      reading.problems.add(
        isLate ? { pointer, code: 'LA205', detail: 'Can be written in a create only.' } : notWritable(pointer),
      );
    }
  }

  private readNested(reader: ObjectReader, json: unknown, reading: Reading): void {
    if (reader.open.length === 0) reading.problems.add(notWritable(reader.pointer));
    else if (json === null) clearAll(reader, reading);
    else if (typeof json === 'object' && !Array.isArray(json)) this.readObject(reader, json, reading);
    else {
      failAll(reader, reading);
      reading.problems.add({ pointer: reader.pointer, code: 'LA202', detail: 'Must be an object.' });
    }
  }

  private refuseKey(reader: ObjectReader, name: string, problems: ProblemList): void {
    if (reader.pointer === '' && this.readOnlyNames.has(name)) problems.add(notWritable(memberPointer('', name)));
    else reportUnknownKey(reader.pointer, name, () => this.suggestions(reader), problems);
  }

  private suggestions(reader: ObjectReader): readonly string[] {
    if (reader.pointer !== '') return reader.openNames;
    return [...reader.openNames, ...this.writableRelations.map(({ name }) => name)];
  }
}

function isStored({ use }: FieldReader): boolean {
  return use === 'value';
}

function isRead({ use, field }: FieldReader, reading: Reading): boolean {
  if (use === 'version') return reading.version !== undefined;
  return (use === 'key' ? reading.key : reading.fields).has(field.name);
}

/**
 * Names of the fields that are set by a row which the body brings for a relation; whoever sends both says two things of
 * one column.
 */
function broughtKeys(reading: Reading): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { relation } of reading.relations) {
    for (const { name } of relation.foreignKey ?? []) {
      names.add(name);
      if (!reading.fields.has(name)) continue;
      const pointer = memberPointer('', relation.name);
      fail(reading, pointer, { pointer, code: 'LA210', detail: `May not be sent together with "${name}".` });
    }
  }
  return names;
}

function readField(reader: FieldReader, json: unknown, reading: Reading): void {
  if (reader.use === 'none') {
    fail(reading, reader.pointer, notWritable(reader.pointer));
    return;
  }
  const check = reader.rule(json);
  if (check.ok) {
    if (reader.use === 'version') reading.version = String(check.value);
    else if (reader.use === 'key') reading.key.set(reader.field.name, check.value);
    else reading.fields.set(reader.field.name, { reader, json, value: check.value });
    return;
  }
  for (const { at, ...problem } of check.problems)
    fail(reading, reader.pointer, { pointer: reader.pointer + at, ...problem });
}

/** RFC 7396 would remove the object; a row has nothing to remove, so all its columns become null. */
function clearAll(reader: ObjectReader, reading: Reading): void {
  const stored = reader.open.filter(isStored);
  const kept = stored.filter(({ field }) => !field.nullable);
  if (kept.length === 0) {
    for (const member of stored) reading.fields.set(member.field.name, { reader: member, json: null, value: null });
    return;
  }
  failAll(reader, reading);
  const names = kept.map(({ field }) => `"${field.name}"`).join(', ');
  reading.problems.add({
    pointer: reader.pointer,
    code: 'LA204',
    detail: `May not be null: ${names} may not be null.`,
  });
}

function failAll(reader: ObjectReader, { failed }: Reading): void {
  failed.add(reader.pointer);
  for (const { pointer } of reader.open) failed.add(pointer);
}

function fail(reading: Reading, pointer: string, problem: Parameters<ProblemList['add']>[0]): void {
  reading.failed.add(pointer);
  reading.problems.add(problem);
}

function notWritable(pointer: string) {
  return { pointer, code: 'LA205', detail: 'Can be read but not written.' } as const;
}
