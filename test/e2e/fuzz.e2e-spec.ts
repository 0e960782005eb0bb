import { beforeAll, describe, expect, it } from 'vitest';
import { FuzzRun } from './fuzz/fuzz-run.js';
import { FUZZED_APP } from './fuzz/fuzzed-app.js';
import { guardedAskers, GUARDED_APP, PRIVATE_PATHS } from './fuzz/guarded-app.js';
import { fillGuarded } from './fuzz/guarded-rows.js';
import { describeApi } from './harness/describe-api.js';

/** Of the choices in a run; a failure names it. */
const SEED = Number(process.env['LIGHTAPI_FUZZ_SEED'] ?? 20_240_531);
/** Requests to each pairing of engine and platform. */
const AMOUNT = Number(process.env['LIGHTAPI_FUZZ_REQUESTS'] ?? 400);

describeApi('any request at all', FUZZED_APP, (api) => {
  it('with an empty body of JSON is refused, even where every field may be absent', async () => {
    const { body: country } = await api.agent.post('/countries').send({ code: 'nl', name: 'Nederland' }).expect(201);
    for (const method of ['put', 'patch'] as const) {
      const answer = await api.agent[method]('/countries/nl').set('content-type', 'application/json').send('');
      expect([answer.status, answer.body.code]).toEqual([400, 'LA206']);
    }
    expect((await api.agent.get('/countries/nl').expect(200)).body).toEqual(country);
  });

  it('with a long question has links that its client can read', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
    const answer = await api.agent.get(`/tickets?id__nin=${ids.join(',')}&page=2&page_size=1`).expect(200);
    expect((answer.headers['link'] ?? '').length).toBeLessThan(4096);
    expect(answer.body.previous).toContain(ids[199]);
  });

  describe(`of ${AMOUNT} with the seed ${SEED}`, () => {
    it(
      'is answered as the OpenAPI document says, and tells nothing of what is inside',
      async () => {
        const run = new FuzzRun({ url: api.url, document: api.document, seed: SEED });
        const report = await run.send(AMOUNT);
        expect(report.failures.join('\n\n')).toBe('');
        // Requests that are refused one and all would prove nothing.
        expect(report.accepted).toBeGreaterThan(AMOUNT * 0.25);
      },
      20_000 + AMOUNT * 50,
    );
  });
});

describeApi('any request of anybody', GUARDED_APP, (api) => {
  beforeAll(() => fillGuarded(api.dataSource));

  describe(`of ${AMOUNT} with the seed ${SEED}`, () => {
    it(
      'is answered as the OpenAPI document says, and tells nothing that is for somebody else',
      async () => {
        const askers = await guardedAskers(api.url);
        const { url, document } = api;
        const run = new FuzzRun({ url, document, seed: SEED, askers, privatePaths: PRIVATE_PATHS });
        const report = await run.send(AMOUNT);
        expect(report.failures.join('\n\n')).toBe('');
        expect(report.accepted).toBeGreaterThan(AMOUNT * 0.2);
      },
      20_000 + AMOUNT * 50,
    );
  });
});
