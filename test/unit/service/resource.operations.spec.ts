import { describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../../lib/common/principal.js';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { withVersions } from '../../../lib/policy/permit.js';
import { withOpenPolicy } from '../../open-policy.js';
import { permit } from '../../permit.js';
import { itemQuestion, listQuestion } from '../../../lib/query/plain-questions.js';
import type { VersionCondition } from '../../../lib/query/question.js';
import type { Relation, Resource } from '../../../lib/resource/resource.js';
import { ResourceOperations } from '../../../lib/service/resource.operations.js';
import { BOOK_FIELDS, makeField, makeResource, TITLE } from '../query/resource.fixture.js';
import { FakeIdempotencyStore, FakeRepository, type FakeRow } from './fake-repository.js';

const VERSION = makeField({ name: 'version', type: 'int', role: 'version', creatable: false, updatable: false });
const SLUG = makeField({ name: 'slug', type: 'string', updatable: false });
const TEA: FakeRow = { id: 1, title: 'Tea', version: 3 };
const MUG: FakeRow = { id: 2, title: 'Mug', version: 1, deleted: true };

const books = makeResource({
  fields: [...BOOK_FIELDS, VERSION, SLUG],
  fieldByName: new Map([...BOOK_FIELDS, VERSION, SLUG].map((field) => [field.name, field])),
  version: VERSION,
  locking: 'optional',
  upsertKey: [TITLE],
  idempotency: { retentionMs: 1000 },
});

function start(rows: readonly FakeRow[] = [TEA, MUG], change: Partial<Resource> = {}) {
  const resource = withOpenPolicy({ ...books, ...change });
  const repository = new FakeRepository(rows);
  const idempotency = new FakeIdempotencyStore();
  const others = new FakeRepository([{ id: 7, title: 'Other', version: 1 }]);
  const parts = { resource, repository, repositoryOf: () => others, idempotency, publicUrl: '' };
  const operations = new ResourceOperations(parts);
  const item = (id: number, ...conditions: VersionCondition[]) =>
    withVersions(permit(resource, itemQuestion([id], resource.representation.read), ANONYMOUS), conditions);
  return { operations, repository, idempotency, others, item, resource };
}

const inHeader = (...versions: string[]): VersionCondition => ({ versions, source: 'header' });
const inBody = (version: string): VersionCondition => ({ versions: [version], source: 'body' });
const ANY: VersionCondition = { versions: '*', source: 'header' };

async function refusalOf(work: Promise<unknown>): Promise<LightApiError> {
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(LightApiError);
  return error as LightApiError;
}

describe('a change of one row', () => {
  it('looks at the row only once where it succeeds', async () => {
    const { operations, repository, item } = start();
    const { version } = await operations.update(item(1, inHeader('2', '3'), inBody('3')), { title: 'Coffee' });
    expect(version).toBe('4');
    expect(repository.calls).toEqual(['update']);
  });

  it('answers 404 for a row that is not there, without another look where no version was asked for', async () => {
    const { operations, repository, item } = start();
    for (const work of [operations.update(item(9), {}), operations.replace(item(9), {}), operations.remove(item(9))]) {
      expect(await refusalOf(work)).toMatchObject({ code: 'LA400', status: 404 });
    }
    expect(repository.calls).toEqual(['update', 'update', 'remove']);
  });

  it('tells a row that is gone from one that has another version, where a replica does not lag behind', async () => {
    const { operations, repository, item } = start();
    expect(await refusalOf(operations.update(item(9, inHeader('3')), {}))).toMatchObject({ code: 'LA400' });
    expect(await refusalOf(operations.update(item(1, inHeader('2')), {}))).toMatchObject({ code: 'LA301' });
    expect(repository.calls.filter((call) => call.startsWith('read'))).toEqual([
      'read in transaction',
      'read in transaction',
    ]);
  });

  it('answers 412 to a stale header and 409 to a stale body, each with its place', async () => {
    const { operations, item } = start();
    expect(await refusalOf(operations.remove(item(1, inHeader('1', '2'))))).toMatchObject({
      code: 'LA301',
      status: 412,
      errors: [{ header: 'If-Match', code: 'LA301' }],
    });
    expect(await refusalOf(operations.update(item(1, inBody('2')), {}))).toMatchObject({
      code: 'LA302',
      status: 409,
      errors: [{ pointer: '/version', code: 'LA302' }],
    });
  });

  it('blames the condition that is not met where there are two', async () => {
    const { operations, item } = start();
    expect((await refusalOf(operations.update(item(1, inHeader('3'), inBody('2')), {}))).code).toBe('LA302');
    expect((await refusalOf(operations.update(item(1, inHeader('2'), inBody('3')), {}))).code).toBe('LA301');
    expect((await refusalOf(operations.update(item(1, ANY, inBody('2')), {}))).code).toBe('LA302');
    expect((await refusalOf(operations.update(item(9, ANY), {}))).code).toBe('LA400');
  });

  it('counts a version that is right again when it looks as stale', async () => {
    const { operations, repository, item } = start();
    repository.interfere = () => {
      repository.rows = [{ ...TEA, version: 4 }];
    };
    const refused = await refusalOf(operations.update(item(1, inHeader('5')), {}));
    expect(refused.code).toBe('LA301');
    repository.interfere = undefined;
    repository.update = () => Promise.resolve(undefined);
    expect((await refusalOf(operations.update(item(1, inHeader('4')), {}))).code).toBe('LA301');
  });

  it('answers 428 before anything else where a version is demanded', async () => {
    const { operations, repository, item } = start([TEA], { locking: 'required' });
    for (const work of [operations.update(item(1), {}), operations.replace(item(1), {}), operations.remove(item(1))]) {
      expect(await refusalOf(work)).toMatchObject({
        code: 'LA300',
        status: 428,
        hint: 'Send the ETag of the item as If-Match, or "version" in the body.',
        errors: [{ header: 'If-Match' }],
      });
    }
    expect(repository.calls).toEqual([]);
    await operations.update(item(1, ANY), {});
  });

  it('lets only "*" pass where rows have no version', async () => {
    const { operations, repository, item } = start([TEA], { version: undefined, locking: 'none' });
    expect((await refusalOf(operations.update(item(1, inHeader('3')), {}))).code).toBe('LA301');
    expect((await refusalOf(operations.update(item(9, inHeader('3')), {}))).code).toBe('LA400');
    expect(repository.calls).not.toContain('update');
    await operations.update(item(1, ANY), {});
    expect(repository.calls).toContain('update');
  });
});

describe('restore', () => {
  it('finds deleted rows only', async () => {
    const { operations, item } = start([TEA, MUG], { locking: 'required' });
    expect((await operations.restore(item(2))).version).toBe('2');
    expect((await refusalOf(operations.restore(item(2)))).code).toBe('LA400');
    expect((await refusalOf(operations.restore(item(1)))).code).toBe('LA400');
  });

  it('heeds a version that is sent', async () => {
    const { operations, item } = start();
    expect((await refusalOf(operations.restore(item(2, inHeader('7'))))).code).toBe('LA301');
    expect((await refusalOf(operations.restore(item(1, inHeader('7'))))).code).toBe('LA400');
    await operations.restore(item(2, inHeader('1')));
  });
});

describe('the rows on the other side of a relation', () => {
  it('are those of the other repository, and nobody’s where the item cannot be read', async () => {
    const { operations, others, item, resource } = start();
    const relation = { name: 'authors', target: resource } as Relation;
    const query = permit(resource, listQuestion(resource), ANONYMOUS);
    const { rows } = await operations.listRelated(relation, item(1), query);
    expect(JSON.parse(rows.text)).toMatchObject([{ id: 7 }]);
    expect((await refusalOf(operations.listRelated(relation, item(2), query))).code).toBe('LA400');
    expect(others.calls).toEqual(['list']);
  });
});

describe('an upsert', () => {
  it('changes the row that has the key, without what is set only at the beginning', async () => {
    const { operations, repository } = start();
    const { created, item } = await operations.upsert({ title: 'Tea', pages: 5, slug: 'x' });
    expect({ created, row: JSON.parse(item.row!.text) as unknown }).toEqual({
      created: false,
      row: { id: 1, title: 'Tea', version: 4, pages: 5 },
    });
    expect(repository.calls).toEqual(['update']);
  });

  it('creates the row where there is none', async () => {
    const { operations, repository } = start();
    const result = await operations.upsert({ title: 'Cup', pages: 5, slug: 'x' });
    expect(result).toMatchObject({ created: true, item: { key: ['3'], version: '1' } });
    expect(repository.rows.at(-1)).toMatchObject({ title: 'Cup', slug: 'x' });
  });

  it('changes the row that another request created in between', async () => {
    const { operations, repository } = start([]);
    let created = false;
    const update = repository.update.bind(repository);
    repository.update = async (...parameters) => {
      const changed = await update(...parameters);
      if (!created) repository.rows = [TEA];
      created = true;
      return changed;
    };
    expect((await operations.upsert({ title: 'Tea', pages: 1 })).created).toBe(false);
    expect(repository.calls).toEqual(['update', 'transaction', 'create', 'update']);
  });

  it('gives up after three rounds, and at once when another constraint refuses the row', async () => {
    const { operations, repository } = start([{ ...TEA, deleted: true }]);
    expect((await refusalOf(operations.upsert({ title: 'Tea' }))).code).toBe('LA401');
    expect(repository.calls.filter((call) => call === 'update')).toHaveLength(3);
    expect(repository.calls.filter((call) => call === 'create')).toHaveLength(3);
    repository.calls.length = 0;
    repository.create = () => Promise.reject(new LightApiError('LA401', '', { errors: [other] }));
    const other = { pointer: '/isbn', code: 'LA401', detail: '' } as const;
    expect((await refusalOf(operations.upsert({ title: 'New' }))).errors).toEqual([other]);
    expect(repository.calls).toEqual(['update', 'transaction']);
  });
});

describe('a bulk request', () => {
  const nothing = { creates: [], updates: [], removes: [] };

  it('creates, changes and removes in one transaction', async () => {
    const { operations, repository } = start([TEA, { ...TEA, id: 2, title: 'Mug' }]);
    const result = await operations.bulk({
      creates: [{ title: 'Cup' }, { title: 'Can' }],
      updates: [{ key: [1], version: '3', payload: { title: 'Chai' } }],
      removes: [{ key: [2], version: undefined }],
    });
    expect(result).toMatchObject({
      created: [{ key: ['3'] }, { key: ['4'] }],
      updated: [{ version: '4' }],
      removed: 1,
    });
    expect(repository.calls).toEqual(['transaction', 'createMany 2', 'update', 'remove']);
    expect(repository.rows.map(({ title }) => title)).toEqual(['Chai', 'Cup', 'Can']);
  });

  it('tells of every item that is missing or has another version, and writes nothing', async () => {
    const { operations, repository } = start();
    const refused = await refusalOf(
      operations.bulk({
        creates: [{ title: 'Cup' }],
        updates: [
          { key: [1], version: '3', payload: { pages: 1 } },
          { key: [9], version: undefined, payload: {} },
          { key: [1], version: '3', payload: {} },
        ],
        removes: [
          { key: [8], version: undefined },
          { key: [1], version: '3' },
        ],
      }),
    );
    expect(refused).toMatchObject({ code: 'LA305', status: 409 });
    expect(refused.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/update/1', 'LA400'],
      ['/update/2/version', 'LA302'],
      ['/remove/0', 'LA400'],
      ['/remove/1/version', 'LA302'],
    ]);
    expect(repository.rows).toEqual([TEA, MUG]);
  });

  it('tells of no more items than an answer has room for', async () => {
    const { operations, resource } = start();
    const removes = Array.from({ length: 100 }, (_, index) => ({ key: [index + 10], version: undefined }));
    const refused = await refusalOf(operations.bulk({ ...nothing, removes }));
    expect(refused.errors).toHaveLength(resource.limits.maxErrors);
  });

  it('points at the item that a constraint refuses', async () => {
    const { operations } = start();
    const creates = [{ title: 'Cup' }, { title: 'Tea' }];
    expect(await refusalOf(operations.bulk({ ...nothing, creates }))).toMatchObject({
      code: 'LA305',
      errors: [{ pointer: '/create/1/title', code: 'LA401' }],
    });
    const updates = [{ key: [1], version: undefined, payload: { title: 'Mug' } }];
    expect(await refusalOf(operations.bulk({ ...nothing, updates }))).toMatchObject({
      code: 'LA305',
      errors: [{ pointer: '/update/0/title', code: 'LA401' }],
    });
  });

  it('does not blame an item for what may only follow from another', async () => {
    const { operations } = start();
    const updates = [
      { key: [9], version: undefined, payload: {} },
      { key: [1], version: undefined, payload: { title: 'Mug' } },
    ];
    const refused = await refusalOf(operations.bulk({ ...nothing, updates }));
    expect(refused.errors.map(({ pointer }) => pointer)).toEqual(['/update/0']);
  });

  it('leaves errors that are no fault of an item as they are', async () => {
    const { operations, repository } = start();
    const away = new LightApiError('LA410', 'away');
    repository.remove = () => Promise.reject(away);
    const updates = [{ key: [9], version: undefined, payload: {} }];
    expect(await refusalOf(operations.bulk({ ...nothing, updates, removes: [{ key: [1], version: '3' }] }))).toBe(away);
  });

  it('keeps the status of a value that the database cannot store', async () => {
    const { operations, repository } = start();
    repository.update = () =>
      Promise.reject(
        new LightApiError('LA406', 'no', { errors: [{ pointer: '/title', code: 'LA406', detail: 'no' }] }),
      );
    const updates = [{ key: [1], version: '3', payload: {} }];
    expect(await refusalOf(operations.bulk({ ...nothing, updates }))).toMatchObject({
      code: 'LA406',
      status: 400,
      errors: [{ pointer: '/update/0/title' }],
    });
  });

  it('demands versions where single writes do', async () => {
    const { operations } = start([TEA], { locking: 'required' });
    const refused = await refusalOf(operations.bulk({ ...nothing, removes: [{ key: [1], version: undefined }] }));
    expect(refused).toMatchObject({ code: 'LA305', errors: [{ pointer: '/remove/0', code: 'LA300' }] });
  });
});

describe('a create with an idempotency key', () => {
  const request = { key: 'k', scope: 'ada', fingerprint: 'f' };
  const once = { idempotency: request };

  it('stores the row and its answer in one transaction, and gives the same answer again', async () => {
    const { operations, repository, idempotency } = start([]);
    const first = await operations.create({ title: 'Tea' }, once);
    const again = await operations.create({ title: 'Tea' }, once);
    expect(first.replayed).toBeFalsy();
    expect(again).toEqual({ ...first, replayed: true });
    expect(repository.calls).toEqual(['transaction', 'create', 'transaction']);
    expect(idempotency.claims[0]).toEqual({ space: ['Book', 'ada'], key: 'k', fingerprint: 'f', retentionMs: 1000 });
    expect(idempotency.purges).toBe(2);
  });

  it('refuses the key with another body, naming the header', async () => {
    const { operations } = start([]);
    await operations.create({ title: 'Tea' }, once);
    expect(
      await refusalOf(operations.create({ title: 'Mug' }, { idempotency: { ...request, fingerprint: 'g' } })),
    ).toMatchObject({
      code: 'LA303',
      status: 422,
      errors: [{ header: 'Idempotency-Key' }],
    });
  });

  it('keeps nothing of a create that failed', async () => {
    const { operations, idempotency } = start([TEA]);
    expect((await refusalOf(operations.create({ title: 'Tea' }, once))).code).toBe('LA401');
    expect(idempotency.kept.size).toBe(0);
  });

  it('is a plain create where the resource keeps no answers', async () => {
    const { operations, repository } = start([], { idempotency: undefined });
    await operations.create({ title: 'Tea' }, once);
    await operations.create({ title: 'Mug' });
    expect(repository.calls).toEqual(['create', 'create']);
  });
});
