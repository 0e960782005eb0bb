import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Resource } from '../../lib/resource/resource.js';
import { Library } from '../contract/fixtures/library/library.js';
import { compileLibrary } from '../contract/fixtures/library/resources.js';
import { completeRows, TABLES } from '../contract/fixtures/library/rows.js';
import { chosenEngines } from '../e2e/harness/chosen.js';
import { anyLibrary } from './arbitraries/library.js';
import { anyMuseum } from './arbitraries/museum.js';
import { anyQuestion, type AskedQuestion } from './arbitraries/question.js';
import { AnyTree } from './arbitraries/tree.js';
import { difference, reportFailure } from './difference.js';
import { Executor, keysOf } from './both-executors.js';
import { compileMuseum, Museum } from './museum/museum.js';
import { exhibitValues } from './museum/values.js';
import { settings, TIMEOUT_MS } from './settings.js';

/** Questions for each engine: about related rows, and about columns of every type. */
const LIBRARY_QUESTIONS = 2_500;
const MUSEUM_QUESTIONS = 2_500;
/** Questions about one filling of the tables. */
const QUESTIONS_OF_ONE = 100;
/** Differences that a failure shows. */
const SHOWN = 3;

describe.each(chosenEngines())('compiled statements and the ORM on %s', (engine) => {
  let library: Library | undefined;
  let museum: Museum | undefined;

  beforeAll(async () => {
    library = await Library.open(engine, () => 'compiled');
    museum = await Museum.open(engine);
  });
  afterAll(async () => {
    await library?.close();
    await museum?.close();
  });

  it(`give the same bytes for ${LIBRARY_QUESTIONS} questions about related rows`, { timeout: TIMEOUT_MS }, async () => {
    const resources = compileLibrary();
    await compare(LIBRARY_QUESTIONS, {
      resources: library!.resources,
      dataSource: library!.dataSource,
      rows: anyLibrary(resources),
      questions: anyQuestion(resources, ['Novel', 'Novel', ...TABLES], new AnyTree()),
      fill: (rows) => library!.fill(completeRows(library!.resources, rows)),
    });
  });

  it(`give the same bytes for ${MUSEUM_QUESTIONS} questions about every type`, { timeout: TIMEOUT_MS }, async () => {
    const values = exhibitValues(engine);
    const resources = compileMuseum(engine);
    const anyTree = new AnyTree(({ name, isArray }) => {
      const own = values[name]?.flatMap((value) => (isArray ? (value as unknown[]) : [value]));
      return own && own.length > 0 ? fc.constantFrom(...own) : undefined;
    });
    await compare(MUSEUM_QUESTIONS, {
      resources: museum!.resources,
      dataSource: museum!.dataSource,
      rows: anyMuseum(resources, values),
      questions: anyQuestion(resources, ['Exhibit', 'Exhibit', 'Exhibit', 'Room', 'Vehicle', 'Car'], anyTree),
      fill: (rows) => museum!.fill(rows),
    });
  });
});

interface Compared<Rows> {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly dataSource: DataSource;
  readonly rows: Arbitrary<Rows>;
  readonly questions: Arbitrary<AskedQuestion>;
  readonly fill: (rows: Rows) => Promise<void>;
}

/** Asks both executors the same about the same tables. */
async function compare<Rows>(wanted: number, { resources, dataSource, rows, questions, fill }: Compared<Rows>) {
  const compiled = new Executor('compiled', resources, dataSource);
  const orm = new Executor('orm', resources, dataSource);
  expect(compiled.compiled).toEqual([...resources.keys()].filter((name) => !INHERITING.includes(name)));
  expect(orm.compiled).toEqual([]);
  const counts = { asked: 0, found: 0 };
  const several = fc.array(questions, { minLength: QUESTIONS_OF_ONE, maxLength: QUESTIONS_OF_ONE, size: 'max' });
  const property = fc.asyncProperty(rows, several, async (filling, asked) => {
    await fill(filling);
    const keys = await keysOf(orm, resources);
    const differences: unknown[] = [];
    for (const question of asked) {
      const [ours, theirs] = await Promise.all([compiled.ask(question, keys), orm.ask(question, keys)]);
      if (!isDeepStrictEqual(ours, theirs)) differences.push({ question, ...difference(ours, theirs) });
      counts.asked++;
      if (ours.some(({ rows: list, row }) => row !== undefined || (list !== undefined && list !== '[]')))
        counts.found++;
    }
    expect(differences.slice(0, SHOWN)).toEqual([]);
  });
  await fc.assert(property, { ...settings(wanted / QUESTIONS_OF_ONE), endOnFailure: true, reporter: reportFailure });
  expect(counts.asked).toBeGreaterThanOrEqual(wanted);
  // Else too little is compared to say much.
  expect(counts.found).toBeGreaterThan(wanted / 3);
}

/** Single-table inheritance is for the ORM alone; what is compared is how its rows come with others. */
const INHERITING = ['Vehicle', 'Car', 'Truck'];
