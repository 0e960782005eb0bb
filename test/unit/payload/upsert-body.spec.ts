import { describe, expect, it } from 'vitest';
import { createPayloadClasses } from '../../../lib/payload/payload-class.factory.js';
import { DeclaredRelation } from '../../../lib/resource/declared-relation.js';
import { schemasOf } from './document.fixture.js';
import { field, ID, parserOf, problemsOf, resource, sent } from './fixture.js';

const SLUG = field('slug', { optional: true, default: 'none' });
const AUTHOR_ID = field('authorId', { type: 'int', property: 'author.id', role: 'foreignKey' });
const FIELDS = [ID, SLUG, AUTHOR_ID, field('title', { optional: true })];

/** A relation to a new author, whose key is the author's field of the resource. */
function authorRelation(): DeclaredRelation {
  const relation = new DeclaredRelation({
    name: 'author',
    property: 'author',
    kind: 'one',
    nullable: false,
    includable: true,
    filterable: true,
    routed: false,
    pageSize: 20,
    writes: 'create',
    foreignKey: [AUTHOR_ID],
    description: undefined,
  });
  const target = resource([ID, field('name')], { name: 'Author' });
  relation.link({ source: resource(FIELDS), target, sort: [] });
  return relation;
}

describe('the body of an upsert', () => {
  const relations = new Map([['author', authorRelation()]]);

  it('has what its row is found by, also where a create would have a default', async () => {
    const parser = parserOf(FIELDS, undefined, { upsertKey: [SLUG] });
    expect(await problemsOf(() => parser.parse('upsert', { authorId: 1 }))).toEqual(['/slug LA204']);
    expect(await sent(parser.parse('upsert', { slug: 'emma', authorId: 1 }))).toEqual({ slug: 'emma', authorId: 1 });
    expect(await sent(parser.parse('create', { authorId: 1 }))).toEqual({ authorId: 1 });
  });

  it('is otherwise that of a create', async () => {
    const parser = parserOf(FIELDS, undefined, { upsertKey: [SLUG], relations });
    const written = await sent(parser.parse('upsert', { slug: 'emma', author: { name: 'Jane' } }));
    expect(written).toMatchObject({ slug: 'emma', author: { creates: [{ name: 'Jane' }] } });
    expect(await problemsOf(() => parser.parse('upsert', { slug: 'emma', id: 1 }))).toEqual([
      '/id LA205',
      '/authorId LA204',
    ]);
  });

  it('brings no new row whose key would be the one to look for', async () => {
    const parser = parserOf(FIELDS, undefined, { upsertKey: [AUTHOR_ID], relations });
    expect(await problemsOf(() => parser.parse('upsert', { author: { name: 'Jane' } }))).toEqual([
      '/author LA205',
      '/authorId LA204',
    ]);
  });

  it('is documented with what it demands', async () => {
    const described = resource(FIELDS, { upsertKey: [SLUG, AUTHOR_ID], relations });
    const { create, upsert } = createPayloadClasses(described, undefined);
    const schemas = await schemasOf([create, upsert]);
    expect(schemas['UpsertBookDto']).toMatchObject({ required: ['slug', 'authorId'] });
    expect(schemas['CreateBookDto']).not.toHaveProperty('required');
  });

  it('has a class of its own only where it differs', () => {
    const named = (overrides: object): string =>
      createPayloadClasses(resource(FIELDS, overrides), undefined).upsert.name;
    expect(named({})).toBe('CreateBookDto');
    expect(named({ upsertKey: [AUTHOR_ID] })).toBe('CreateBookDto');
    expect(named({ upsertKey: [SLUG] })).toBe('UpsertBookDto');
    expect(named({ upsertKey: [AUTHOR_ID], relations })).toBe('UpsertBookDto');
  });
});
