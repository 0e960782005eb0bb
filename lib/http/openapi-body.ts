import type { Type } from '@nestjs/common';
import { ITEM_MEDIA_TYPES, PATCH_MEDIA_TYPES } from '../payload/media-type.js';
import type { HandlerName } from './resource-handler.js';
import type { ResourceSchemas } from './resource-schemas.js';
import { searchClassOf, searchExample } from './search-class.factory.js';

/** A body as Swagger takes it among the parameters. */
export interface BodyParameter {
  readonly in: 'body';
  readonly type: Type<object>;
  readonly isArray: false;
  readonly required: true;
  readonly examples?: Readonly<Record<string, { readonly value: object }>>;
}

const SEARCH_TYPES = ['application/json'];
/** A pattern is no media range of RFC 9110 §12.5.1, and clients can be made for a media type only. */
const isNamed = (mediaType: string): boolean => !mediaType.includes('*');
const ITEM_TYPES = ITEM_MEDIA_TYPES.filter(isNamed);
const PATCH_TYPES = PATCH_MEDIA_TYPES.filter(isNamed);

/** Media types of the body that a handler reads; none where it reads no body. */
export function bodyMediaTypes(answer: HandlerName): readonly string[] {
  switch (answer) {
    case 'search':
    case 'query':
    case 'bulk':
      return SEARCH_TYPES;
    case 'update':
      return PATCH_TYPES;
    case 'create':
    case 'replace':
    case 'upsert':
      return ITEM_TYPES;
    default:
      return [];
  }
}

/** The body that a handler reads, where it reads one. */
export function bodyParameters(answer: HandlerName, schemas: ResourceSchemas): readonly BodyParameter[] {
  const type = bodyClass(answer, schemas);
  if (type === undefined) return [];
  const isSearch = answer === 'search' || answer === 'query';
  const examples = isSearch && { examples: { first: { value: searchExample(schemas.table) } } };
  return [{ in: 'body', type, isArray: false, required: true, ...examples }];
}

function bodyClass(answer: HandlerName, { table, classes }: ResourceSchemas): Type<object> | undefined {
  switch (answer) {
    case 'search':
    case 'query':
      return searchClassOf(table);
    case 'bulk':
      return classes.bulk?.request;
    case 'create':
    case 'replace':
    case 'update':
    case 'upsert':
      return classes[answer];
    default:
      return undefined;
  }
}
