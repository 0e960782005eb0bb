import { afterEach, beforeEach, expect, it } from 'vitest';
import { findLeaks } from '../../lib/testing/index.js';
import { DIARIES, DIARISTS, fillDiaries } from './fixtures/leaks/diary.js';
import { closeHoles, HOLES, partsOf } from './fixtures/leaks/holes.js';
import { describeApi } from './harness/describe-api.js';

// What is tried here is the search for leaks, which asks every platform alike.
describeApi('an application with a hole', { ...DIARIES, platforms: ['fastify'] }, (api) => {
  beforeEach(async () => {
    await api.reset();
    await fillDiaries(api.dataSource);
  });
  afterEach(closeHoles);

  it.each(HOLES)('is told of $title', { timeout: 180_000 }, async ({ kind, resource = 'Entry', request, plant }) => {
    plant(partsOf(api));
    const { leaks } = await findLeaks(api.app, { principals: DIARISTS, resources: [resource] });
    expect(leaks.filter((leak) => leak.kind === kind).map((leak) => leak.request)).toEqual(
      expect.arrayContaining([expect.stringMatching(request)]),
    );
  });
});
