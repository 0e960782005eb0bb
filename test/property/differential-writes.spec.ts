import * as fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenEngines } from '../e2e/harness/chosen.js';
import type { Engine } from '../e2e/harness/test-databases.js';
import { anyMuseum, anyWrite } from './arbitraries/museum.js';
import { Executor, keysOf, withoutOwn } from './both-executors.js';
import { difference, reportFailure } from './difference.js';
import { compileMuseum, Museum } from './museum/museum.js';
import { exhibitValues } from './museum/values.js';
import { settings, TIMEOUT_MS } from './settings.js';

/** Writes for each engine. */
const WRITES = 600;
/** Writes to one filling of the tables, whose rows are compared at the end. */
const WRITES_TO_ONE = 40;
const TABLES = ['Room', 'Exhibit'];

describe.each(chosenEngines())('writes by compiled statements and by the ORM on %s', (engine) => {
  const twins: Museum[] = [];

  beforeAll(async () => {
    for (let twin = 0; twin < 2; twin++) twins.push(await Museum.open(engine));
  });
  afterAll(() => Promise.all(twins.map((twin) => twin.close())));

  it(`are answered alike and store the same, for ${WRITES} of them`, { timeout: TIMEOUT_MS }, async () => {
    const [compiled, orm] = [
      new Executor('compiled', twins[0]!.resources, twins[0]!.dataSource),
      new Executor('orm', twins[1]!.resources, twins[1]!.dataSource),
    ];
    const resources = compileMuseum(engine);
    const values = storableValues(engine);
    const several = fc.array(anyWrite(resources, values), {
      minLength: WRITES_TO_ONE,
      maxLength: WRITES_TO_ONE,
      size: 'max',
    });
    const counts = { asked: 0, stored: 0, refused: 0 };
    const property = fc.asyncProperty(anyMuseum(resources, values), several, async (filling, writes) => {
      await Promise.all(twins.map((twin) => twin.fill(filling)));
      const keys = await keysOf(orm, resources);
      for (const write of writes) {
        const [ours, theirs] = await Promise.all([compiled.write(write, keys), orm.write(write, keys)]);
        const places = isDeepStrictEqual(ours, theirs) ? undefined : difference(ours, theirs);
        expect({ places, write }).toEqual({ places: undefined, write });
        counts.asked++;
        if (ours['code'] !== undefined) counts.refused++;
        else if (ours['row'] !== undefined || ours['items'] !== undefined) counts.stored++;
      }
      for (const table of TABLES) {
        const [ours, theirs] = await Promise.all([rowsOf(compiled, table), rowsOf(orm, table)]);
        const places = ours === theirs ? undefined : difference(ours, theirs);
        expect({ table, writes: places && writes, places }).toEqual({ table, writes: undefined, places: undefined });
      }
    });
    await fc.assert(property, { ...settings(WRITES / WRITES_TO_ONE), endOnFailure: true, reporter: reportFailure });
    expect(counts.asked).toBeGreaterThanOrEqual(WRITES);
    expect(counts.stored).toBeGreaterThan(WRITES / 3);
    expect(counts.refused).toBeGreaterThan(WRITES / 20);
  });
});

/**
 * On SQLite the ORM is no match for long numbers. TypeORM makes numbers of them, so that a row with a key that rounds is
 * another one when it is saved, and has SQLite make a float of a decimal with a point.
 */
function storableValues(engine: Engine): ReturnType<typeof exhibitValues> {
  const values = exhibitValues(engine);
  if (engine !== 'sqlite') return values;
  const number = ['-9007199254740991', '-1', '0', '1', '9007199254740991'];
  return { ...values, number, own_wide: ['9007199254740993', '1.50'] };
}

/** All rows of a table, softly deleted ones too. */
async function rowsOf(executor: Executor, table: string): Promise<string> {
  const [answer] = await executor.ask(
    {
      kind: 'list',
      table,
      filter: undefined,
      rules: {},
      fields: undefined,
      includes: [],
      deleted: table === 'Room' ? 'with' : 'without',
      ordering: [],
      pageSize: 1_000,
      page: 1,
      count: 'none',
      parent: undefined,
    },
    () => [],
  );
  return withoutOwn(answer!['rows'] as string);
}
