import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Allocations, measureAllocations } from './measure.js';

/** What is recorded holds for one major version of Node: another lays objects out in another way. */
interface Recorded {
  readonly node: number;
  readonly bytes: Allocations;
}

const file = join(import.meta.dirname, 'allocations.json');
const node = Number(process.versions.node.split('.')[0]);
const RECORD = process.env['LIGHTAPI_RECORD_ALLOCATIONS'] !== undefined;
const TOLERANCE = 0.1;
/** Of an answer with a hundred rows the count hardly moves, and an object more for each row is some hundredths of it. */
const TOLERANCE_OF_LISTS = 0.03;
const TOLERANCE_OF_OTHER_NODE = 0.4;

function toleranceOf(name: string, recordedNode: number): number {
  if (node !== recordedNode) return TOLERANCE_OF_OTHER_NODE;
  return name.endsWith('list') ? TOLERANCE_OF_LISTS : TOLERANCE;
}

/** Of two counts the smaller: what disturbs one only ever adds. */
function least(left: Allocations, right: Allocations): Allocations {
  return Object.fromEntries(Object.entries(left).map(([name, bytes]) => [name, Math.min(bytes, right[name]!)]));
}

function tooMany(found: Allocations, { bytes, node: recordedNode }: Recorded): string[] {
  return Object.entries(bytes)
    .filter(([name, recorded]) => !(found[name]! <= recorded * (1 + toleranceOf(name, recordedNode))))
    .map(([name, recorded]) => `${name}: ${found[name]} bytes a request, recorded are ${recorded}`);
}

it('allocates no more for a request than is recorded', { timeout: 120_000 }, async () => {
  let found = await measureAllocations();
  if (RECORD) {
    found = least(found, await measureAllocations());
    writeFileSync(file, `${JSON.stringify({ node, bytes: found } satisfies Recorded, null, 2)}\n`);
  }
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  if (tooMany(found, recorded).length > 0) found = least(found, await measureAllocations());
  expect(tooMany(found, recorded)).toEqual([]);
  expect(Object.keys(found).sort()).toEqual(Object.keys(recorded.bytes).sort());
});

it('says which operation allocates more than it did', () => {
  const recorded: Recorded = { node, bytes: { get: 1_000, list: 2_000 } };
  expect(tooMany({ get: 1_100, list: 2_201 }, recorded)).toEqual(['list: 2201 bytes a request, recorded are 2000']);
  expect(tooMany({ get: 900 }, recorded)).toEqual(['list: undefined bytes a request, recorded are 2000']);
});
