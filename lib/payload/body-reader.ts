import { nearestName } from '../common/nearest-name.js';
import type { Resource } from '../resource/resource.js';
import type { WriteOperation } from './entity-rules.js';
import { compileFieldRule, type FieldRule } from './field-rule.js';
import { memberPointer } from './json-pointer.js';
import { shapeOf, type FieldShape, type ObjectShape } from './payload-shape.js';
import type { ProblemList } from './problem-list.js';

/** A field of a body as it was read. */
export interface ReadField {
  readonly reader: FieldReader;
  /** As JSON carried it. */
  readonly json: unknown;
  /** Of the field's JavaScript type. */
  readonly value: unknown;
}

/** A body after every field was read on its own. */
export interface ReadBody {
  /** What was sent and is right, by field name. */
  readonly fields: ReadonlyMap<string, ReadField>;
  /** Pointers of fields and objects that have a problem already, the missing ones among them. */
  readonly failed: ReadonlySet<string>;
}

/** How one field is read. */
export interface FieldReader extends FieldShape {
  readonly rule: FieldRule;
  readonly isWritable: boolean;
  /** Must be sent. */
  readonly isRequired: boolean;
}

interface ObjectReader {
  readonly kind: 'object';
  readonly pointer: string;
  readonly members: ReadonlyMap<string, FieldReader | ObjectReader>;
  /** Keys that a body may use here, to suggest from. */
  readonly writableNames: readonly string[];
  /** Fields below that a body may set, at any depth. */
  readonly writable: readonly FieldReader[];
}

interface Reading {
  readonly fields: Map<string, ReadField>;
  readonly failed: Set<string>;
  readonly problems: ProblemList;
}

/** Keys longer than this are not repeated in a pointer. */
const LONGEST_KEY = 64;

/** Reads bodies of one operation: keys, types, ranges, `null`, and what is missing. */
export class BodyReader {
  private readonly root: ObjectReader;
  private readonly readOnlyNames: ReadonlySet<string>;
  private readonly required: readonly FieldReader[];

  constructor(resource: Resource, operation: WriteOperation) {
    this.root = compileObject(shapeOf(resource.fields), operation);
    this.readOnlyNames = new Set(resource.representation.computed.map(({ name }) => name));
    this.required = this.root.writable.filter((reader) => reader.isRequired);
  }

  /** Fields that a body may set. */
  get writable(): readonly FieldReader[] {
    return this.root.writable;
  }

  read(body: object, problems: ProblemList): ReadBody {
    const reading: Reading = { fields: new Map(), failed: new Set(), problems };
    this.readObject(this.root, body, reading);
    for (const { field, pointer } of this.required) {
      if (reading.fields.has(field.name) || reading.failed.has(pointer)) continue;
      fail(reading, pointer, { pointer, code: 'LA204', detail: 'Is required.' });
    }
    return reading;
  }

  private readObject(reader: ObjectReader, json: object, reading: Reading): void {
    for (const name of Object.keys(json)) {
      const member = reader.members.get(name);
      const value = (json as Record<string, unknown>)[name];
      if (member === undefined) this.refuseKey(reader, name, reading.problems);
      else if (member.kind === 'field') readField(member, value, reading);
      else this.readNested(member, value, reading);
    }
  }

  private readNested(reader: ObjectReader, json: unknown, reading: Reading): void {
    if (reader.writable.length === 0) reading.problems.add(notWritable(reader.pointer));
    else if (json === null) clearAll(reader, reading);
    else if (typeof json === 'object' && !Array.isArray(json)) this.readObject(reader, json, reading);
    else {
      failAll(reader, reading);
      reading.problems.add({ pointer: reader.pointer, code: 'LA202', detail: 'Must be an object.' });
    }
  }

  private refuseKey(reader: ObjectReader, name: string, problems: ProblemList): void {
    if (problems.isFull) problems.count();
    else if (reader.pointer === '' && this.readOnlyNames.has(name)) problems.add(notWritable(memberPointer('', name)));
    else if (name.length > LONGEST_KEY) {
      problems.add({
        pointer: reader.pointer,
        code: 'LA201',
        detail: `A key of more than ${LONGEST_KEY} characters is no field.`,
      });
    } else {
      const nearest = nearestName(name, reader.writableNames);
      const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
      problems.add({ pointer: memberPointer(reader.pointer, name), code: 'LA201', detail: `No such field.${hint}` });
    }
  }
}

function compileObject(shape: ObjectShape, operation: WriteOperation): ObjectReader {
  const members = new Map<string, FieldReader | ObjectReader>();
  const writable: FieldReader[] = [];
  const writableNames: string[] = [];
  for (const [name, member] of shape.members) {
    const reader = member.kind === 'field' ? compileField(member, operation) : compileObject(member, operation);
    const below = reader.kind === 'object' ? reader.writable : reader.isWritable ? [reader] : [];
    members.set(name, reader);
    writable.push(...below);
    if (below.length > 0) writableNames.push(name);
  }
  return { kind: 'object', pointer: shape.pointer, members, writableNames, writable };
}

function compileField(shape: FieldShape, operation: WriteOperation): FieldReader {
  const isWritable = operation === 'create' ? shape.field.creatable : shape.field.updatable;
  const isRequired = isWritable && operation !== 'update' && !shape.field.optional;
  return { ...shape, rule: compileFieldRule(shape.field), isWritable, isRequired };
}

function readField(reader: FieldReader, json: unknown, reading: Reading): void {
  if (!reader.isWritable) {
    fail(reading, reader.pointer, notWritable(reader.pointer));
    return;
  }
  const check = reader.rule(json);
  if (check.ok) {
    reading.fields.set(reader.field.name, { reader, json, value: check.value });
    return;
  }
  for (const { at, ...problem } of check.problems)
    fail(reading, reader.pointer, { pointer: reader.pointer + at, ...problem });
}

/** RFC 7396 would remove the object; a row has nothing to remove, so all its columns become null. */
function clearAll(reader: ObjectReader, reading: Reading): void {
  const kept = reader.writable.filter(({ field }) => !field.nullable);
  if (kept.length === 0) {
    for (const member of reader.writable)
      reading.fields.set(member.field.name, { reader: member, json: null, value: null });
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
  for (const { pointer } of reader.writable) failed.add(pointer);
}

function fail(reading: Reading, pointer: string, problem: Parameters<ProblemList['add']>[0]): void {
  reading.failed.add(pointer);
  reading.problems.add(problem);
}

function notWritable(pointer: string) {
  return { pointer, code: 'LA205', detail: 'Can be read but not written.' } as const;
}
