import { IsDefined } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { createPayloadClasses } from '../../../lib/payload/payload-class.factory.js';
import type { Locking } from '../../../lib/resource/resource.js';
import { field, ID, parserOf, problemsOf, refusal, resource, sent } from './fixture.js';

const MANAGED = { role: 'version', creatable: false, updatable: false, optional: true } as const;
const VERSION = field('version', { ...MANAGED, type: 'int', minimum: -2147483648, maximum: 2147483647 });
const TITLE = field('title');

function lockingParser(locking: Locking, version = VERSION) {
  return parserOf([ID, TITLE, version], undefined, { version, locking });
}

describe('the version in a body', () => {
  it.each(['required', 'optional'] as const)(
    'is what the row must still have, and is never stored, with locking %s',
    async (locking) => {
      const parser = lockingParser(locking);
      const parsed = await parser.parse('update', { title: 'Emma', version: 3 });
      expect(parsed.version).toBe('3');
      expect({ ...parsed.payload }).toEqual({ title: 'Emma' });
      expect((await parser.parse('replace', { title: 'Emma', version: 4 })).version).toBe('4');
    },
  );

  it('may be left out, for a header can carry it too', async () => {
    const parser = lockingParser('required');
    expect((await parser.parse('update', {})).version).toBeUndefined();
    expect(await sent(parser.parse('replace', { title: 'Emma' }))).toEqual({ title: 'Emma' });
  });

  it('is exact text for a bigint', async () => {
    const parser = lockingParser('required', field('version', { ...MANAGED, type: 'bigint' }));
    expect((await parser.parse('update', { version: '9007199254740993' })).version).toBe('9007199254740993');
    expect((await parser.parse('update', { version: 7 })).version).toBe('7');
    expect(await problemsOf(() => parser.parse('update', { version: 2 ** 53 }))).toEqual(['/version LA203']);
  });

  it.each([['3'], [1.5], [true], [{}], [[3]]])('is refused as %j', async (version) => {
    const error = await refusal(() => lockingParser('required').parse('update', { title: 1, version }));
    expect(error.errors).toEqual([
      { pointer: '/title', code: 'LA202', detail: 'Must be text.' },
      { pointer: '/version', code: 'LA202', detail: 'Must be an integer from -2147483648 to 2147483647.' },
    ]);
  });

  it('is never null', async () => {
    expect(await problemsOf(() => lockingParser('required').parse('update', { version: null }))).toEqual([
      '/version LA204',
    ]);
  });

  it('has no meaning in a create', async () => {
    expect(await problemsOf(() => lockingParser('required').parse('create', { title: 'x', version: 1 }))).toEqual([
      '/version LA205',
    ]);
  });

  it('can be read but not written where the resource does not lock', async () => {
    expect(await problemsOf(() => lockingParser('none').parse('update', { version: 1 }))).toEqual(['/version LA205']);
  });

  it('is read inside an embedded object, and suggested for a mistyped name', async () => {
    const parser = lockingParser('required', field('meta.version', { ...MANAGED, type: 'int' }));
    expect((await parser.parse('update', { meta: { version: 2 } })).version).toBe('2');
    const error = await refusal(() => parser.parse('update', { meta: { versoin: 2 } }));
    expect(error.errors[0]!.detail).toBe('No such field. Did you mean "version"?');
  });

  it('stands in the classes of a replace and an update, without the rules of the property', async () => {
    class Book {
      @IsDefined() version: number;
    }
    const described = resource([ID, TITLE, VERSION], { version: VERSION, locking: 'optional' });
    const classes = createPayloadClasses(described, Book);
    const properties = (target: object): unknown => Reflect.getMetadata('swagger/apiModelPropertiesArray', target);
    expect(properties(classes.create.prototype as object)).toEqual([':title']);
    expect(properties(classes.replace.prototype as object)).toEqual([':title', ':version']);
    expect(properties(classes.update.prototype as object)).toEqual([':title', ':version']);
    const parser = parserOf([ID, TITLE, VERSION], Book, { version: VERSION, locking: 'optional' });
    expect(await sent(parser.parse('replace', { title: 'Emma' }))).toEqual({ title: 'Emma' });
  });
});
