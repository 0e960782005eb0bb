import { expect, it } from 'vitest';
import { describeExtensions } from '../../../lib/light-api.extension-text.js';

class BookHooks {}
class ShelfHooks {}
class BooksService {}
class BooksController {}

it('names what of the application a resource goes through', () => {
  const actions = new Map([
    ['publish', {}],
    ['import', {}],
  ]) as never;
  expect(describeExtensions({ actions: new Map() }, {})).toBe('');
  expect(
    describeExtensions({ actions }, {
      hooks: [BookHooks, ShelfHooks],
      service: BooksService,
      controller: BooksController,
    } as never),
  ).toBe('; hooks BookHooks, ShelfHooks; service BooksService; controller BooksController; actions publish, import');
});
