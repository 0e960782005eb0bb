import { LightApiModule } from '../../lib/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { Draft, drafted, DRAFTS, Note, Printer, PublishDraft } from './fixtures/desk-actions.js';
import { as, EDITH, HeaderGuard } from './fixtures/principals.js';
import { describeApi, type Api, type ApiOptions } from './harness/describe-api.js';

const OWNER = { id: 7 };
const READER = { id: 8 };

const DESK: Pick<ApiOptions, 'imports'> = {
  imports: (database) => [
    LightApiModule.forRoot({ database }),
    LightApiModule.forFeature([DRAFTS, { entity: Note, access: 'public', cache: true }], {
      guards: [HeaderGuard],
      providers: [Printer],
    }),
  ],
};

const publishAt = (api: Api, user: object | undefined, id: number | string, body: object, header?: string) => {
  const request = as(api, user as typeof OWNER | undefined).post(`/drafts/${id}/publish`);
  return (header === undefined ? request : request.set('If-Match', header)).send(body);
};

describeApi('actions', { ...DESK, engines: ['sqlite'] }, (api) => {
  beforeEach(() => api.reset());

  const publish = publishAt.bind(undefined, api);

  it('answer with the row as it is now, and its version', async () => {
    const { id } = await drafted(api.dataSource, { secret: 'hash' });
    const answer = await publish(OWNER, id, { slug: 'one' }).expect(200);
    expect(answer.body).toEqual({ id, title: 'one', ownerId: 7, published: true, slug: 'one', revision: 2 });
    expect(answer.headers.etag).toBe('"2"');
    expect(api.app.get(Printer, { strict: false }).printed).toContain('PublishBody one');
    const { body } = await as(api, OWNER).post(`/drafts/${id}/publish?fields=slug`).send({ slug: 'x' }).expect(409);
    expect(body).toMatchObject({ status: 409, detail: 'It is published already.' });
  });

  it('reach no row that may not be seen, and say 403 of one that may be seen alone', async () => {
    const { id } = await drafted(api.dataSource, {});
    const hidden = await drafted(api.dataSource, { title: 'invisible' });
    expect((await publish(undefined, id, { slug: 'x' }).expect(401)).body).toMatchObject({ code: 'LA600' });
    expect((await publish(READER, id, { slug: 'x' }).expect(403)).body).toMatchObject({ code: 'LA700' });
    await publish(OWNER, hidden.id, { slug: 'x' }).expect(404);
    await publish(OWNER, 999, { slug: 'x' }).expect(404);
    await publish(OWNER, 'abc', { slug: 'x' }).expect(400);
    expect(await api.dataSource.manager.countBy(Draft, { published: true })).toBe(0);
  });

  it('have rules of their own', async () => {
    const { id } = await drafted(api.dataSource, {});
    await as(api, OWNER).delete(`/drafts/${id}/shred`).expect(403);
    await as(api, EDITH).delete(`/drafts/${id}/shred`).expect(204);
    await as(api, EDITH).delete(`/drafts/${id}/shred`).expect(404);
    await as(api, EDITH).post(`/drafts/${id}/closed`).expect(403);
  });

  it('heed If-Match', async () => {
    const { id } = await drafted(api.dataSource, {});
    await publish(OWNER, id, { slug: 'x' }, '"9"').expect(412);
    await publish(OWNER, id, { slug: 'x' }, 'nonsense').expect(400);
    await publish(OWNER, id, { slug: 'x' }, '"1"').expect(200);
  });

  it('take a body as strictly as any, with all problems and their pointers', async () => {
    const { id } = await drafted(api.dataSource, {});
    const body = { slug: 5, copis: 1, copies: 0, reasons: [{ text: 'x' }, { text: 'fine', more: 1 }] };
    const refused = await publish(OWNER, id, body).expect(400);
    const errors = refused.body.errors as { pointer: string; code: string; detail: string }[];
    expect(Object.fromEntries(errors.map(({ pointer, code }) => [pointer, code]))).toEqual({
      '/slug': 'LA210',
      '/copis': 'LA201',
      '/copies': 'LA210',
      '/reasons/0/text': 'LA210',
      '/reasons/1/more': 'LA201',
    });
    expect(errors.find(({ pointer }) => pointer === '/copis')!.detail).toContain('"copies"');
    expect((await publish(OWNER, id, {}).expect(400)).body.errors).toEqual([
      { pointer: '/slug', code: 'LA204', detail: 'Is required.' },
    ]);
    await publish(OWNER, id, [1]).expect(400);
    await publish(OWNER, id, { slug: 'a\0b' }).expect(400);
    await publish(OWNER, id, { slug: 'a'.repeat(120_000) }).expect(413);
    const form = as(api, OWNER).post(`/drafts/${id}/publish`).set('content-type', 'text/plain');
    await form.send('slug=x').expect(415);
    const pollution = as(api, OWNER).post(`/drafts/${id}/publish`).set('content-type', 'application/json');
    await pollution.send('{"slug":"x","__proto__":{"copies":1}}').expect(400);
    await as(api, OWNER).post(`/drafts/${id}/publish?nonsense=1`).send({ slug: 'x' }).expect(400);
    await as(api, OWNER).delete(`/drafts/${id}/shred?fields=id`).expect(403);
  });

  it('answer with what a class exposes, and nothing else', async () => {
    const { id } = await drafted(api.dataSource, {});
    await as(api, READER).get(`/drafts/${id}/peek`).expect(200, { title: 'one', copies: 1 });
    await as(api, undefined)
      .get('/drafts/titles')
      .expect(200, [{ title: 'a', copies: null }]);
    await api.agent.get(`/drafts/${id}/peek`).expect(401);
  });

  it('on a collection are for whom the rule allows every row', async () => {
    await as(api, OWNER).post('/drafts/purge').expect(403);
    const made = await as(api, READER).post('/drafts/adopt').expect(201);
    expect(made.body).toMatchObject({ title: 'adopted', ownerId: 8, revision: 1 });
    await as(api, READER).post('/drafts/adopt?fields=id').expect(400);
    await api.agent.post('/drafts/adopt').expect(401);
  });

  it('answer 405 and OPTIONS as any path does', async () => {
    const { id } = await drafted(api.dataSource, {});
    const wrong = await as(api, OWNER).get(`/drafts/${id}/publish`).expect(405);
    expect(wrong.headers.allow).toBe('POST, OPTIONS');
    expect((await as(api, OWNER).patch('/drafts/adopt').send({}).expect(405)).headers.allow).toBe('POST, OPTIONS');
    expect((await as(api, OWNER).delete('/drafts/titles').expect(405)).headers.allow).toBe('GET, HEAD, OPTIONS');
    expect((await api.agent.options(`/drafts/${id}/peek`).expect(204)).headers.allow).toBe('GET, HEAD, OPTIONS');
    expect((await api.agent.options('/drafts/adopt').expect(204)).headers.allow).toBe('POST, OPTIONS');
    await as(api, OWNER).get(`/drafts/${id}`).expect(200);
  });

  it('are in the OpenAPI document with everything that they take and answer', () => {
    const paths = api.document.paths as Record<string, Record<string, Record<string, unknown>>>;
    const operation = paths['/drafts/{id}/publish']!['post']!;
    expect(operation).toMatchObject({ operationId: 'publishDraft', summary: 'Publish.', tags: ['Draft'] });
    expect(Object.keys(operation['responses'] as object)).toEqual(
      expect.arrayContaining(['200', '204', '400', '401', '403', '404', '409', '412', '413', '415', '500', '503']),
    );
    expect(JSON.stringify(operation['responses'])).toContain('It is published already.');
    expect(api.document.components!.schemas!['PublishBody']).toMatchObject({
      required: ['slug'],
      properties: {
        slug: { type: 'string', maxLength: 20 },
        copies: { type: 'integer', minimum: 1 },
        reasons: { type: 'array', items: { $ref: '#/components/schemas/Reason' } },
      },
    });
    expect(paths['/drafts/adopt']!['post']).toMatchObject({
      operationId: 'adoptDrafts',
      summary: 'Makes an empty draft.',
    });
  });
});

describeApi('what actions write', { ...DESK, platforms: ['fastify'] }, (api) => {
  beforeEach(() => api.reset());

  const publish = publishAt.bind(undefined, api);

  it('are stored as a whole or not at all, without a word of the application', async () => {
    const { id } = await drafted(api.dataSource, {});
    const failed = await publish(OWNER, id, { slug: 'break' }).expect(500);
    expect(failed.text).not.toContain('secret');
    expect(await api.dataSource.manager.count(Note)).toBe(0);
    expect(await api.dataSource.manager.findOneBy(Draft, { id })).toMatchObject({ published: false, revision: 1 });
    await publish(OWNER, id, { slug: 'fine' }).expect(200);
    expect(await api.dataSource.manager.count(Note)).toBe(1);
  });

  it.each(['publish', 'touch-twice'])('say %s conflicts with a constraint without SQL', async (name) => {
    await drafted(api.dataSource, { slug: 'taken' });
    const { id } = await drafted(api.dataSource, {});
    const answer = await as(api, OWNER).post(`/drafts/${id}/${name}`).send({ slug: 'taken' }).expect(409);
    expect(answer.body).toMatchObject({ code: 'LA401', errors: [{ pointer: '/slug' }] });
  });

  it('drop kept answers about what they have changed', async () => {
    const { id } = await drafted(api.dataSource, {});
    const seen = async () => (await as(api, OWNER).get(`/drafts/${id}`).expect(200)).headers['x-cache'];
    expect([await seen(), await seen()]).toEqual(['MISS', 'HIT']);
    await publish(OWNER, id, { slug: 'new' }).expect(200);
    const { headers, body } = await as(api, OWNER).get(`/drafts/${id}`).expect(200);
    expect([headers['x-cache'], body.slug]).toEqual(['MISS', 'new']);
  });

  it('are one after the other on one row', async () => {
    const { id } = await drafted(api.dataSource, {});
    const answers = await Promise.all([1, 2, 3, 4].map((round) => publish(OWNER, id, { slug: `s${round}` })));
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 409, 409, 409]);
    expect(await api.dataSource.manager.count(Note)).toBe(1);
  });
});

describe('actions under @nestjs/testing', () => {
  describeApi(
    'with a stand-in',
    {
      ...DESK,
      engines: ['sqlite'],
      platforms: ['fastify'],
      override: (builder) => builder.overrideProvider(PublishDraft).useValue({ run: () => undefined }),
    },
    (api) => {
      it('run that instead', async () => {
        const { id } = await drafted(api.dataSource, {});
        const { body } = await as(api, OWNER).post(`/drafts/${id}/publish`).send({ slug: 'x' }).expect(200);
        expect(body).toMatchObject({ published: false });
      });
    },
  );
});
