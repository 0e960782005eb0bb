import { describe, expect, it } from 'vitest';
import {
  entityNameFor,
  NameRegister,
  propertyNameFor,
  stemOf,
} from '../../../../lib/compiler/sources/reflection/names.js';

describe('Names of reflected tables', () => {
  it.each([
    ['order_items', 'OrderItem'],
    ['OrderItems', 'OrderItem'],
    ['Order Items', 'OrderItem'],
    ['ORDER_ITEMS', 'OrderItem'],
    ['tblHTTPLogs', 'TblHttpLog'],
    ['people', 'Person'],
    ['größen', 'Grossen'],
    ['Łódź_streets', 'LodzStreet'],
    ['2024_sales', 'Table2024Sale'],
    ['日本', 'Table'],
    ['`"${}', 'Table'],
  ])('calls the entity of %s %s', (table, entity) => {
    expect(entityNameFor(table)).toBe(entity);
  });

  it.each([
    ['author_id', 'authorId'],
    ['AuthorID', 'authorId'],
    ['createdAt', 'createdAt'],
    ['ISBN13', 'isbn13'],
    ['a__b', 'aB'],
    ['größe', 'größe'],
    ['2fa', 'column2fa'],
    ['${x}', 'x'],
    ['???', 'column'],
  ])('calls the property of %s %s', (column, property) => {
    expect(propertyNameFor(column)).toBe(property);
  });

  it.each([
    ['author_id', 'author'],
    ['billingAddressId', 'billingAddress'],
    ['country_code', 'country'],
    ['author', undefined],
    ['id', undefined],
  ])('knows what %s points at: %s', (column, stem) => {
    expect(stemOf(column)).toBe(stem);
  });

  it('gives a name once, whatever its case, and takes the next wish before a number', () => {
    const names = new NameRegister((name) => name === 'taken');
    expect(names.take('book')).toBe('book');
    expect(names.take('Book', 'volume')).toBe('volume');
    expect(names.take('Book', 'volume')).toBe('volume2');
    expect(names.take('taken')).toBe('taken2');
  });
});
