import type { Field } from '../resource/field.js';
import type { Relation, Resource } from '../resource/resource.js';

type Body = Record<string, unknown>;

/** What the properties of an entity are called in bodies: a field, or what is inside an embedded object or a reference. */
interface PropertyNode {
  readonly members: Map<string, PropertyNode | Field>;
  /** The relation that the columns inside refer to a row of. */
  isReference: boolean;
}

/** Writes what code says of an entity as the JSON body that says the same. */
export type EntityInput = (data: object) => Body;

/** Compiled once for each resource, when code first writes to it. */
export function compileEntityInput(resource: Resource): EntityInput {
  const root = nodeOf(resource);
  const relations = new Map(
    [...resource.relations.values()].flatMap((relation) =>
      relation.writes === 'none' ? [] : [[relation.property, relation] as const],
    ),
  );
  return (data) => {
    const body = emptyBody();
    for (const [name, value] of Object.entries(data) as [string, unknown][]) {
      if (value === undefined || typeof value === 'function') continue;
      const relation = relations.get(name);
      const node = root.members.get(name);
      if (relation !== undefined && !isKeyOnly(node, value)) body[relation.name] = relatedBody(relation, value);
      else if (node === undefined) body[name] = value;
      else write(node, name, value, body);
    }
    return body;
  };
}

/** A value of the JavaScript type of its field, as a body carries it. */
export function jsonOf(field: Field, value: unknown): unknown {
  if (field.isArray && Array.isArray(value)) return value.map((item) => jsonOf({ ...field, isArray: false }, item));
  if (value instanceof Date) return field.type === 'date' ? dayOf(value) : momentOf(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'bigint' ? String(value) : value;
}

function nodeOf({ columns }: Resource): PropertyNode {
  const root: PropertyNode = { members: new Map(), isReference: false };
  for (const { field, name } of columns) {
    const segments = field.property.split('.');
    let node = root;
    for (const segment of segments.slice(0, -1)) {
      let inner = node.members.get(segment);
      if (inner === undefined || !('members' in inner)) {
        inner = { members: new Map(), isReference: field.role === 'foreignKey' || segments.length > field.path.length };
        node.members.set(segment, inner);
      }
      node = inner;
    }
    node.members.set(segments.at(-1)!, field);
    // A join column is also known by the name that options have for it.
    if (!root.members.has(name)) root.members.set(name, field);
  }
  return root;
}

function write(node: PropertyNode | Field, name: string, value: unknown, body: Body): void {
  if (!('members' in node)) return setMember(body, node.path, jsonOf(node, value));
  if (value === null) {
    for (const field of leavesOf(node)) setMember(body, field.path, null);
  } else if (typeof value !== 'object') body[name] = value;
  else {
    for (const [inner, member] of Object.entries(value) as [string, unknown][]) {
      const next = node.members.get(inner);
      if (next !== undefined) write(next, inner, member, body);
      // What else is known of a row that is referred to is not written.
      else if (!node.isReference && member !== undefined && typeof member !== 'function')
        setMember(body, [name, inner], member);
    }
  }
}

/** New rows, and those that are linked, in the words of their own resource. */
function relatedBody({ target, kind }: Relation, value: unknown): unknown {
  const input = compileEntityInput(target);
  const bodyOf = (row: unknown): unknown => (typeof row === 'object' && row !== null ? input(row) : row);
  return kind === 'many' && Array.isArray(value) ? value.map(bodyOf) : bodyOf(value);
}

/** Whether the value names a row that is there, and a column of this one holds its key. */
function isKeyOnly(node: PropertyNode | Field | undefined, value: unknown): boolean {
  if (node === undefined || !('members' in node) || typeof value !== 'object') return false;
  return value === null || [...node.members.keys()].every((name) => Object.hasOwn(value, name));
}

function* leavesOf(node: PropertyNode): Generator<Field> {
  for (const member of node.members.values()) {
    if ('members' in member) yield* leavesOf(member);
    else yield member;
  }
}

function setMember(body: Body, path: readonly string[], value: unknown): void {
  let holder = body;
  for (const segment of path.slice(0, -1)) {
    const inner = holder[segment];
    holder = (typeof inner === 'object' && inner !== null ? inner : (holder[segment] = emptyBody())) as Body;
  }
  holder[path.at(-1)!] = value;
}

function emptyBody(): Body {
  return Object.create(null) as Body;
}

/** An invalid date stays what it is, and is found to be none. */
function momentOf(value: Date): string {
  return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
}

/** Drivers and forms put a day at midnight of this machine's time zone. */
function dayOf(value: Date): string {
  const [year, month, day] = [value.getFullYear(), value.getMonth() + 1, value.getDate()];
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
