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

/** Makes the class that documents a page of a resource: `BookPage`. */
export function createPageClass(resource: Resource, row: Type<object>): Type<object> {
  const name = `${resource.name}Page`;
  const page = { [name]: class {} }[name]!;
  for (const [property, options] of Object.entries(PROPERTIES)) ApiProperty(options)(page.prototype, property);
  ApiProperty({ type: () => [row], maxItems: resource.limits.maxPageSize })(page.prototype, 'results');
  return page;
}
