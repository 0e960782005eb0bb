import { OPEN_ACCESS, withOpenPolicy } from '../../open-policy.js';
import type { Field } from '../../../lib/resource/field.js';
import { OPERATIONS } from '../../../lib/resource/operation.js';
import type { Resource } from '../../../lib/resource/resource.js';
import { defaultOperators } from '../../../lib/query/operator-table.js';

type FieldSketch = Pick<Field, 'name' | 'type'> & Partial<Field>;

class Book {}

/** A readable and writable field with the operators of its type, unless the sketch says otherwise. */
export function makeField(sketch: FieldSketch): Field {
  const nullable = sketch.nullable ?? false;
  const isArray = sketch.isArray ?? false;
  return {
    path: sketch.name.split('.'),
    property: sketch.name,
    role: 'plain',
    optional: nullable,
    readable: true,
    creatable: true,
    updatable: true,
    operators: defaultOperators({ type: sketch.type, isArray, nullable }),
    sortable: !isArray && sketch.type !== 'json' && sketch.type !== 'binary',
    unique: false,
    ...sketch,
    nullable,
    isArray,
  };
}

export const ID = makeField({ name: 'id', type: 'int', minimum: 1, maximum: 2147483647, role: 'key' });
export const TITLE = makeField({ name: 'title', type: 'string', length: 20 });
export const PRICE = makeField({ name: 'price', type: 'decimal', precision: 10, scale: 2, nullable: true });
const SECRET = makeField({ name: 'secret', type: 'string', readable: false, operators: ['eq'], sortable: true });

export const BOOK_FIELDS: readonly Field[] = [
  ID,
  TITLE,
  makeField({ name: 'subtitle', type: 'string', nullable: true, operators: ['eq', 'like', 'isnull'] }),
  PRICE,
  makeField({ name: 'pages', type: 'int', minimum: -2147483648, maximum: 2147483647 }),
  makeField({ name: 'weight', type: 'float' }),
  makeField({ name: 'sold', type: 'bigint' }),
  makeField({ name: 'available', type: 'boolean' }),
  makeField({ name: 'isbn', type: 'uuid' }),
  makeField({ name: 'status', type: 'enum', enumValues: ['draft', 'published'] }),
  makeField({ name: 'published', type: 'date' }),
  makeField({ name: 'opensAt', type: 'time' }),
  makeField({ name: 'createdAt', type: 'datetime' }),
  makeField({ name: 'tags', type: 'string', isArray: true, operators: ['has', 'overlaps'] }),
  makeField({ name: 'extra', type: 'json' }),
  makeField({ name: 'deleted', type: 'boolean' }),
  makeField({ name: 'address.city', type: 'string' }),
  makeField({ name: 'address.zip', type: 'string' }),
  makeField({ name: 'notes', type: 'string', operators: [], sortable: false }),
  SECRET,
];

/** A resource with every type of field, for tests of what only reads it. */
export function makeResource(change: Partial<Resource> = {}): Resource {
  const fields = change.fields ?? BOOK_FIELDS;
  const readable = fields.filter((field) => field.readable);
  return withOpenPolicy({
    name: 'Book',
    entity: Book,
    entityName: 'Book',
    context: 'LibraryModule',
    path: 'books',
    dataSource: 'default',
    operations: new Set(OPERATIONS),
    actions: new Map(),
    key: [ID],
    fields,
    fieldByName: new Map(fields.map((field) => [field.name, field])),
    columns: [],
    representation: { read: readable, list: readable.filter((field) => field.name !== 'extra'), computed: [] },
    defaultSort: [],
    searchFields: [{ field: TITLE, via: [] }],
    relations: new Map(),
    access: OPEN_ACCESS,
    version: undefined,
    locking: 'none',
    softDeletes: false,
    showsDeleted: false,
    bulk: undefined,
    upsertKey: undefined,
    idempotency: undefined,
    count: 'exact',
    cache: undefined,
    limits: {
      pageSize: 20,
      maxPageSize: 100,
      maxOffset: 10_000,
      maxQueryBytes: 8192,
      maxConditions: 32,
      maxListItems: 200,
      maxSortKeys: 4,
      maxFilterDepth: 4,
      maxFilterNodes: 64,
      maxIncludeDepth: 3,
      maxIncludes: 10,
      maxIncludedRows: 200_000,
      statementTimeoutMs: 5000,
      maxBytes: 100_000,
      maxKeys: 1000,
      maxDepth: 20,
      maxErrors: 20,
    },
    validationStatus: 400,
    tags: ['Book'],
    ...change,
  });
}
