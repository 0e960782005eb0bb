import type { Payload } from '../resource/payload.js';
import type { Resource, ResourceColumn } from '../resource/resource.js';
import type { EntityInput } from './entity-input.js';

type Data = Record<string, unknown>;

/** Reads again what a hook has changed. */
export type ParseChanges = (body: object) => Payload | Promise<Payload>;

/** Hands payloads to hooks as data of the entity. */
export interface HookDataReader {
  /**
   * The payload after a hook has had it. What the hook has not touched is not read again.
   *
   * @throws LightApiError LA200 for what the hook has set and the columns do not take
   */
  change(payload: Payload, operation: 'create' | 'update', run: (data: Data) => unknown): Promise<Payload>;
}

export function createHookDataReader(
  { columns, relations }: Resource,
  input: EntityInput,
  parse: Readonly<Record<'create' | 'update', ParseChanges>>,
): HookDataReader {
  const byName = new Map(columns.map((column) => [column.field.name, column]));
  return {
    async change(payload, operation, run) {
      const data = dataOf(payload, byName);
      const before = input(data);
      const answer = await run(data);
      const after = input((answer ?? data) as object);
      const changed: Data = Object.create(null) as Data;
      for (const [name, value] of Object.entries(after)) {
        if (!relations.has(name) && !isSame(value, before[name])) changed[name] = value;
      }
      const dropped = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
      if (dropped.length === 0 && Object.keys(changed).length === 0) return payload;
      const touched = new Set([...dropped, ...Object.keys(changed)]);
      const rest = Object.create(null) as Data;
      for (const [name, value] of Object.entries(payload)) {
        if (!touched.has(byName.get(name)?.field.path[0] ?? '')) rest[name] = value;
      }
      return Object.assign(rest, await parse[operation](changed));
    },
  };
}

/** What was sent, by the properties of the entity; related rows stay as they were sent. */
export function dataOf(payload: Payload, columns: ReadonlyMap<string, ResourceColumn>): Data {
  const data: Data = {};
  for (const [name, value] of Object.entries(payload)) {
    const column = columns.get(name);
    if (column === undefined) continue;
    const segments = column.field.property.split('.');
    let holder = data;
    for (const segment of segments.slice(0, -1)) holder = (holder[segment] ??= {}) as Data;
    holder[segments.at(-1)!] = value;
  }
  return data;
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
