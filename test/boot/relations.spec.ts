import 'reflect-metadata';
import { Expose } from 'class-transformer';
import {
  Column,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  ViewEntity,
  type Relation,
} from 'typeorm';
import { describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { linkRelations } from '../../lib/compiler/link.js';
import { bootMessage, oneProblem } from './fixtures/boot-message.js';

class Origin {
  @Column({ nullable: true }) town: string;
}

@Entity()
class Writer {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ type: 'int', nullable: true }) birthYear: number | null;
  @Column('simple-array', { nullable: true }) languages: string[] | null;
  @Column({ select: false, nullable: true }) token: string;
  @OneToMany(() => Novel, (novel) => novel.writer, { cascade: ['insert'] }) novels: Relation<Novel>[];
  @OneToMany(() => Novel, (novel) => novel.editor) editedNovels: Relation<Novel>[];
}

@Entity()
class Genre {
  @PrimaryGeneratedColumn() id: number;
  @Column() label: string;
  @ManyToOne(() => Genre, { nullable: true }) parent: Relation<Genre> | null;
}

@Entity()
class Novel {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
  @ManyToOne(() => Writer, (writer) => writer.novels, { nullable: false }) writer: Relation<Writer>;
  @ManyToOne(() => Writer, (writer) => writer.editedNovels) editor: Relation<Writer> | null;
  @ManyToMany(() => Genre) @JoinTable() genres: Relation<Genre>[];
}

const NOVEL = (options: object): readonly unknown[] => [{ entity: Novel, ...options }, Writer, Genre];

describe('a boot error about relations', () => {
  it('is not raised for relations as they should be', () => {
    const sources = NOVEL({
      relations: {
        writer: { filter: false, description: 'Who wrote it.' },
        genres: { write: 'link', pageSize: 5, ordering: ['-label'], route: false, resource: 'Genre' },
      },
      search: ['title', 'writer.name', 'genres.label'],
    });
    expect(bootMessage(sources)).toBeUndefined();
    expect(bootMessage([{ entity: Writer, relations: { novels: { write: 'create' } } }, Novel])).toBeUndefined();
  });

  it('names the nearest relation for a mistyped one', () => {
    expect(bootMessage(NOVEL({ relations: ['writer', 'genrse'] }))).toBe(
      oneProblem('Novel', '    LA035  relations[1] "genrse" is not a relation.  Did you mean "genres"?'),
    );
    expect(bootMessage(NOVEL({ relations: { title: {} } }))).toBe(
      oneProblem(
        'Novel',
        '    LA035  relations.title is not a relation.',
        '           allowed: writer, editor, genres',
      ),
    );
  });

  it('tells of a relation that is named twice', () => {
    expect(bootMessage(NOVEL({ relations: ['writer', 'writer'] }))).toBe(
      oneProblem('Novel', '    LA035  relations[1] names "writer" again.', '           fix: name it once'),
    );
  });

  it.each([
    [
      { relations: 'writer' },
      'LA011  relations is neither a list of names nor an object with options by name.',
      undefined,
    ],
    [{ relations: { writer: 'include' } }, 'LA011  relations.writer is not an object.', undefined],
    [
      { relations: { writer: { includ: true } } },
      'LA010  relations.writer.includ is not an option.  Did you mean "relations.writer.include"?',
      undefined,
    ],
    [
      { relations: { writer: { include: 'yes' } } },
      'LA011  relations.writer.include is neither true nor false.',
      undefined,
    ],
    [{ relations: { genres: { filter: 1 } } }, 'LA011  relations.genres.filter is neither true nor false.', undefined],
    [
      { relations: { genres: { ordering: 'label' } } },
      'LA011  relations.genres.ordering is not a list of field names.',
      undefined,
    ],
    [
      { relations: { genres: { resource: Genre } } },
      'LA011  relations.genres.resource is not the name of a resource.',
      undefined,
    ],
    [
      { relations: { genres: { pageSize: 101 } } },
      'LA011  relations.genres.pageSize is not a whole number from 1 to 100.',
      undefined,
    ],
    [
      { relations: { genres: { pageSize: 0 } } },
      'LA011  relations.genres.pageSize is not a whole number from 1 to 100.',
      undefined,
    ],
    [
      { relations: { genres: { write: 'replace' } } },
      'LA011  relations.genres.write has a value that it cannot have.',
      'allowed: none, link, create',
    ],
    [
      { relations: { writer: { pageSize: 5 } } },
      'LA035  relations.writer.pageSize is for relations to many rows.',
      'fix: leave it out',
    ],
    [
      { relations: { writer: { route: true } } },
      'LA035  relations.writer.route is for relations to many rows.',
      'fix: leave it out',
    ],
    [
      { relations: { writer: { write: 'link' } } },
      'LA037  relations.writer.write is "link", which is for many-to-many relations.',
      'fix: write the column that holds the key instead',
    ],
    [
      { relations: { writer: { write: 'create' } } },
      'LA037  relations.writer.write is "create", but the relation does not cascade.',
      "fix: declare the relation with { cascade: ['insert'] }",
    ],
    [
      { relations: { genres: { write: 'create' } } },
      'LA037  relations.genres.write is "create", but the relation does not cascade.',
      'fix: declare the relation with { cascade: [\'insert\'] }, or set relations.genres.write to "link"',
    ],
  ])('says what is wrong with %j', (options, message, help) => {
    const lines = help === undefined ? [`    ${message}`] : [`    ${message}`, `           ${help}`];
    expect(bootMessage(NOVEL(options))).toBe(oneProblem('Novel', ...lines));
  });

  it('finds a target that is no resource', () => {
    expect(bootMessage([{ entity: Novel, relations: ['writer'] }])).toBe(
      oneProblem(
        'Novel',
        '    LA036  relations[0] leads to Writer, which is no resource of this application.',
        '           fix: expose Writer as well; { entity: Writer, operations: [] } gives it no routes of its own',
      ),
    );
  });

  it('asks which resource is meant when the target is exposed more than once', () => {
    const writers = [
      { entity: Writer, path: 'writers' },
      { entity: Writer, name: 'Editor', path: 'editors' },
    ];
    expect(bootMessage([{ entity: Novel, relations: ['writer'] }, ...writers])).toBe(
      oneProblem(
        'Novel',
        '    LA036  relations[0] leads to Writer, which is exposed more than once.',
        '           allowed: Writer, Editor',
        "           fix: say which one is meant: relations: { writer: { resource: 'Writer' } }",
      ),
    );
    expect(bootMessage([{ entity: Novel, relations: { writer: { resource: 'Edtor' } } }, ...writers])).toBe(
      oneProblem(
        'Novel',
        '    LA036  relations.writer.resource "Edtor" is no resource over Writer.',
        '           allowed: Writer, Editor',
        "           fix: say which one is meant: relations: { writer: { resource: 'Writer' } }",
      ),
    );
  });

  it('takes the resource that is named, and otherwise the one of the same context', () => {
    const targetOf = (relations: object): string => {
      const shop = compileResources(
        [
          { entity: Novel, relations },
          { entity: Writer, name: 'ShopWriter' },
        ] as never,
        {
          place: 'forFeature in ShopModule',
          prefix: 'shop',
        },
      );
      const press = compileResources([Writer], { place: 'forFeature in PressModule' });
      const resources = [...shop.resources, ...press.resources];
      expect(linkRelations([...shop.pending, ...press.pending], resources)).toEqual([]);
      return shop.resources[0]!.relations.get('writer')!.target.name;
    };
    expect(targetOf({ writer: {} })).toBe('ShopWriter');
    expect(targetOf({ writer: { resource: 'Writer' } })).toBe('Writer');
  });

  it('joins what is joined already without a trace', () => {
    const sources = [
      { entity: Novel, relations: ['writer', 'genres'], search: ['title', 'writer.name'] },
      Writer,
      Genre,
    ];
    const { pending, resources } = compileResources(sources as never, { place: 'forRoot' });
    const searched = () => resources[0]!.searchFields.map(({ via, field }) => [...via, field].map(({ name }) => name));
    for (let round = 0; round < 2; round++) {
      expect(linkRelations(pending, resources)).toEqual([]);
      expect(searched()).toEqual([['title'], ['writer', 'name']]);
    }
  });

  it('does not take a resource of another data source for the target', () => {
    const shop = compileResources([{ entity: Novel, relations: ['writer'] }] as never, { place: 'forRoot' });
    const press = compileResources([Writer], { place: 'forRoot', dataSource: 'press' });
    const problems = linkRelations([...shop.pending, ...press.pending], [...shop.resources, ...press.resources]);
    expect(problems.map(({ message }) => message)).toEqual([
      'relations[0] leads to Writer, which is no resource of this application.',
    ]);
  });

  it('looks at the ordering of related rows', () => {
    const sources = (...ordering: string[]): readonly unknown[] => [
      { entity: Novel, relations: { genres: { ordering } } },
      { entity: Genre, fields: { label: 'hidden' }, operations: ['list', 'read'] },
    ];
    expect(bootMessage(sources('-lable'))).toBe(
      oneProblem(
        'Novel',
        '    LA020  relations.genres.ordering[0] "-lable" is not a field of Genre.',
        '           allowed: id, parentId',
      ),
    );
    expect(bootMessage(sources('id', 'label'))).toBe(
      oneProblem(
        'Novel',
        '    LA020  relations.genres.ordering[1] "label" is hidden from clients of Genre.',
        '           fix: leave it out, or make it readable there',
      ),
    );
    expect(
      bootMessage([
        { entity: Genre, relations: [] },
        { entity: Novel, relations: ['writer'] },
        { entity: Writer, relations: { novels: { ordering: ['-titel'] } } },
      ]),
    ).toBe(
      oneProblem(
        'Writer',
        '    LA020  relations.novels.ordering[0] "-titel" is not a field of Novel.  Did you mean "title"?',
      ),
    );
  });

  it('refuses to sort related rows by a list', () => {
    @Entity()
    class Shelf {
      @PrimaryGeneratedColumn() id: number;
      @ManyToMany(() => Writer) @JoinTable() writers: Relation<Writer>[];
    }
    expect(bootMessage([{ entity: Shelf, relations: { writers: { ordering: ['languages'] } } }, Writer])).toBe(
      oneProblem(
        'Shelf',
        '    LA023  relations.writers.ordering[0] "languages" cannot sort a list of Writer.',
        '           fix: name a readable column that is neither a list, json nor binary',
      ),
    );
  });

  describe('in search', () => {
    const search = (name: string, relations: unknown = ['writer', 'genres'], genre: unknown = Genre) =>
      bootMessage([{ entity: Novel, relations, search: [name] }, Writer, genre]);

    it('is about a relation that is not declared', () => {
      expect(search('writer.name', ['genres'])).toBe(
        oneProblem(
          'Novel',
          '    LA035  search[0] "writer.name" leads through "writer", which is not among the relations of the resource.',
          "           fix: declare it: relations: ['writer']",
        ),
      );
    });

    it('names the nearest field on the other side', () => {
      expect(search('writer.nmae')).toBe(
        oneProblem('Novel', '    LA020  search[0] "writer.nmae" is not a field of Writer.  Did you mean "name"?'),
      );
    });

    it('is about a field that clients do not see', () => {
      expect(search('writer.token')).toBe(
        oneProblem(
          'Novel',
          '    LA020  search[0] "writer.token" is hidden from clients of Writer.',
          '           fix: leave it out, or make it readable there',
        ),
      );
    });

    it('is about a field that is no text', () => {
      expect(search('writer.birthYear')).toBe(
        oneProblem('Novel', '    LA022  search[0] "writer.birthYear" is not text but int.'),
      );
      expect(search('writer.languages')).toBe(
        oneProblem('Novel', '    LA022  search[0] "writer.languages" is not text but a list.'),
      );
    });

    it('is about a path of more than two relations', () => {
      const genre = { entity: Genre, relations: ['parent'] };
      expect(search('genres.parent.label', ['genres'], genre)).toBeUndefined();
      expect(search('genres.parent.parent.label', ['genres'], genre)).toBe(
        oneProblem('Novel', '    LA022  search[0] "genres.parent.parent.label" leads through more than 2 relations.'),
      );
    });

    it('understands names as the entities have them where the API speaks snake case', () => {
      const sources = [
        { entity: Writer, relations: ['editedNovels'], search: ['editedNovels.title'], naming: 'snake_case' },
        { entity: Novel, naming: 'snake_case' },
      ];
      expect(bootMessage(sources)).toBeUndefined();
    });
  });

  describe('in names', () => {
    @Entity()
    class Odd {
      @PrimaryGeneratedColumn() id: number;
      @Column(() => Origin) home: Origin;
      @ManyToOne(() => Genre) @JoinColumn({ name: 'a' }) not: Relation<Genre> | null;
      @ManyToOne(() => Genre) @JoinColumn({ name: 'b' }) main__genre: Relation<Genre> | null;
      @ManyToMany(() => Genre) @JoinTable({ name: 'odd_c' }) restore: Relation<Genre>[];
      @ManyToMany(() => Genre) @JoinTable({ name: 'odd_d' }) subGenres: Relation<Genre>[];
      @ManyToMany(() => Genre) @JoinTable({ name: 'odd_e' }) sub_genres: Relation<Genre>[];
      @ManyToMany(() => Genre) @JoinTable({ name: 'odd_f' }) Home: Relation<Genre>[];
      @ManyToMany(() => Genre) @JoinTable({ name: 'odd_g' }) Label: Relation<Genre>[];
      @Expose() get label(): string {
        return String(this.id);
      }
    }
    const odd = (options: object) => bootMessage([{ entity: Odd, fields: {}, ...options }, Genre]);
    const SIGNS =
      '           fix: use letters, digits, "_" (never two in a row), "$" and "-" in the property\'s name, and none of and, or, not';

    it.each(['not', 'main__genre'])('is about the query language in %s', (name) => {
      const problems = odd({ relations: [name], fields: { main__genreId: 'hidden' } });
      expect(problems).toBe(
        oneProblem('Odd', `    LA025  relations[0]: "${name}" cannot be the name of a relation in a query.`, SIGNS),
      );
    });

    it('is about a word of the routes, unless the relation has none', () => {
      const hidden = { fields: { main__genreId: 'hidden' } };
      expect(odd({ ...hidden, relations: ['restore'] })).toBe(
        oneProblem(
          'Odd',
          '    LA025  relations[0]: "restore" is a word of the routes already.',
          '           fix: rename the property, or give the relation no route: relations: { restore: { route: false } }',
        ),
      );
      expect(odd({ ...hidden, relations: { restore: { route: false } } })).toBeUndefined();
    });

    it('is about fields, embedded objects, getters and relations of the same name', () => {
      const snake = { naming: 'snake_case', fields: { main__genreId: 'hidden' } };
      const TWO = '           fix: rename one of the two properties';
      expect(odd({ ...snake, relations: ['Home'] })).toBe(
        oneProblem(
          'Odd',
          '    LA025  relations[0]: a field is called "home" in the API too.',
          `${TWO}, or hide the field`,
        ),
      );
      expect(odd({ ...snake, relations: ['Label'] })).toBe(
        oneProblem(
          'Odd',
          '    LA025  relations[0]: a field is called "label" in the API too.',
          `${TWO}, or hide the field`,
        ),
      );
      expect(odd({ ...snake, relations: ['subGenres', 'sub_genres'] })).toBe(
        oneProblem(
          'Odd',
          '    LA025  relations[1]: the relation "subGenres" is called "sub_genres" in the API too.',
          TWO,
        ),
      );
    });
  });

  it('refuses writes through a view', () => {
    @ViewEntity({ expression: 'SELECT 1 AS id' })
    class Summary {
      @PrimaryColumn() id: number;
      @ManyToMany(() => Genre, { cascade: ['insert'] }) @JoinTable() genres: Relation<Genre>[];
    }
    expect(bootMessage([{ entity: Summary, relations: { genres: { write: 'create' } } }, Genre])).toBe(
      oneProblem(
        'Summary',
        '    LA037  relations.genres.write is "create", but a view can only be read.',
        '           fix: leave relations.genres.write out',
      ),
    );
  });
});
