import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAgainstItself } from './against-itself.js';
import { measureBoots } from './boot.js';
import { drawChart } from './chart.js';
import { chosenVariants } from './choice.js';
import {
  type Contestant,
  peerOf,
  SQLITE_VARIANTS,
  startContestant,
  stopContestants,
  type Variant,
  VARIANTS,
} from './contestant.js';
import { type BenchDatabase, createDatabase } from './database.js';
import { checkEquivalence } from './equivalence.js';
import { disagreements, type Figures, summarize, TOLERANCE } from './figures.js';
import { type Column, COLUMNS } from './operations.js';
import { preparePeer } from './peer-packages.js';
import { profile } from './profile.js';
import { bootReport, figuresReport, memoryReport, selfReport } from './report.js';
import { writeResults } from './results.js';
import { type Effort, runRounds, type Samples } from './rounds.js';
import type { Memory } from './server.process.js';
import { createSqliteDatabase } from './sqlite-database.js';

const QUICK: Effort = { warmUp: 80, rounds: 2, requests: 80 };
const FULL: Effort = { warmUp: 1_000, rounds: 7, requests: 1_000 };

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    operations: { type: 'string' },
    variants: { type: 'string' },
    peers: { type: 'string' },
    'no-boot': { type: 'boolean', default: false },
    'only-boot': { type: 'boolean', default: false },
    'only-itself': { type: 'boolean', default: false },
    'only-sqlite': { type: 'boolean', default: false },
    chart: { type: 'boolean', default: false },
    profile: { type: 'string' },
    date: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '..', '..', 'results.json') },
  },
});

const began = performance.now();
const effort = options.quick ? QUICK : FULL;
const columns = COLUMNS.filter(({ name }) => options.operations?.split(',').includes(name) ?? true);
/** Comparisons are of a run as a whole: a part of the variants is shown, and not written down. */
const isWhole = options.variants === undefined && options.peers === undefined;

function progress(text: string): void {
  console.error(`[${((performance.now() - began) / 1000).toFixed(0).padStart(3)} s] ${text}`);
}

/** Runs `work` on a database of its own, which goes whatever happens. */
async function withDatabase<Result>(
  work: (database: BenchDatabase) => Promise<Result>,
  create: () => BenchDatabase | Promise<BenchDatabase> = createDatabase,
): Promise<Result> {
  progress('filling a database');
  const database = await create();
  const interrupted = (): void => {
    void database.drop().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work(database);
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await database.drop();
  }
}

interface Comparison {
  readonly figures: Figures;
  readonly memory: Readonly<Record<string, Memory>>;
}

async function compare(database: BenchDatabase, variants: readonly Variant[]): Promise<Comparison> {
  const contestants: Contestant[] = [];
  try {
    for (const [number, variant] of variants.entries()) {
      progress(`starting ${variant.label}`);
      contestants.push(await startContestant(variant, number, database));
    }
    progress('checking that all answers are the same');
    await checkEquivalence(contestants, columns);
    const phase = (part: readonly Column[]): Promise<Samples> =>
      runRounds(contestants, part, database, effort, progress);
    const samples = [
      ...(await phase(columns.filter(({ isLast }) => isLast !== true))),
      ...(await phase(columns.filter(({ isLast }) => isLast === true))),
    ];
    const memory: Record<string, Memory> = {};
    for (const { label, server } of contestants) memory[label] = await server.memory();
    return { figures: summarize(new Map(samples.filter(([, byLabel]) => byLabel.size > 0))), memory };
  } finally {
    await stopContestants(contestants);
  }
}

function onPostgres(): Promise<Comparison> {
  const chosen = chosenVariants(VARIANTS, options.variants, options.peers);
  for (const peer of chosen.flatMap((variant) => peerOf(variant) ?? [])) preparePeer(peer, progress);
  return withDatabase((database) => compare(database, chosen));
}

function onSqlite(): Promise<Comparison> {
  const known = SQLITE_VARIANTS.map(({ variant }) => variant);
  const names = options.variants?.split(',').filter((name) => known.includes(name));
  const chosen = chosenVariants(SQLITE_VARIANTS, names?.join(',') || (names && 'none'), undefined);
  return withDatabase((database) => compare(database, chosen), createSqliteDatabase);
}

function reportVoid(figures: Figures): boolean {
  const odd = disagreements(figures, 'floor again');
  for (const [operation, difference] of odd) {
    const percent = (difference * 100).toFixed(0);
    console.log(
      `\nVOID: the two floors differ by ${percent} % for ${operation}; more than ${TOLERANCE * 100} % says nothing.`,
    );
  }
  return odd.length > 0;
}

async function run(): Promise<void> {
  const only = (['only-boot', 'only-itself', 'only-sqlite'] as const).find((name) => options[name]);
  const wants = (name: typeof only): boolean => only === undefined || only === name;
  const isAll = options.operations === undefined && isWhole;
  const compared = only === undefined ? await onPostgres() : undefined;
  const sqlite = wants('only-sqlite') ? await onSqlite() : undefined;
  const itself =
    wants('only-itself') && isAll
      ? await withDatabase((database) => measureAgainstItself(database, effort, progress))
      : undefined;
  const boots =
    wants('only-boot') && isWhole && !options['no-boot']
      ? await measureBoots(options.quick ? 1 : 3, progress)
      : undefined;
  const { figures, memory } = compared ?? {};
  if (figures) console.log(`\nPostgreSQL\n\n${figuresReport(figures)}`);
  if (memory) console.log(`\n${memoryReport(memory)}`);
  if (sqlite) console.log(`\nSQLite\n\n${figuresReport(sqlite.figures)}`);
  if (itself) console.log(`\n${selfReport(itself)}`);
  if (boots) console.log(`\n${bootReport(boots)}`);
  const isVoid = [figures, sqlite?.figures].filter((some) => some && reportVoid(some)).length > 0;
  if (isVoid) process.exitCode = 2;
  else if (isWhole) {
    const mode = options.quick ? 'quick' : 'full';
    const measured = {
      figures,
      memory: isAll ? memory : undefined,
      sqlite: isAll ? sqlite?.figures : undefined,
      itself,
      boots,
    };
    writeResults(options.out, measured, { date: options.date ?? null, node: process.version, mode, effort });
    if (!options.quick) drawChart(options.out);
    progress(`written to ${options.out}`);
  } else progress('not written down: not all variants took part');
}

if (options.chart) drawChart(options.out);
else if (options.profile !== undefined) {
  const [variant, operation] = options.profile.split('/');
  console.log(await withDatabase((database) => profile(database, variant!, operation!, effort)));
} else await run();
