import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import type { Resource } from '../../../lib/resource/resource.js';
import type { StoredRow } from '../../contract/fixtures/library/rows.js';
import type { MuseumRows } from '../museum/museum.js';

type Values = Readonly<Record<string, readonly unknown[]>>;

/** Most exhibits. */
const MOST = 16;
const ROOMS = 5;
/** Beyond the keys that a database counts for rows of its own. */
const FIRST_EXHIBIT = 1_000_000;
const VEHICLES = 2;

/** Rows of values at the edges of their types, a third of them NULL where that may be. */
export function anyMuseum(resources: ReadonlyMap<string, Resource>, values: Values): Arbitrary<MuseumRows> {
  const rows = fc.record({
    Room: fc.array(fc.record({ text: orNull(values['text']!), floor: orNull(values['floor']!), gone: fc.boolean() }), {
      minLength: 2,
      maxLength: ROOMS,
    }),
    Exhibit: fc.array(
      fc.tuple(
        anyExhibit(resources.get('Exhibit')!, values),
        fc.record({ room: anyIndex, carrier: anyIndex, original: anyIndex }),
      ),
      { minLength: MOST / 2, maxLength: MOST },
    ),
  });
  return rows.map(({ Room: rooms, Exhibit: exhibits }) => {
    const keys = rooms.map((_, index) => ({
      wing: values['wing']![index % 3],
      number: values['number']![index],
    }));
    return {
      Room: rooms.map(({ gone, ...room }, index) => ({
        ...keys[index],
        ...room,
        deletedAt: gone ? new Date('2024-05-01T00:00:00.000Z') : null,
      })),
      Car: Array.from({ length: VEHICLES }, (_, index) => ({
        id: index + 1,
        plate: `c"${index}`,
        doors: index || null,
      })),
      Truck: Array.from({ length: VEHICLES }, (_, index) => ({
        id: index + 11,
        plate: `t\\${index}`,
        loadTons: '1.50',
      })),
      Exhibit: exhibits.map(([exhibit, { room, carrier, original }], index) => ({
        ...exhibit,
        id: FIRST_EXHIBIT + index,
        code: index % 3 === 0 ? null : `c${index}`,
        roomWing: keys[room]?.wing ?? null,
        roomNumber: keys[room]?.number ?? null,
        carrierId: [1, 2, 11, 12][carrier] ?? null,
        originalId: original < index ? FIRST_EXHIBIT + original : null,
      })),
    };
  });
}

/** One that is beyond the rows leads nowhere. */
const anyIndex = fc.integer({ min: 0, max: 6 });

/** What an exhibit has beside its key and what it is related to. */
export function anyExhibit({ fields }: Resource, values: Values): Arbitrary<StoredRow> {
  const plain = fields.filter(({ role, name }) => role === 'plain' && name !== 'code');
  return fc.record(
    Object.fromEntries(
      plain.map(({ name, nullable }) => {
        const own = values[name];
        if (own === undefined) throw new TypeError(`There are no values for ${name}.`);
        return [name, nullable ? orNull(own) : fc.constantFrom(...own)];
      }),
    ),
  );
}

function orNull(values: readonly unknown[]): Arbitrary<unknown> {
  return fc.option(fc.constantFrom(...values), { freq: 3 });
}

/** A write of one row or of several, as a failure prints it. */
export interface AskedWrite {
  readonly table: 'Exhibit' | 'Room';
  readonly kind: 'create' | 'createMany' | 'update' | 'replace' | 'remove' | 'restore';
  /** Of the row in its table. */
  readonly index: number;
  readonly payloads: readonly StoredRow[];
  /** Versions that the row must have. */
  readonly versions: readonly string[] | undefined;
}

/** Writes, some of which break a constraint or meet no row. */
export function anyWrite(resources: ReadonlyMap<string, Resource>, values: Values): Arbitrary<AskedWrite> {
  const carrierId = fc.constantFrom(null, null, null, 1, 2, 11, 12, 999);
  const originalId = fc.constantFrom(null, FIRST_EXHIBIT, FIRST_EXHIBIT + 3);
  const wing = fc.constantFrom('a', null);
  const number = fc.constantFrom(values['number']![0], null);
  const code = fc.option(
    fc.integer({ min: 1, max: 60 }).map((count) => `c${count}`),
    { freq: 3 },
  );
  const exhibits = fc
    .tuple(
      anyExhibit(resources.get('Exhibit')!, values),
      fc.record({ code, carrierId, originalId }, { requiredKeys: [] }),
      fc.option(fc.tuple(wing, number), { freq: 1 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 2 })),
    )
    .map(([plain, related, room, choices]) => {
      const sent = Object.entries(plain).filter(() => choices.next().value !== 0);
      const [roomWing, roomNumber] = room ?? [];
      return { ...Object.fromEntries(sent), ...related, ...(room && { roomWing, roomNumber }) };
    });
  const rooms = fc.record(
    {
      wing: fc.constantFrom('a', 'b', 'q'),
      number: fc.constantFrom(...values['number']!),
      text: orNull(values['text']!),
      floor: orNull(values['floor']!),
    },
    { requiredKeys: ['wing', 'number'] },
  );
  return fc.constantFrom<AskedWrite['table'][]>('Exhibit', 'Exhibit', 'Exhibit', 'Room').chain((table) =>
    fc.record({
      table: fc.constant(table),
      kind: fc.constantFrom<AskedWrite['kind'][]>(
        'create',
        'create',
        'createMany',
        'update',
        'update',
        'update',
        'replace',
        'replace',
        'remove',
        'restore',
      ),
      index: fc.integer({ min: 0, max: MOST - 2 }),
      payloads: fc.array<StoredRow>(table === 'Exhibit' ? exhibits : rooms, { minLength: 1, maxLength: 3 }),
      versions: fc.option(fc.constantFrom(['1'], ['1', '2'], ['7']), { nil: undefined, freq: 1 }),
    }),
  );
}
