import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAgainstItself } from './against-itself.js';
import { measureBoots } from './boot.js';
import { type Contestant, startContestant, VARIANTS } from './contestant.js';
import { type BenchDatabase, createDatabase } from './database.js';
import { checkEquivalence } from './equivalence.js';
import { disagreements, type Figures, summarize, TOLERANCE } from './figures.js';
import { OPERATIONS } from './operations.js';
import { profile } from './profile.js';
import { bootReport, figuresReport, selfReport } from './report.js';
import { writeResults } from './results.js';
import { type Effort, runRounds } from './rounds.js';

const QUICK: Effort = { warmUp: 600, rounds: 4, requests: 600 };
const FULL: Effort = { warmUp: 1_500, rounds: 9, requests: 1_500 };

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    operations: { type: 'string' },
    'no-boot': { type: 'boolean', default: false },
    'only-boot': { type: 'boolean', default: false },
    'only-itself': { type: 'boolean', default: false },
    profile: { type: 'string' },
    date: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '..', '..', 'results.json') },
  },
});

const began = performance.now();
const effort = options.quick ? QUICK : FULL;
const operations = OPERATIONS.filter(({ name }) => options.operations?.split(',').includes(name) ?? true);

function progress(text: string): void {
  console.error(`[${((performance.now() - began) / 1000).toFixed(0).padStart(3)} s] ${text}`);
}

/** Runs `work` on a database of its own, which goes whatever happens. */
async function withDatabase<Result>(work: (database: BenchDatabase) => Promise<Result>): Promise<Result> {
  progress('filling a database');
  const database = await createDatabase();
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

async function compare(database: BenchDatabase): Promise<Figures> {
  const contestants: Contestant[] = [];
  try {
    for (const number of VARIANTS.keys()) contestants.push(await startContestant(number, database.url));
    progress('checking that all answers are the same');
    await checkEquivalence(contestants);
    return summarize(await runRounds(contestants, operations, database, effort, progress));
  } finally {
    await Promise.all(contestants.map(({ server }) => server.stop()));
  }
}

if (options.profile !== undefined) {
  const [variant, operation] = options.profile.split('/');
  console.log(await withDatabase((database) => profile(database, variant!, operation!, effort)));
} else {
  const isPart = options['only-boot'] || options['only-itself'];
  const figures = isPart ? undefined : await withDatabase(compare);
  const itself =
    options['only-boot'] || options.operations !== undefined
      ? undefined
      : await withDatabase((database) => measureAgainstItself(database, effort, progress));
  const boots =
    options['no-boot'] || options['only-itself'] ? undefined : await measureBoots(options.quick ? 1 : 3, progress);
  if (figures) console.log(`\n${figuresReport(figures)}`);
  if (itself) console.log(`\n${selfReport(itself)}`);
  if (boots) console.log(`\n${bootReport(boots)}`);
  const odd = figures ? disagreements(figures, 'floor again') : [];
  for (const [operation, difference] of odd) {
    const percent = (difference * 100).toFixed(0);
    console.log(
      `\nVOID: the two floors differ by ${percent} % for ${operation}; more than ${TOLERANCE * 100} % says nothing.`,
    );
  }
  if (odd.length > 0) process.exitCode = 2;
  else {
    const mode = options.quick ? 'quick' : 'full';
    const run = { date: options.date ?? null, node: process.version, mode, effort } as const;
    writeResults(options.out, { figures, itself, boots }, run);
    progress(`written to ${options.out}`);
  }
}
