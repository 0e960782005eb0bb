/** A test of an application for `node:test`, written with the kit. */
export const KIT_TEST = `
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createTestApi, type TestApi } from 'nestjs-lightapi/testing';
import { Author } from './author.entity.js';
import { Book } from './book.entity.js';

let api: TestApi;
before(async () => {
  api = await createTestApi({ entities: [Author, Book], defaults: { access: 'public' } });
});
beforeEach(() => api.begin());
afterEach(() => api.rollback());
after(() => api.close());

for (const round of [1, 2]) {
  test('begins with nothing, round ' + round, async () => {
    const { body } = await api.get('/books').expect(200);
    assert.equal(body.count, 0);
    await api.asUser({ id: round }).post('/books').send(await api.factory(Book).build()).expect(201);
    const book = await api.factory(Book).create({ title: 'Solaris' });
    assert.equal(book.title, 'Solaris');
  });
}
`;

/** What the kit says where the packages that only tests need are not there; plain JavaScript for an ES module. */
export const KIT_WITHOUT_PACKAGES = `
import('nestjs-lightapi/testing')
  .then(({ createTestApi }) => createTestApi({ entities: [] }))
  .catch((error) => console.log(error.message));
`;
