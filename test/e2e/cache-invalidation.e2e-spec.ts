import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiCache } from '../../lib/index.js';
import { fillMuseum, MUSEUM, museumTwin } from './fixtures/museum/museum.js';
import { QUESTIONS } from './fixtures/museum/questions.js';
import { REFUSED, WRITES } from './fixtures/museum/request-writes.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { KeptAnswers, type AnswerChange } from './harness/kept-answers.js';
import { send } from './harness/parallel-client.js';
import { useTwin } from './harness/twin-app.js';

const where = (changes: ReadonlyMap<string, AnswerChange>, is: (change: AnswerChange) => boolean): string[] =>
  [...changes].filter(([, change]) => is(change)).map(([name]) => name);

function suite(api: Api): void {
  const twin = useTwin(api, museumTwin);
  let kept: KeptAnswers;

  beforeEach(async () => {
    await api.reset();
    await fillMuseum(api.dataSource.manager);
    await api.app.get(LightApiCache).clear();
    kept = new KeptAnswers(api, twin, QUESTIONS);
    await kept.keep();
  });

  describe('are dropped where they may be others now, by', () => {
    it.each(WRITES)('$title', async ({ method, path, body, headers, status, keeps }) => {
      const answer = await send(api, method, path, body, headers);
      expect(answer).toMatchObject({ status });
      const changes = await kept.compare();
      expect(where(changes, ({ hasChanged }) => hasChanged)).not.toEqual([]);
      expect(keeps.filter((name) => changes.get(name)?.isHit !== true)).toEqual([]);
    });
  });

  describe('all stay after', () => {
    it.each(REFUSED)('$title', async ({ method, path, body, status }) => {
      const answer = await send(api, method, path, body);
      expect(answer).toMatchObject({ status });
      expect(where(await kept.compare(), ({ isHit, hasChanged }) => !isHit || hasChanged)).toEqual([]);
    });

    it('a create that is answered once more', async () => {
      const create = () => send(api, 'POST', '/houses', { name: 'East' }, { 'Idempotency-Key': 'again' });
      expect((await create()).status).toBe(201);
      await kept.keep();
      expect((await create()).status).toBe(201);
      expect(where(await kept.compare(), ({ isHit, hasChanged }) => !isHit || hasChanged)).toEqual([]);
    });
  });
}

const title = 'answers that are kept while the API writes';
describeApi(title, { ...MUSEUM, platforms: ['fastify'] }, suite);
describeApi(title, { ...MUSEUM, platforms: ['express'], engines: ['sqlite'] }, suite);
