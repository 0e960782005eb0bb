import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Resource } from '../resource/resource.js';

/** Swagger's own options do not know all of JSON Schema, nor `type` beside `nullable` on 3.1. */
type PropertyOptions = NonNullable<Parameters<typeof ApiProperty>[0]>;

const PROPERTIES: Readonly<Record<'count' | 'pages' | 'next' | 'previous', PropertyOptions>> = {
  count: { type: 'integer', minimum: 0, nullable: true, description: 'Rows in all; null when they were not counted.' },
  pages: { type: 'integer', minimum: 1, nullable: true, description: 'Pages in all; null when they were not counted.' },
  next: { type: 'string', format: 'uri-reference', nullable: true, description: 'The page after this one.' },
  previous: { type: 'string', format: 'uri-reference', nullable: true, description: 'The page before this one.' },
};

/** What differs in the answer to a search, whose pages have no addresses. */
const CURSORS: Readonly<Record<'next' | 'previous', PropertyOptions>> = {
  next: { type: 'string', nullable: true, description: 'The `cursor` of the page after this one.' },
  previous: { type: 'string', nullable: true, description: 'The `cursor` of the page before this one.' },
};

const pages = new WeakMap<Type<object>, Type<object>>();
const searchPages = new WeakMap<Type<object>, Type<object>>();

/** The class that documents a page of a resource, one for each class of rows: `BookPage`. */
export function pageClassOf(resource: Resource, row: Type<object>): Type<object> {
  let page = pages.get(row);
  if (page === undefined) pages.set(row, (page = createPageClass(`${resource.name}Page`, resource, row, PROPERTIES)));
  return page;
}

/** The class that documents the answer to a search: `BookSearchPage`. */
export function searchPageClassOf(resource: Resource, row: Type<object>): Type<object> {
  let page = searchPages.get(row);
  if (page === undefined) {
    page = createPageClass(`${resource.name}SearchPage`, resource, row, { ...PROPERTIES, ...CURSORS });
    searchPages.set(row, page);
  }
  return page;
}

function createPageClass(
  name: string,
  { limits }: Resource,
  row: Type<object>,
  properties: Readonly<Record<string, PropertyOptions>>,
): Type<object> {
  const page = { [name]: class {} }[name]!;
  for (const [property, options] of Object.entries(properties)) ApiProperty(options)(page.prototype, property);
  ApiProperty({ type: () => [row], maxItems: limits.maxPageSize })(page.prototype, 'results');
  return page;
}
