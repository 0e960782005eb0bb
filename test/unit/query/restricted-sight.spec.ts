import { describe, expect, it } from 'vitest';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { FLAT_DIALECT } from '../../../lib/query/dialects/flat.dialect.js';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import { clientSight } from '../../../lib/query/sight.js';
import { vocabularyOf } from '../../../lib/query/vocabulary.js';
import { ALL_RIGHTS, type FieldRights } from '../../../lib/resource/field-rights.js';
import type { Field } from '../../../lib/resource/field.js';
import { BOOK_FIELDS, ID, makeResource, PRICE, TITLE } from './resource.fixture.js';

function without(...fields: readonly Field[]): FieldRights {
  return { unreadable: new Set(fields), unwritable: new Set() };
}

function named(name: string): Field {
  return BOOK_FIELDS.find((field) => field.name === name)!;
}

const book = makeResource({ defaultSort: [{ field: PRICE, direction: 'desc' }] });

describe('the table of a caller who may not read every field', () => {
  const table = compileParameterTable(book);
  const narrow = table.for(without(PRICE, named('address.zip')));

  it('is made once for the same rights, and is the table itself where nothing is kept from the caller', () => {
    const rights = without(PRICE);
    expect(table.for(rights)).toBe(table.for(rights));
    expect(table.for(rights).for(rights)).toBe(table.for(rights));
    expect(table.for(ALL_RIGHTS)).toBe(table);
    expect(narrow.for(ALL_RIGHTS)).toBe(table);
    expect(narrow.cursors).toBe(table.cursors);
  });

  it('has no word about the fields', () => {
    expect(table.find('price__gte')).toBeDefined();
    expect(narrow.find('price')).toBeUndefined();
    expect(narrow.find('price__eq')).toBeUndefined();
    expect(narrow.find('price__gte')).toBeUndefined();
    expect(narrow.find('address.city')).toBeDefined();
    expect(narrow.suggestions).not.toContain('price');
    expect(narrow.vocabulary.visibleFields.has('price')).toBe(false);
    expect(narrow.vocabulary.sortable.has('price')).toBe(false);
    expect(narrow.vocabulary.selection.byName.has('price')).toBe(false);
    expect(narrow.vocabulary.selection.byName.get('address')).toEqual([named('address.city')]);
    expect(narrow.itemSelection.fields).not.toContain(PRICE);
    expect(narrow.item.find('fields')!.description).toBe(table.item.find('fields')!.description);
    const documented = narrow.parameters.map(({ name }) => name);
    expect(documented.filter((name) => /price|zip/.test(name))).toEqual([]);
  });

  it('asks for what is left when nothing is asked', () => {
    expect(table.defaultQuestion.sort.map(({ field }) => field.name)).toEqual(['price', 'id']);
    expect(narrow.defaultQuestion.sort).toEqual([{ field: ID, direction: 'asc' }]);
    expect(narrow.defaultQuestion.fields).toEqual(
      book.representation.list.filter((field) => field !== PRICE && field.name !== 'address.zip'),
    );
    expect(FLAT_DIALECT.parseItem(narrow, '', ['1']).fields).toBe(narrow.itemSelection.fields);
  });

  it('keeps the lists of the resource where nothing of them is out of sight', () => {
    const other = table.for(without(named('notes'), PRICE));
    const same = table.for(without(makeResource().fields[1]!));
    expect(other.vocabulary.selection.fields).not.toBe(book.representation.list);
    const elsewhere = table.for(without({ ...TITLE }));
    expect(elsewhere.vocabulary.selection.fields).toBe(book.representation.list);
    expect(elsewhere.itemSelection.fields).toBe(book.representation.read);
    expect(elsewhere.vocabulary.defaultSort).toBe(book.defaultSort);
    expect(elsewhere.vocabulary.searchFields).toBe(book.searchFields);
    expect(same.vocabulary.searchFields).toEqual([]);
  });

  it('has no search where all that is searched is out of sight', () => {
    expect(table.find('search')).toBeDefined();
    expect(table.for(without(TITLE)).find('search')).toBeUndefined();
    expect(() => FLAT_DIALECT.parseList(table.for(without(TITLE)), 'search=x')).toThrow(LightApiError);
  });
});

describe('the sight of a client', () => {
  it('is one for the same rights', () => {
    const rights = without(PRICE);
    expect(clientSight(rights)).toBe(clientSight(rights));
    expect(clientSight(without(PRICE))).not.toBe(clientSight(rights));
    expect(vocabularyOf(book)).toBe(vocabularyOf(book, clientSight(ALL_RIGHTS)));
  });

  it('has fields that are readable, but for those out of sight', () => {
    const names = (rights: FieldRights): readonly string[] =>
      clientSight(rights)
        .fieldsOf(book)
        .map(({ name }) => name);
    expect(names(ALL_RIGHTS)).not.toContain('secret');
    expect(names(ALL_RIGHTS)).toContain('price');
    expect(names(without(PRICE))).toEqual(names(ALL_RIGHTS).filter((name) => name !== 'price'));
  });

  it('has no relation that rests on a field out of sight, on either side, and looks at no end where nothing is', () => {
    const relation = (ends: object) => ({ name: 'author', filterable: true, ...ends }) as never;
    const { knowsRelation } = clientSight(without(PRICE));
    expect(knowsRelation(relation({ foreignKey: [PRICE] }))).toBe(false);
    expect(knowsRelation(relation({ inverseKey: [TITLE, PRICE] }))).toBe(false);
    expect(knowsRelation(relation({ foreignKey: [TITLE] }))).toBe(true);
    expect(knowsRelation(relation({}))).toBe(true);
    const unlinked = {
      get inverseKey(): never {
        throw new TypeError('not joined');
      },
    };
    expect(clientSight(ALL_RIGHTS).knowsRelation(unlinked as never)).toBe(true);
  });
});
