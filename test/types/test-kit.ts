// Compiled by test/public-api.spec.ts: every @ts-expect-error below must be an error, and nothing else may be one.
import type { Type } from '@nestjs/common';
import { createTestApi, type EntityFactory } from '../../lib/testing/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';

declare const module: Type<unknown>;

export async function started(): Promise<void> {
  const api = await createTestApi({ entities: [{ entity: Book, ordering: ['title'] }], platform: 'express', seed: 3 });
  await createTestApi({ module, database: 'memory' });

  // @ts-expect-error -- a module says itself what it exposes
  await createTestApi({ module, entities: [Book] });
  // @ts-expect-error -- not a field of Book
  await createTestApi({ entities: [{ entity: Book, ordering: ['titel'] }] });
  // @ts-expect-error -- not a platform
  await createTestApi({ entities: [Book], platform: 'koa' });
  // @ts-expect-error -- not an option
  await createTestApi({ module, overrided: () => undefined });

  const factory: EntityFactory<Book> = api.factory(Book);
  const one: Book = await factory.create({ title: 'Solaris', author: await api.factory(Author).create() });
  const many: Book[] = await factory.create({ pages: one.pages }, 3);
  await factory.build({ anything: many.length });
  // @ts-expect-error -- a number is not a title
  await factory.create({ title: 7 });
  // @ts-expect-error -- not a property of Book
  await factory.create({ titel: 'Solaris' });

  // @ts-expect-error -- nobody is somebody: asNobody()
  api.asUser({ roles: ['admin'] });
  await api
    .asUser({ id: 1, roles: ['admin'], claims: { team: 1 } })
    .get('/books')
    .expect(200);
  await using disposed = api;
  disposed.rollbackAfterEach();
}
