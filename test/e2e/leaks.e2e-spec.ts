import { Test } from '@nestjs/testing';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoLeaks, findLeaks, type LeakProgress } from '../../lib/testing/index.js';
import { DIARIES, DIARISTS, fillDiaries } from './fixtures/leaks/diary.js';
import { fillOffice, OFFICE, PRINCIPALS } from './fixtures/leaks/office.js';
import { describeApi } from './harness/describe-api.js';
import { createTestDatabase, type TestDatabase } from './harness/test-databases.js';

describeApi('an application whose rules hold', OFFICE, (api) => {
  beforeAll(() => fillOffice(api.dataSource));

  it('has no leaks', { timeout: 180_000 }, async () => {
    const report = await expectNoLeaks(api.app, { principals: PRINCIPALS, maxRequests: 2_500 });
    expect(report.requests).toBeGreaterThan(2_000);
  });
});

describeApi('the search for leaks', DIARIES, (api) => {
  beforeAll(() => fillDiaries(api.dataSource));

  it('asks everything that can be asked', { timeout: 180_000 }, async () => {
    const report = await expectNoLeaks(api.app, { principals: DIARISTS });
    expect(report).toEqual({ leaks: [], requests: expect.any(Number) as unknown, gaps: [] });
    expect(report.requests).toBeGreaterThan(1_500);
  });

  it('finds rules that are wrong themselves, by what is expected of them', { timeout: 180_000 }, async () => {
    const { leaks } = await findLeaks(api.app, {
      principals: DIARISTS,
      resources: ['Entry'],
      maxRequests: 400,
      writes: false,
      expectations: { mayRead: (_principal, resource, row) => (resource === 'Entry' ? row['id'] !== 1 : undefined) },
    });
    expect(leaks).toContainEqual(
      expect.objectContaining({ kind: 'row', principal: 'ann', resource: 'Entry', detail: 'The answer has Entry 1.' }),
    );
  });

  it('finds fields that are open against what is expected', { timeout: 180_000 }, async () => {
    const { leaks } = await findLeaks(api.app, {
      principals: DIARISTS,
      resources: ['Entry'],
      maxRequests: 150,
      expectations: { mayReadField: (_principal, resource, field) => `${resource}.${field}` !== 'Entry.text' },
    });
    expect(leaks.map(({ kind, detail }) => `${kind} ${detail}`)).toContain('value The answer has Entry.text of 1.');
  });

  it('finds writes that are allowed against what is expected', { timeout: 180_000 }, async () => {
    const { leaks } = await findLeaks(api.app, {
      principals: DIARISTS,
      resources: ['Diary'],
      expectations: { mayWrite: (_principal, _resource, _row, action) => (action === 'update' ? false : undefined) },
    });
    expect(leaks.filter(({ kind }) => kind === 'write')).toContainEqual({
      kind: 'write',
      principal: 'ann',
      resource: 'Diary',
      request: 'PATCH /diaries/1 {"title":"diary of ben"}',
      detail: 'Diary 1 was changed.',
    });
    await api.reset();
    await fillDiaries(api.dataSource);
  });

  it('is the same each time, within its budget, and tells how far it has come', { timeout: 180_000 }, async () => {
    const seen: LeakProgress[] = [];
    const options = { principals: DIARISTS, maxRequests: 120 };
    const first = await findLeaks(api.app, { ...options, onProgress: (progress) => seen.push(progress) });
    const second = await findLeaks(api.app, options);
    expect(second).toEqual(first);
    expect(first.requests).toBeGreaterThan(60);
    expect(first.requests).toBeLessThan(240);
    expect(first.gaps).toEqual([expect.stringMatching(/^\d+ of \d+ questions were left out: maxRequests is 120$/)]);
    expect(seen.map(({ done }) => done)).toEqual(seen.map((_progress, index) => index));
    expect(seen.every(({ total }) => total === seen.length)).toBe(true);
  });

  it('leaves writes out where it is told to', { timeout: 180_000 }, async () => {
    const before = await api.dataSource.query<unknown[]>('SELECT * FROM leak_entry');
    const report = await expectNoLeaks(api.app, { principals: DIARISTS, resources: ['Diary'], writes: false });
    expect(report.gaps).toEqual([]);
    expect(await api.dataSource.query<unknown[]>('SELECT * FROM leak_entry')).toEqual(before);
  });

  it('says what it could not look at', { timeout: 180_000 }, async () => {
    const report = await findLeaks(api.app, {
      principals: DIARISTS,
      resources: ['Diary'],
      maxRequests: 20,
      expectations: { mayRead: () => true },
    });
    expect(report.gaps).toContain('Diary: there is no row that one of the principals may not read');
  });

  it('needs two principals, and resources that exist', async () => {
    await expect(findLeaks(api.app, { principals: DIARISTS.slice(1) })).rejects.toThrow(
      new TypeError('findLeaks needs at least two principals: each is told from the others.'),
    );
    await expect(findLeaks(api.app, { principals: DIARISTS, resources: ['Dairy'] })).rejects.toThrow(
      new TypeError('There is no resource called "Dairy".'),
    );
  });

  it('does not go on where it is shown nothing, and would find nothing', async () => {
    const asking = (headers: Record<string, string>) =>
      findLeaks(api.app, { principals: [{ ...DIARISTS[0]!, headers }, DIARISTS[1]!], resources: ['Diary'] });
    await expect(asking({ 'x-usr': 'ann' })).rejects.toThrow(
      /^GET \/diaries\S* answered 401: the credentials of ann are not valid, or not any more\.$/,
    );
    await expect(asking({ 'x-user': 'ann', 'x-flood': 'yes' })).rejects.toThrow(
      /^GET \/diaries\S*, asked by ann, answered 429: lift the limit of requests for the search\.$/,
    );
  });
});

describe('an application that does not listen', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase('sqlite');
  });
  afterAll(() => database.drop());

  it('is started for as long as it is asked', { timeout: 180_000 }, async () => {
    const module = await Test.createTestingModule({ imports: DIARIES.imports(database.options) }).compile();
    const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
    await app.init();
    await fillDiaries(app.get(DataSource));
    const { requests } = await expectNoLeaks(app, { principals: DIARISTS, resources: ['Diary'], maxRequests: 50 });
    expect(requests).toBeGreaterThan(20);
    expect((app.getHttpServer() as { listening: boolean }).listening).toBe(false);
    await app.close();
  });
});
