import { describe, expect, it } from 'vitest';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import { ID, makeField, makeResource, TITLE } from './resource.fixture.js';

const table = compileParameterTable(makeResource());
const names = table.parameters.map(({ name }) => name);

describe('the parameter table', () => {
  it('has a parameter for every operator of every readable field', () => {
    expect(names).toEqual(
      expect.arrayContaining(['title', 'title__icontains', 'price__between', 'price__isnull', 'tags__has']),
    );
    expect(names.some((name) => name.startsWith('secret'))).toBe(false);
    expect(names.some((name) => name.startsWith('notes'))).toBe(false);
  });

  it('documents no name twice', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  it('takes the long form of equality without documenting it', () => {
    expect(names).not.toContain('title__eq');
    expect(table.find('title__eq')).toBe(table.find('title'));
  });

  it('lets a reserved word win over a field of that name', () => {
    const fields = [ID, makeField({ name: 'page', type: 'int' })];
    const { find, parameters } = compileParameterTable(makeResource({ fields }));
    expect(find('page')).toMatchObject({ kind: 'page' });
    expect(find('page__eq')).toMatchObject({ kind: 'filter', operator: 'eq' });
    expect(parameters.map(({ name }) => name)).toContain('page__eq');
  });

  it('keeps words free that are reserved for later', () => {
    expect(table.find('deleted')).toBeUndefined();
    expect(table.find('deleted__eq')).toMatchObject({ kind: 'filter', name: 'deleted__eq' });
  });

  it('lets a field keep a name that looks like an operator of another field', () => {
    const odd = makeField({ name: 'title__gte', type: 'int' });
    const { find, parameters } = compileParameterTable(makeResource({ fields: [ID, TITLE, odd] }));
    expect(find('title__gte')).toMatchObject({ field: odd, operator: 'eq' });
    expect(parameters.filter(({ name }) => name === 'title__gte')).toHaveLength(1);
  });

  it('has search only when the resource searches', () => {
    expect(table.find('search')).toBeDefined();
    expect(compileParameterTable(makeResource({ searchFields: [] })).find('search')).toBeUndefined();
  });

  it('has only fields on the routes of one item', () => {
    expect(table.item.parameters.map(({ name }) => name)).toEqual(['fields']);
  });

  it('tells the docs what is allowed', () => {
    expect(table.find('page_size')).toMatchObject({ minimum: 1, maximum: 100, default: 20 });
    expect(table.find('ordering')).toMatchObject({ maxItems: 4, allowed: expect.arrayContaining(['-title']) });
    expect(table.find('fields')).toMatchObject({ allowed: expect.arrayContaining(['address', 'address.city']) });
    expect(table.find('price__gte')).toMatchObject({ description: '`price` is at least this value.' });
  });

  it('shows the default ordering as a client would write it', () => {
    const { find } = compileParameterTable(makeResource({ defaultSort: [{ field: TITLE, direction: 'desc' }] }));
    expect(find('ordering')).toMatchObject({ default: '-title' });
  });
});
