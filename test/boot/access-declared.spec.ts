import 'reflect-metadata';
import { Column, DeleteDateColumn, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { describeAccess } from '../../lib/compiler/access-text.js';
import { LightApiBootError, type BootProblem } from '../../lib/compiler/boot.error.js';
import { compileResources } from '../../lib/compiler/compile.js';
import type { CompileContext } from '../../lib/compiler/draft.js';
import { linkRelations } from '../../lib/compiler/link.js';
import { checkDeclaredAccess, describeOpenWrites } from '../../lib/compiler/rules/declared-access.rule.js';
import { checkTenancy } from '../../lib/compiler/rules/tenancy.rule.js';
import { and, authenticated, not, or, owner, role, where } from '../../lib/resource/access-rule.js';
import type { Resource } from '../../lib/resource/resource.js';

@Entity()
class Task {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) userId: number;
  @Column({ type: 'int', default: 1 }) tenantId: number;
  @Column({ length: 20, unique: true }) title: string;
  @DeleteDateColumn() deletedAt: Date | null;
}

@Entity()
class Crate {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) code: string;
  @OneToMany(() => Bottle, (bottle) => bottle.crate, { cascade: ['insert'] }) bottles: Relation<Bottle>[];
}

@Entity()
class Bottle {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Crate, (crate) => crate.bottles, { cascade: ['insert'] }) crate: Relation<Crate>;
}

function task(options: object = {}, context: Partial<CompileContext> = {}): Resource {
  const { resources, problems } = compileResources([{ entity: Task, ...options }] as never, {
    place: 'forRoot',
    ...context,
  });
  expect(problems).toEqual([]);
  return resources[0]!;
}

describe('writes that nobody said anything about', () => {
  const problemsOf = (...resources: Resource[]): readonly BootProblem[] =>
    checkDeclaredAccess(
      resources.map((resource) => ({ resource, place: 'forFeature in WorkModule' })),
      resources.flatMap(({ relations }) => [...relations.values()]),
    );

  it('are a problem that says what is open and what to write', () => {
    expect(new LightApiBootError(problemsOf(task())).message).toBe(
      [
        'LightApi cannot start: 1 problem in 1 resource.',
        '  Task (forFeature in WorkModule)',
        '    LA040  nobody said who may create, replace, update or remove rows, so everybody may.',
        "           fix: say it: access: 'public' if that is meant, else access: authenticated(), or { read: 'public', write: role('admin') }",
      ].join('\n'),
    );
    expect(problemsOf(task({ operations: ['list', 'create'] }))[0]!.message).toBe(
      'nobody said who may create rows, so everybody may.',
    );
    expect(problemsOf(task({ operations: ['create'], upsert: ['title'] }))[0]!.message).toBe(
      'nobody said who may create or upsert rows, so everybody may.',
    );
  });

  it('are none where somebody did, wherever that was', () => {
    expect(problemsOf(task({ access: 'public' }))).toEqual([]);
    expect(problemsOf(task({}, { access: 'public' }))).toEqual([]);
    expect(problemsOf(task({}, { defaults: { access: 'public' } }))).toEqual([]);
    expect(problemsOf(task({ operations: ['list', 'read'] }), task({ operations: [] }))).toEqual([]);
    expect(problemsOf(task({ scope: owner('userId') }))).toHaveLength(1);
    expect(problemsOf(task({}, { tenancy: { field: 'tenantId' } }))).toHaveLength(1);
  });

  it('are a problem where only a body of another resource brings new rows', () => {
    const messagesOf = (crate: object, bottle: object): readonly string[] => {
      const { resources, pending } = compileResources(
        [
          { entity: Crate, access: role('admin'), ...crate },
          { entity: Bottle, operations: ['list', 'read'], ...bottle },
        ] as never,
        { place: 'forRoot' },
      );
      expect(linkRelations(pending, resources)).toEqual([]);
      return problemsOf(...resources).map(({ resource, message }) => `${resource}: ${message}`);
    };
    const open = 'Bottle: nobody said who may create rows through Crate.bottles, so whoever may write there may.';
    const brings = { relations: { bottles: { write: 'create' } } };
    expect(messagesOf(brings, {})).toEqual([open]);
    expect(messagesOf({ ...brings, operations: ['update'] }, { operations: [] })).toEqual([open]);
    expect(messagesOf({ ...brings, operations: [], upsert: ['code'] }, {})).toEqual([open]);
    expect(messagesOf({ ...brings, operations: ['list', 'remove'] }, {})).toEqual([]);
    expect(messagesOf({ relations: ['bottles'] }, {})).toEqual([]);
    expect(messagesOf(brings, { access: { read: 'public' } })).toEqual([]);
  });

  it('are one warning for all of them', () => {
    expect(describeOpenWrites(['Author', 'Book', 'Loan'])).toBe(
      "Everybody may write to Author, Book and Loan: nobody said who may. Say it: access: 'public' if that is meant, else " +
        "access: authenticated(), or { read: 'public', write: role('admin') }. With NODE_ENV=production the application " +
        'does not start like this.',
    );
    expect(describeOpenWrites(['Book'])).toContain('Everybody may write to Book: nobody');
  });
});

describe('the access of a resource in the boot report', () => {
  const all = { restore: true, show: true };
  it.each([
    ['public', {}],
    ['authenticated', { access: authenticated() }],
    ['read public, write role admin', { access: { read: 'public', write: role('admin') } }],
    ['read public, write nobody', { access: { read: 'public' } }],
    ['public', { access: { read: 'public' }, operations: ['list', 'read'] }],
    ['list role admin, read public, write nobody', { access: { read: 'public', list: role('admin') } }],
    [
      'read public, create role a|b, replace nobody, update nobody, remove nobody',
      { access: { read: 'public', create: role('a', 'b') } },
    ],
    ['owner userId or role admin', { access: or(owner('userId'), role('admin')) }],
    ['role a and (not owner userId or where …)', { access: and(role('a'), or(not(owner('userId')), where({}))) }],
    ['not (public and by a function)', { access: not(and('public', () => true)) }],
    ['public', { operations: [], upsert: ['title'], access: { write: 'public' } }],
    ['role admin', { operations: [], access: { read: { role: 'admin' } } }],
    ['public, within owner userId', { scope: owner('userId') }],
    ['read public, write nobody', { softDelete: all, access: { read: 'public' } }],
    [
      'read public, create authenticated, replace authenticated, update authenticated, remove authenticated, restore authenticated, deleted role admin',
      { softDelete: all, access: { read: 'public', write: 'authenticated', deleted: role('admin') } },
    ],
  ])('is %s', (text, options) => {
    expect(describeAccess(task(options))).toBe(text);
  });

  it('names the tenants', () => {
    expect(describeAccess(task({ access: 'authenticated' }, { tenancy: { field: 'tenantId' } }))).toBe(
      'authenticated, by tenantId',
    );
  });
});

describe('the tenancy of an application', () => {
  const problemsOf = (tenancy: unknown): readonly unknown[] => {
    const problems: unknown[] = [];
    checkTenancy(tenancy, (problem) => void problems.push(problem));
    return problems;
  };

  it('is spelt as documented', () => {
    expect(problemsOf(undefined)).toEqual([]);
    expect(problemsOf({ field: 'tenantId', claim: 'org' })).toEqual([]);
    expect(problemsOf({ field: 'tenantId', claims: 'org' })).toEqual([
      { code: 'LA010', message: 'tenancy.claims is not an option.', nearest: 'tenancy.claim' },
    ]);
    expect(problemsOf({ feild: 'tenantId' })).toEqual([
      { code: 'LA010', message: 'tenancy.feild is not an option.', nearest: 'tenancy.field' },
      { code: 'LA011', message: 'tenancy.field is not the name of a field.' },
    ]);
    expect(problemsOf({ field: 'tenantId', claim: '' })).toEqual([
      { code: 'LA011', message: 'tenancy.claim is not the name of a claim.' },
    ]);
    const noObject = {
      code: 'LA011',
      message: 'tenancy is not an object.',
      fix: "write tenancy: { field: 'tenantId' }",
    };
    for (const tenancy of [true, 'tenantId', null, ['tenantId']]) expect(problemsOf(tenancy)).toEqual([noObject]);
  });

  it('that makes no sense is no tenancy of a resource, and no crash', () => {
    expect(task({}, { tenancy: true as never }).access.tenant).toBeUndefined();
    expect(task({}, { tenancy: {} as never }).access.tenant).toBeUndefined();
  });
});
