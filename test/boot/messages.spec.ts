import 'reflect-metadata';
import { Column, Entity, EntitySchema, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { LightApiBootError } from '../../lib/compiler/boot.error.js';
import { compileResources } from '../../lib/compiler/compile.js';
import type { ResourceSource } from '../../lib/compiler/draft.js';
import { checkUniqueResources } from '../../lib/compiler/rules/unique-resources.rule.js';

@Entity()
class Book {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
  @Column({ type: 'int', nullable: true }) pages: number | null;
  @Column({ select: false }) token: string;
}

@Entity()
class Shape {
  @PrimaryGeneratedColumn() id: number;
  @Column('geometry') outline: string;
}

@Entity()
class Oddity {
  @PrimaryColumn() id: number;
  @Column() a__b: string;
}

const Keyless = new EntitySchema<{ title: string }>({ name: 'Keyless', columns: { title: { type: String } } });

function messageOf(sources: readonly unknown[], defaults = {}): string {
  const { problems } = compileResources(sources as ResourceSource[], {
    place: 'forFeature in LibraryModule',
    defaults,
  });
  return new LightApiBootError(problems).message;
}

const run = (): void => undefined;

function lines(...text: string[]): string {
  return text.join('\n');
}

const BOOK = '  Book (forFeature in LibraryModule)';
const ONE = 'LightApi cannot start: 1 problem in 1 resource.';

describe('a boot error', () => {
  it('names a class that is no entity', () => {
    class Stranger {}
    expect(messageOf([Stranger])).toBe(
      lines(
        ONE,
        '  Stranger (forFeature in LibraryModule)',
        '    LA001  Stranger is not a TypeORM entity.',
        '           fix: decorate it with @Entity()',
      ),
    );
  });

  it('tells of an entry that is no entity at all', () => {
    expect(messageOf([{ entity: undefined }])).toBe(
      lines(
        'LightApi cannot start: 1 problem.',
        '  forFeature in LibraryModule',
        '    LA001  a resource without an entity.',
        '           fix: pass an entity class, or { entity: Book, … }',
      ),
    );
  });

  it('asks for a primary key', () => {
    expect(messageOf([Keyless])).toContain('LA002  Keyless has no primary key.');
  });

  it('refuses a column type without a JSON form, and accepts it hidden', () => {
    expect(messageOf([Shape])).toBe(
      lines(
        ONE,
        '  Shape (forFeature in LibraryModule)',
        '    LA003  column "outline" has the type geometry, which has no JSON form.',
        `           fix: hide it: fields: { "outline": 'hidden' }, or give the column a transformer`,
      ),
    );
    const hidden = compileResources([{ entity: Shape, fields: { outline: 'hidden' } }] as never, { place: 'forRoot' });
    expect(hidden.problems.map(({ code }) => code)).not.toContain('LA003');
  });

  it('names the nearest option for a misspelt one', () => {
    expect(messageOf([{ entity: Book, serach: ['title'] }])).toBe(
      lines(ONE, BOOK, '    LA010  serach is not an option.  Did you mean "search"?'),
    );
    expect(messageOf([{ entity: Book, pagination: { pagesize: 5 } }])).toBe(
      lines(ONE, BOOK, '    LA010  pagination.pagesize is not an option.  Did you mean "pagination.pageSize"?'),
    );
  });

  it('refuses a misspelt option among the defaults', () => {
    expect(messageOf([], { operatoins: ['list'] })).toBe(
      lines(
        'LightApi cannot start: 1 problem.',
        '  forFeature in LibraryModule',
        '    LA010  defaults.operatoins is not an option.  Did you mean "defaults.operations"?',
      ),
    );
  });

  it.each([
    [{ limits: { maxKeys: 0 } }, 'LA011  limits.maxKeys is not a whole number of at least 1.'],
    [{ pagination: { pageSize: 1.5 } }, 'LA011  pagination.pageSize is not a whole number of at least 1.'],
    [{ pagination: { pageSize: 500 } }, 'LA011  pagination.pageSize 500 is larger than maxPageSize 100.'],
    [{ pagination: { count: 'roughly' } }, 'LA011  pagination.count "roughly" is no way to count.'],
    [{ actions: [] }, 'LA011  actions is not an object.'],
    [{ actions: { publish: 5 } }, 'LA061  actions.publish is neither a function nor a class with a method run.'],
    [
      { actions: { publish: { run: class {} } } },
      'LA061  actions.publish.run is neither a function nor a class with a method run.',
    ],
    [
      { actions: { publish: { run, acces: 1 } } },
      'LA010  actions.publish.acces is not an option.  Did you mean "actions.publish.access"?',
    ],
    [
      { actions: { publish: { run, access: 'pubic' } } },
      'LA041  actions.publish.access "pubic" is no access rule.  Did you mean "public"?',
    ],
    [
      { actions: { publish: { run, method: 'GET', body: class {} } } },
      'LA011  actions.publish.body: a GET has no body (RFC 9110 §9.3).',
    ],
    [
      { actions: { publish: { run, status: 404 } } },
      'LA011  actions.publish.status 404 is no status of such an answer, from 200 to 299.',
    ],
    [{ actions: { publish: { run, answer: 'row' } } }, 'LA011  actions.publish.answer is none.'],
    [{ actions: { publish: { run, path: 'a/b' } } }, 'LA013  actions.publish.path "a/b" is not one plain segment.'],
    [{ actions: { update: run } }, 'LA060  actions.update has the name of an operation.'],
    [{ actions: { publish: { run, path: 'search' } } }, 'LA060  actions.publish has the name of an operation.'],
    [{ actions: { title: run } }, 'LA060  actions.title has the name of a field.'],
    [
      { actions: { publish: run, issue: { run, path: 'publish' } } },
      'LA060  actions.issue has the path of actions.publish.',
    ],
    [
      { actions: { seven: { run, path: '7', scope: 'collection', method: 'GET' } } },
      'LA060  actions.seven: "7" may be the key of an item, which answers GET as well.',
    ],
    [{ enhancers: [] }, 'LA011  enhancers is not an object.'],
    [{ enhancers: { creat: {} } }, 'LA010  enhancers.creat is not an option.  Did you mean "enhancers.create"?'],
    [{ enhancers: { create: [] } }, 'LA011  enhancers.create is not an object.'],
    [
      { enhancers: { create: { guard: [] } } },
      'LA010  enhancers.create.guard is not an option.  Did you mean "enhancers.create.guards"?',
    ],
    [{ enhancers: { list: { guards: {} } } }, 'LA011  enhancers.list.guards is not a list of classes and instances.'],
    [{ guards: 'no' }, 'LA011  guards is not a list of classes and instances.'],
    [{ validationStatus: 418 }, 'LA011  validationStatus has a value that it cannot have.'],
    [{ naming: 'kebab' }, 'LA011  naming has a value that it cannot have.'],
    [{ fields: { title: 'public' } }, 'LA011  fields.title is not an access.'],
    [{ operations: 'list' }, 'LA012  operations is not a list.'],
    [{ operations: ['lst'] }, 'LA012  operations[0] "lst" is not an operation.  Did you mean "list"?'],
    [{ path: 'a b' }, 'LA013  path "a b" is not a path of plain segments.'],
    [{ ordering: ['-titel'] }, 'LA020  ordering[0] "titel" is not a field.  Did you mean "title"?'],
    [{ search: ['nothing'] }, 'LA020  search[0] "nothing" is not a field.'],
    [{ filter: ['token'] }, 'LA020  filter[0] "token" is hidden from clients.'],
    [{ serializer: { read: ['token'] } }, 'LA020  serializer.read[0] "token" is hidden from clients.'],
    [
      { filter: { pages: ['contains'] } },
      'LA021  filter.pages names the operator "contains", which a field of type int does not have.',
    ],
    [{ search: ['pages'] }, 'LA022  search[0] "pages" is not text but int.'],
    [{ ordering: ['token'] }, 'LA023  ordering[0] "token" cannot sort a list.'],
    [{ fields: { id: 'hidden' } }, 'LA024  the key "id" is hidden, so no item can be addressed.'],
    [
      { fields: { title: 'readOnly' } },
      'LA026  field "title" is required, and no client may write it, so no create can succeed.',
    ],
  ])('says what is wrong with %j', (options, message) => {
    expect(
      messageOf([{ entity: Book, ...options }])
        .split('\n')
        .slice(0, 3),
    ).toEqual([ONE, BOOK, `    ${message}`]);
  });

  it('refuses a name that the query language cannot speak', () => {
    expect(messageOf([Oddity])).toContain('LA025  field "a__b" cannot be a parameter name.');
  });

  it('names both resources on one path and under one name', () => {
    const [first] = compileResources([Book], { place: 'forRoot' }).resources;
    const placed = [
      { resource: first!, place: 'forRoot' },
      { resource: first!, place: 'forFeature in ShopModule' },
    ];
    expect(new LightApiBootError(checkUniqueResources(placed)).message).toBe(
      lines(
        'LightApi cannot start: 2 problems in 1 resource.',
        '  Book (forFeature in ShopModule)',
        '    LA014  path "/books" is taken by Book (forRoot).',
        '           fix: give one of them another path, or one of the contexts a prefix',
        '    LA015  the name "Book" is taken by the resource at "/books" (forRoot).',
        "           fix: give one of them another name: { entity: Book, name: '…' }",
      ),
    );
  });

  it('collects the problems of several resources in one message', () => {
    expect(messageOf([{ entity: Book, ordering: ['titel'], search: ['pages'] }, Shape]).split('\n')[0]).toBe(
      'LightApi cannot start: 3 problems in 2 resources.',
    );
  });
});
