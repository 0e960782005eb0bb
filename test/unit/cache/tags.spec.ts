import { describe, expect, it } from 'vitest';
import { rowTagsOf, tagsChangedBy, tagsOf, type SourcesLookup } from '../../../lib/cache/tags.js';
import type { Resource } from '../../../lib/resource/resource.js';
import { makeField, makeResource } from '../query/resource.fixture.js';

const CACHE = { ttlMs: 1000, maxAgeMs: 0 };
const BOOK = makeResource({ cache: CACHE });
const LABEL = makeResource({ name: 'Label', key: [makeField({ name: 'name', type: 'string' })], cache: CACHE });

const inTables =
  (...sources: readonly string[]): SourcesLookup =>
  () => ({ table: sources[0]!, origin: 'here', sources, mixesOwnRows: false });
const mixed: SourcesLookup = (resource) => ({ ...inTables('db/book', 'db/cover')(resource), mixesOwnRows: true });
const nowhere: SourcesLookup = (resource) => ({ ...inTables('db/book')(resource), sources: undefined });

describe('tags of answers', () => {
  it('names every table that the rows of a list are made of', () => {
    expect([...tagsOf([BOOK], inTables('db/book', 'db/cover'))!]).toEqual(['table:db/book', 'table:db/cover']);
  });

  it('has none where nobody can tell what an answer is made of', () => {
    expect(tagsOf([BOOK], nowhere)).toBeUndefined();
    expect(rowTagsOf(BOOK, [7], nowhere)).toBeUndefined();
  });

  it('has none where one of the resources keeps no answers', () => {
    const resources: Resource[] = [BOOK, makeResource({ name: 'Price' })];
    expect(tagsOf(resources, inTables('db/book'))).toBeUndefined();
  });

  it('names the row of an item, and any row of its table', () => {
    expect(rowTagsOf(BOOK, [7], inTables('db/book'))).toEqual(['row:db/book:7', 'rows:db/book']);
    expect(rowTagsOf(BOOK, [7], inTables('db/book', 'db/cover'))).toEqual([
      'row:db/book:7',
      'rows:db/book',
      'table:db/cover',
    ]);
  });

  it('names the whole table of an item that other rows of it are loaded with', () => {
    expect(rowTagsOf(BOOK, [7], mixed)).toEqual(['table:db/book', 'table:db/cover']);
  });

  it('names any row where a key can be spelt in several ways', () => {
    expect(rowTagsOf(LABEL, ['New'], inTables('db/label'))).toEqual(['rows:db/label']);
  });
});

describe('tags of changes', () => {
  it('names the rows that were changed', () => {
    expect(tagsChangedBy([{ table: 't', rows: ['1', '2'] }])).toEqual(['table:t', 'row:t:1', 'row:t:2']);
  });

  it('names the table alone where rows came in addition', () => {
    expect(tagsChangedBy([{ table: 't', rows: [] }])).toEqual(['table:t']);
  });

  it('names any row where nobody knows which, or there are many', () => {
    expect(tagsChangedBy([{ table: 't', rows: undefined }])).toEqual(['table:t', 'rows:t']);
    const rows = Array.from({ length: 101 }, (_, index) => String(index));
    expect(tagsChangedBy([{ table: 't', rows }])).toEqual(['table:t', 'rows:t']);
    expect(tagsChangedBy([{ table: 't', rows: rows.slice(1) }])).toHaveLength(101);
  });

  it('names each tag once, whatever the order', () => {
    const known = { table: 't', rows: ['1'] };
    const unknown = { table: 't', rows: undefined };
    for (const changes of [
      [known, unknown],
      [unknown, known],
    ]) {
      expect(tagsChangedBy(changes)).toEqual(['table:t', 'rows:t']);
    }
    expect(tagsChangedBy([known, { table: 'u', rows: [] }, known])).toEqual(['table:t', 'row:t:1', 'table:u']);
  });
});
