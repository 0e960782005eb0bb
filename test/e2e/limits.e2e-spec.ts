import { beforeAll, describe, expect, it } from 'vitest';
import { many, QUERIES, SEARCHES, SHAPES, wide } from './fixtures/limits.js';
import { FUZZED_APP } from './fuzz/fuzzed-app.js';
import { RawClient } from './fuzz/raw-client.js';
import { describeApi } from './harness/describe-api.js';

describeApi('a limit', FUZZED_APP, (api) => {
  beforeAll(async () => {
    await api.agent.post('/novels').send({ title: 'one' }).expect(201);
  });

  it.each(QUERIES)('of %s has two sides', async (_what, within, past, error) => {
    await api.agent.get(`/novels?${within}`).expect(200);
    const { body } = await api.agent.get(`/novels?${past}`).expect(400);
    expect(body.errors).toMatchObject([error]);
  });

  it.each(QUERIES.filter(([, within]) => !within.includes('page=')))(
    'of %s holds for related rows',
    async (_what, within, past, error) => {
      const { body: writer } = await api.agent.post('/writers').send({ name: 'w' }).expect(201);
      await api.agent.get(`/writers/${writer.id}/novels?${within}`).expect(200);
      const { body } = await api.agent.get(`/writers/${writer.id}/novels?${past}`).expect(400);
      expect(body.errors).toMatchObject([error]);
    },
  );

  it.each(SEARCHES)('of %s has two sides in a search', async (_what, path, within, past, error) => {
    await api.agent.post(path).send(within).expect(200);
    const { body } = await api.agent.post(path).send(past).expect(400);
    expect(body.errors).toMatchObject([error]);
  });

  it.each(SHAPES)('of %s has two sides', async (_what, path, within, withinCode, past, pastCode) => {
    const client = new RawClient(api.url);
    const codeOf = async (body: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' };
      const { status, text } = await client.send({ method: 'POST', path, headers, body });
      return status < 400 ? undefined : (JSON.parse(text) as { readonly code: unknown }).code;
    };
    const codes = [await codeOf(within), await codeOf(past)];
    client.close();
    expect(codes).toEqual([withinCode, pastCode]);
  });

  describe('for a cursor', () => {
    it('is that of the question that it stands in', async () => {
      const long = 'A'.repeat(8192 - 'cursor='.length);
      const { body: within } = await api.agent.get(`/novels?cursor=${long}`).expect(400);
      expect(within.errors).toMatchObject([{ parameter: 'cursor', code: 'LA108' }]);
      const { body: past } = await api.agent.get(`/novels?cursor=${long}A`).expect(400);
      expect(past.errors).toMatchObject([{ code: 'LA105' }]);
    });

    it('lets pages go on past those that have numbers', async () => {
      const { body } = await api.agent.get('/novels?page_size=100&cursor=').expect(200);
      expect(body).toMatchObject({ next: null, previous: null });
    });
  });

  it('of 255 characters of an idempotency key has two sides', async () => {
    const send = (length: number) =>
      api.agent.post('/tickets').set('Idempotency-Key', 'k'.repeat(length)).send({ subject: 's' });
    await send(255).expect(201);
    expect((await send(256).expect(400)).body.errors).toMatchObject([{ header: 'Idempotency-Key', code: 'LA505' }]);
  });

  it('of 20 errors has two sides', async () => {
    const names = (amount: number): string => many(amount, (index) => `x${index}=1`).join('&');
    expect((await api.agent.get(`/novels?${names(20)}`).expect(400)).body.errors).toHaveLength(20);
    expect((await api.agent.get(`/novels?${names(21)}`).expect(400)).body.errors).toHaveLength(20);
    const { body } = await api.agent
      .post('/novels')
      .send(JSON.parse(wide(30)))
      .expect(400);
    expect(body.errors).toHaveLength(20);
  });
});
