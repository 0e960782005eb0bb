import 'reflect-metadata';
import {
  Column,
  DeleteDateColumn,
  Entity,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  VersionColumn,
  ViewEntity,
} from 'typeorm';
import { describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { DEFAULT_BULK, DEFAULT_RETENTION_MS } from '../../lib/compiler/stages/writes.stage.js';
import { owner } from '../../lib/resource/access-rule.js';
import type { Resource } from '../../lib/resource/resource.js';
import { bootMessage, oneProblem } from './fixtures/boot-message.js';

@Entity()
class Plain {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
}

@Entity()
@Unique(['shelf', 'place'])
@Index(['nickname'], { unique: true, where: 'nickname IS NOT NULL' })
class Guarded {
  @PrimaryGeneratedColumn() id: number;
  @Column({ unique: true }) isbn: string;
  @Column() title: string;
  @Column({ unique: true, nullable: true }) code: string;
  @Column() shelf: string;
  @Column() place: number;
  @Column() nickname: string;
  @VersionColumn() version: number;
  @DeleteDateColumn() deletedAt: Date | null;
}

/** One of each owner for a page. */
@Entity()
@Unique(['owner', 'page'])
class Mark {
  @PrimaryGeneratedColumn() id: number;
  @Column() owner: string;
  @Column() page: string;
  @VersionColumn() version: number;
}

function compiled(options: object, defaults = {}): Resource {
  const { resources, problems } = compileResources([{ entity: Guarded, ...options }] as never, {
    place: 'forRoot',
    defaults,
  });
  expect(problems).toEqual([]);
  return resources[0]!;
}

describe('options of writes', () => {
  it('are what the entity says where nothing else is said', () => {
    expect(compiled({})).toMatchObject({
      locking: 'required',
      softDeletes: true,
      showsDeleted: false,
      bulk: undefined,
      upsertKey: undefined,
      idempotency: undefined,
    });
    expect(
      compileResources([Plain], { place: 'forRoot', defaults: { locking: 'required' } }).resources[0],
    ).toMatchObject({ locking: 'none', softDeletes: false, version: undefined });
  });

  it('are taken from the resource before the defaults', () => {
    expect(compiled({}, { locking: 'optional' }).locking).toBe('optional');
    expect(compiled({ locking: 'none' }, { locking: 'optional' }).locking).toBe('none');
    expect(compiled({}, { idempotency: true }).idempotency).toEqual({ retentionMs: DEFAULT_RETENTION_MS });
    expect(compiled({ idempotency: false }, { idempotency: true }).idempotency).toBeUndefined();
    expect(compiled({ operations: ['list'] }, { idempotency: true }).idempotency).toBeUndefined();
  });

  it('add operations and fill in limits', () => {
    const resource = compiled({
      locking: 'optional',
      bulk: { maxItems: 5 },
      upsert: ['shelf', 'place'],
      softDelete: { restore: true, show: true },
      idempotency: { retentionMs: 1000 },
    });
    expect([...resource.operations].slice(-3)).toEqual(['restore', 'upsert', 'bulk']);
    expect(resource.bulk).toEqual({ ...DEFAULT_BULK, maxItems: 5 });
    expect(resource.upsertKey!.map(({ name }) => name)).toEqual(['shelf', 'place']);
    expect(resource).toMatchObject({ showsDeleted: true, idempotency: { retentionMs: 1000 } });
    expect(compiled({ bulk: true }).bulk).toEqual(DEFAULT_BULK);
    expect(compiled({ bulk: false }).operations.has('bulk')).toBe(false);
  });
});

describe('a boot error about writes', () => {
  const UNIQUE = '           fix: name all the columns of one @Unique() or unique @Index(), or of the primary key';

  it.each([
    [{ locking: 'always' }, ['LA011  locking has a value that it cannot have.', 'allowed: required, optional, none']],
    [{ softDelete: true }, ['LA011  softDelete is not an object.']],
    [{ softDelete: { show: 'yes' } }, ['LA011  softDelete.show is neither true nor false.']],
    [{ softDelete: { shows: true } }, ['LA010  softDelete.shows is not an option.  Did you mean "softDelete.show"?']],
    [{ bulk: 100 }, ['LA011  bulk is neither true, false nor an object.']],
    [{ bulk: { maxItems: 0 } }, ['LA011  bulk.maxItems is not a whole number of at least 1.']],
    [{ bulk: { maxBytes: '1 MB' } }, ['LA011  bulk.maxBytes is not a whole number of at least 1.']],
    [{ bulk: { maxitems: 5 } }, ['LA010  bulk.maxitems is not an option.  Did you mean "bulk.maxItems"?']],
    [
      { bulk: true, operations: ['list', 'read', 'replace'] },
      [
        'LA037  bulk has nothing to do: neither create nor update nor remove is exposed.',
        'fix: add one of them to operations, or leave bulk out',
      ],
    ],
    [{ idempotency: 60_000 }, ['LA011  idempotency is neither true, false nor an object.']],
    [{ idempotency: { retentionMs: 0.5 } }, ['LA011  idempotency.retentionMs is not a whole number of at least 1.']],
    [
      { idempotency: { retention: 5 } },
      ['LA010  idempotency.retention is not an option.  Did you mean "idempotency.retentionMs"?'],
    ],
    [
      { idempotency: true, operations: ['list'] },
      [
        'LA037  idempotency is for creates, and create is not exposed.',
        'fix: leave it out, or add create to operations',
      ],
    ],
    [{ upsert: 'isbn' }, ['LA011  upsert is not a list of names.']],
    [{ upsert: ['isbm'], locking: 'none' }, ['LA020  upsert[0] "isbm" is not a field.  Did you mean "isbn"?']],
    [
      { upsert: ['isbn'] },
      [
        'LA037  upsert changes rows whose version the client cannot know, and locking is "required".',
        "fix: set locking to 'optional' or 'none', or leave upsert out",
      ],
    ],
    [
      { upsert: ['code'], locking: 'none' },
      ['LA037  upsert: "code" may be null or cannot be written, so it does not find a row.'],
    ],
    [
      { upsert: ['id'], locking: 'none' },
      ['LA037  upsert: "id" may be null or cannot be written, so it does not find a row.'],
    ],
  ])('says what is wrong with %j', (options, [message, help]) => {
    const lines = help === undefined ? [`    ${message}`] : [`    ${message}`, `           ${help}`];
    expect(bootMessage([{ entity: Guarded, ...options }])).toBe(oneProblem('Guarded', ...lines));
  });

  it('takes a field of the key from the caller where that is whose the row is', () => {
    const keys = { upsert: ['owner', 'page'], locking: 'none' };
    expect(bootMessage([{ entity: Mark, ...keys, access: owner('owner') }])).toBeUndefined();
    expect(bootMessage([{ entity: Mark, ...keys, access: 'public', fields: { owner: 'readOnly' } }])).toContain(
      'LA037  upsert: "owner" may be null or cannot be written',
    );
  });

  it.each([
    [['title'], '"title"'],
    [['shelf'], '"shelf"'],
    [['isbn', 'shelf'], '"isbn", "shelf"'],
    [['nickname'], '"nickname"'],
    [[], 'no field'],
  ])('asks for a unique key to upsert by instead of %j', (upsert, named) => {
    expect(bootMessage([{ entity: Guarded, upsert, locking: 'none' }])).toBe(
      oneProblem('Guarded', `    LA037  upsert names ${named}, which is no unique key.`, UNIQUE),
    );
  });

  it('asks for a version to lock by', () => {
    expect(bootMessage([{ entity: Plain, locking: 'optional' }])).toBe(
      oneProblem(
        'Plain',
        '    LA037  locking is "optional", but the entity does not count its changes.',
        '           fix: add a @VersionColumn(), or leave locking out',
      ),
    );
    expect(bootMessage([{ entity: Plain, locking: 'none' }])).toBeUndefined();
  });

  it('asks for a date of deletion to restore and to show by', () => {
    const expected = oneProblem(
      'Plain',
      '    LA037  softDelete is for entities with a date of deletion.',
      '           fix: add a @DeleteDateColumn(), or leave softDelete out',
    );
    expect(bootMessage([{ entity: Plain, softDelete: { restore: true } }])).toBe(expected);
    expect(bootMessage([{ entity: Plain, softDelete: { show: true } }])).toBe(expected);
    expect(bootMessage([{ entity: Plain, softDelete: { show: false } }])).toBeUndefined();
  });

  it('refuses what writes to a view', () => {
    @ViewEntity({ expression: 'SELECT 1 AS id' })
    class Summary {
      @PrimaryColumn() id: number;
    }
    expect(bootMessage([{ entity: Summary, bulk: true, upsert: ['id'] }])).toBe(
      [
        'LightApi cannot start: 2 problems in 1 resource.',
        '  Summary (forFeature in LibraryModule)',
        '    LA037  upsert is for tables, and a view can only be read.',
        '           fix: leave it out',
        '    LA037  bulk is for tables, and a view can only be read.',
        '           fix: leave it out',
      ].join('\n'),
    );
  });

  it('looks at the defaults too', () => {
    expect(bootMessage([Plain], { defaults: { idempotency: 5 } as never })).toBe(
      [
        'LightApi cannot start: 1 problem.',
        '  forFeature in LibraryModule',
        '    LA011  idempotency is neither true, false nor an object.',
      ].join('\n'),
    );
  });
});
