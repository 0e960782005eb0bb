import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { expectNoLeaks, findLeaks } from '../../lib/testing/index.js';
import { DIARIES, DIARISTS, fillDiaries } from './fixtures/leaks/diary.js';
import { closeHoles, HOLES, partsOf } from './fixtures/leaks/holes.js';
import { fillOffice, OFFICE, PRINCIPALS } from './fixtures/leaks/office.js';
import { describeApi } from './harness/describe-api.js';

describeApi('an application whose rules hold', OFFICE, (api) => {
  beforeAll(() => fillOffice(api.dataSource));

  it('has no leaks', { timeout: 120_000 }, async () => {
    const report = await findLeaks(api.app, { principals: PRINCIPALS, maxRequests: 4_000 });
    expect(report).toMatchObject({ leaks: [] });
    expect(report.requests).toBeGreaterThan(3_000);
  });
});

describeApi('an application with a hole', DIARIES, (api) => {
  beforeEach(async () => {
    await api.reset();
    await fillDiaries(api.dataSource);
  });
  afterEach(closeHoles);

  it('has none to begin with', { timeout: 60_000 }, async () => {
    const report = await expectNoLeaks(api.app, { principals: DIARISTS });
    expect(report.requests).toBeGreaterThan(1_000);
    expect(report.gaps).toEqual([]);
  });

  it.each(HOLES)('is told of $title', { timeout: 60_000 }, async ({ kind, resource = 'Entry', request, plant }) => {
    plant(partsOf(api));
    const { leaks } = await findLeaks(api.app, { principals: DIARISTS, resources: [resource] });
    expect(leaks.filter((leak) => leak.kind === kind).map((leak) => leak.request)).toEqual(
      expect.arrayContaining([expect.stringMatching(request)]),
    );
  });
});
