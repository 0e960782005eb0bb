// Compiled by test/public-api.spec.ts: every @ts-expect-error below must be an error, and nothing else may be one.
import { Keyv } from 'keyv';
import { LightApiModule, Resource, runLightApi } from 'nestjs-lightapi';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Specimen } from '../entities/specimen.js';

export const accepted = [
  LightApiModule.forRoot(),
  LightApiModule.forRoot({ entities: [Author, Book] }),
  LightApiModule.forRoot({
    entities: [Author, { entity: Book, ordering: ['-title', 'id'], fields: { isbn: 'readOnly' } }],
  }),
  LightApiModule.forRoot({ entities: [{ entity: Book, serializer: { read: ['id', 'title'], list: ['id'] } }] }),
  LightApiModule.forRoot({ entities: [{ entity: Book, filter: { price: ['gte', 'lte'] } }], docs: false }),
  LightApiModule.forFeature([{ entity: Specimen, search: ['varcharValue'], filter: ['dimensions.widthMm'] }]),
  LightApiModule.forFeature([{ entity: Book, ordering: ['authorId'] }], { prefix: 'library' }),
  LightApiModule.forRoot({ entities: [{ entity: Book, cache: { ttlMs: 1000 } }], cache: { store: new Keyv() } }),
  LightApiModule.forFeature([Book], { cache: true }),
  LightApiModule.forFeature([{ entity: Book, enhancers: { create: { guards: [{ canActivate: () => true }] } } }]),
  LightApiModule.forRootAsync({ entities: [Book], useFactory: () => ({ publicUrl: 'https://api.example.com' }) }),
];

export const refused = [
  // @ts-expect-error -- not an operation
  LightApiModule.forFeature([{ entity: Book, enhancers: { delete: { guards: [] } } }]),
  // @ts-expect-error -- not a guard
  LightApiModule.forFeature([{ entity: Book, enhancers: { create: { guards: [Author] } } }]),
  // @ts-expect-error -- it is ttlMs
  LightApiModule.forRoot({ entities: [{ entity: Book, cache: { ttl: 1000 } }] }),
  // @ts-expect-error -- not a Keyv
  LightApiModule.forRoot({ cache: { store: new Map() } }),
  // @ts-expect-error a field that does not exist
  LightApiModule.forRoot({ entities: [{ entity: Book, fields: { titel: 'hidden' } }] }),
  // @ts-expect-error an access that does not exist
  LightApiModule.forRoot({ entities: [{ entity: Book, fields: { title: 'secret' } }] }),
  // @ts-expect-error a sort key that is not a field
  LightApiModule.forRoot({ entities: [{ entity: Book, ordering: ['titel'] }] }),
  // @ts-expect-error a descending sort key that is not a field
  LightApiModule.forRoot({ entities: [{ entity: Book, ordering: ['-titel'] }] }),
  // @ts-expect-error the fields of another entity in the same list
  LightApiModule.forRoot({ entities: [{ entity: Book, search: ['name'] }, Author] }),
  // @ts-expect-error a search field that does not exist
  LightApiModule.forFeature([{ entity: Book, search: ['titel'] }]),
  // @ts-expect-error a filter field that does not exist
  LightApiModule.forFeature([{ entity: Book, filter: ['titel'] }]),
  // @ts-expect-error an operator that does not exist
  LightApiModule.forFeature([{ entity: Book, filter: { title: ['equals'] } }]),
  // @ts-expect-error an embedded field that does not exist
  LightApiModule.forFeature([{ entity: Specimen, filter: ['dimensions.depthMm'] }]),
  // @ts-expect-error an operation that does not exist
  LightApiModule.forFeature([{ entity: Book, operations: ['list', 'delete'] }]),
  // @ts-expect-error a serializer field that does not exist
  LightApiModule.forFeature([{ entity: Book, serializer: { read: ['titel'] } }]),
  // @ts-expect-error a misspelt option of a resource
  LightApiModule.forFeature([{ entity: Book, operation: ['list'] }]),
  // @ts-expect-error a misspelt option of the module
  LightApiModule.forRoot({ entites: [Book] }),
  // @ts-expect-error a misspelt option of the context
  LightApiModule.forFeature([Book], { prefx: 'library' }),
  // @ts-expect-error a status that is not offered
  LightApiModule.forRoot({ defaults: { validationStatus: 418 } }),
  // @ts-expect-error a misspelt pagination option
  LightApiModule.forRoot({ defaults: { pagination: { pagesize: 5 } } }),
  // @ts-expect-error a database that the factory should bring
  LightApiModule.forRootAsync({ database: { type: 'postgres' }, useFactory: () => ({}) }),
];

export const running = [
  () => runLightApi({ entities: [Author, Book], port: 0 }),
  // @ts-expect-error a misspelt option of the one-liner
  () => runLightApi({ entities: [Author, Book], prot: 0 }),
];

@Resource<Tagged>({ ordering: ['-label'], operations: ['list', 'read'] })
export class Tagged {
  label: string;
}

// @ts-expect-error a sort key that is not a field of the decorated class
@Resource<Mistagged>({ ordering: ['lable'] })
export class Mistagged {
  label: string;
}

// @ts-expect-error a misspelt option of the decorator
@Resource({ opertions: ['list'] })
export class Misspelt {
  label: string;
}
