import { expect, it } from 'vitest';
import { LightApiCache, LightApiTransactions } from '../../lib/index.js';
import { Random } from './fuzz/random.js';
import { fillMuseum, MARKS, MUSEUM, museumTwin } from './fixtures/museum/museum.js';
import { RandomSteps } from './fixtures/museum/random-steps.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { askBoth, isHit } from './harness/kept-answers.js';
import { send } from './harness/parallel-client.js';
import { useTwin } from './harness/twin-app.js';

const SEEDS = [1, 2, 3];
const QUESTIONS_AFTER_A_WRITE = 8;
/** `LIGHTAPI_TEST_ROUNDS=all` walks four times as far. */
const LENGTH = process.env['LIGHTAPI_TEST_ROUNDS'] === 'all' ? 4 : 1;
/** Of writes that run beside each other and beside questions. */
const ROUNDS = 5 * LENGTH;
const AT_ONCE = 8;

/** Of all seeds together. */
const STEPS = { sqlite: 300 * LENGTH, postgres: 100 * LENGTH, mariadb: 100 * LENGTH };

function suite(api: Api): void {
  const twin = useTwin(api, museumTwin);

  const start = async (seed: number): Promise<{ random: Random; steps: RandomSteps }> => {
    await api.reset();
    await fillMuseum(api.dataSource.manager);
    await api.app.get(LightApiCache).clear();
    const random = new Random(seed);
    const marks = MARKS.map(({ id }) => id);
    return { random, steps: new RandomSteps(random, marks) };
  };

  it.each(SEEDS)(
    'are the answers of an application that keeps none, whatever is written (seed %i)',
    async (seed) => {
      const { random, steps } = await start(seed);
      const counts = { hits: 0, questions: 0, written: 0, refused: 0 };
      for (let step = 0; step < STEPS[api.engine] / SEEDS.length; step++) {
        const context = `seed ${seed}, step ${step}, after ${await write(steps, random, counts)}`;
        for (let index = 0; index < QUESTIONS_AFTER_A_WRITE; index++) {
          const answer = await askBoth(api, twin, steps.question(), context);
          counts.questions++;
          if (isHit(answer)) counts.hits++;
        }
      }
      // Otherwise it would have tested nothing.
      expect(counts.hits / counts.questions).toBeGreaterThan(0.15);
      expect(counts.written).toBeGreaterThan(counts.refused / 2);
    },
    120_000,
  );

  it.each(SEEDS)(
    'are so when it is quiet again after many have written and asked at once (seed %i)',
    async (seed) => {
      const { random, steps } = await start(seed + 100);
      const counts = { written: 0, refused: 0 };
      for (let round = 0; round < ROUNDS; round++) {
        const asked = random.times(16, () => steps.question());
        await Promise.all([
          ...random.times(AT_ONCE, () => write(steps, random, counts)),
          ...[...asked, ...asked].map(({ method, path, body }) => send(api, method, path, body)),
        ]);
        for (const question of asked) await askBoth(api, twin, question, `seed ${seed}, round ${round}`);
      }
      expect(counts.written).toBeGreaterThan(ROUNDS);
    },
    120_000,
  );

  /** Answers with what was written. */
  const write = async (
    steps: RandomSteps,
    random: Random,
    counts: { written: number; refused: number },
  ): Promise<string> => {
    if (random.happens(0.25)) return hostWrite(steps, random, counts);
    const request = steps.write();
    const answer = await send(api, request.method, request.path, request.body);
    expect([500, 501, 502]).not.toContain(answer.status);
    counts[answer.status < 400 ? 'written' : 'refused']++;
    steps.learn(request, answer);
    return `${request.method} ${request.path} ${JSON.stringify(request.body)} ${answer.status}`;
  };

  const hostWrite = async (
    steps: RandomSteps,
    random: Random,
    counts: { written: number; refused: number },
  ): Promise<string> => {
    const work = steps.hostWrite();
    const transactions = api.app.get(LightApiTransactions);
    const isTogether = random.happens(0.5);
    const fails = isTogether && random.happens(0.3);
    const run = isTogether
      ? transactions.run(async () => {
          await work(transactions.manager());
          if (fails) throw new Error('changed my mind');
        })
      : work(api.dataSource.manager);
    const isWritten = await run.then(
      () => true,
      () => false,
    );
    counts[isWritten ? 'written' : 'refused']++;
    return `${work.toString()} ${isWritten ? 'done' : 'failed'}`;
  };
}

const title = 'answers that are kept, over random walks,';
describeApi(title, { ...MUSEUM, platforms: ['fastify'] }, suite);
describeApi(title, { ...MUSEUM, platforms: ['express'], engines: ['sqlite'] }, suite);
