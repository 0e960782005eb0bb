import 'reflect-metadata';
import { Exclude, Expose } from 'class-transformer';
import { BeforeInsert, Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { impliesRule } from '../../lib/compiler/rules/implied-rule.js';
import { and, authenticated, not, or, owner, role, where } from '../../lib/resource/access-rule.js';
import { bootMessage, oneProblem } from './fixtures/boot-message.js';

class Home {
  @Column({ nullable: true }) city: string;
  @Column({ nullable: true }) zip: string;
}

@Entity()
class Worker {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 60 }) name: string;
  @Column({ type: 'int' }) salary: number;
  @Column({ type: 'int', default: 0 }) bonus: number;
  @Column({ length: 60, nullable: true }) password: string;
  @Column(() => Home) home: Home;
  @VersionColumn() version: number;
}

@Entity()
class Guest {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) rank: number;
  @BeforeInsert() fill(): void {
    this.rank ??= 1;
  }
}

@Exclude()
class WorkerView {
  @Expose() name: string;
}

const HR = role('hr');
const NO_CREATE = ['list', 'read', 'update'];

const worker = (options: object): string | undefined => bootMessage([{ entity: Worker, ...options }]);
const field = (name: string, rules: unknown): string | undefined =>
  worker({ operations: NO_CREATE, fields: { [name]: rules } });

function refusal(...lines: readonly string[]): string {
  return oneProblem('Worker', ...lines.map((line, index) => (index === 0 ? `    ${line}` : `           ${line}`)));
}

describe('a boot error about the rules of a field', () => {
  it('names the nearest field, rule and word', () => {
    expect(field('salry', { readable: HR })).toBe(
      refusal('LA020  fields.salry "salry" is not a field.  Did you mean "salary"?'),
    );
    expect(field('salary', { raedable: HR })).toBe(
      refusal('LA010  fields.salary.raedable is not an option.  Did you mean "fields.salary.readable"?'),
    );
    expect(field('salary', { readable: 'nobdy' })).toBe(
      refusal('LA041  fields.salary.readable "nobdy" is no access rule.  Did you mean "nobody"?'),
    );
    expect(field('salary', { writable: { role: [] } })).toBe(
      refusal('LA041  fields.salary.writable.role is neither the name of a role nor a list of such names.'),
    );
    expect(field('salary', { writable: true })).toBe(
      refusal(
        'LA041  fields.salary.writable is no access rule.',
        'allowed: public, authenticated, nobody, { role }, { and }, { or }, { not }',
      ),
    );
    expect(field('salary', 7)).toBe(
      refusal(
        'LA011  fields.salary is not an access.',
        'allowed: readWrite, readOnly, writeOnly, hidden, { readable, writable }',
      ),
    );
  });

  it.each([
    ['"owner"', 'readable', owner('id')],
    ['"where"', 'writable', where({})],
    ['a function', 'readable', () => true],
  ])('refuses %s, which looks at rows', (what, right, rule) => {
    expect(field('salary', { [right]: rule })).toBe(
      refusal(
        `LA042  fields.salary.${right} looks at rows: ${what} is no rule of a field.`,
        "fix: write role('admin') or authenticated(); who may see which rows is said by access and scope",
      ),
    );
    expect(field('salary', { [right]: or(HR, not(rule as never)) })).toBe(
      refusal(
        `LA042  fields.salary.${right}.or[1].not looks at rows: ${what} is no rule of a field.`,
        "fix: write role('admin') or authenticated(); who may see which rows is said by access and scope",
      ),
    );
  });

  it('refuses what cannot be kept: something else tells of the field', () => {
    expect(field('id', { readable: HR })).toBe(
      refusal(
        'LA042  fields.id.readable cannot be kept: the key is in the address of the row.',
        'fix: say who may read the rows: access: { read: … }',
      ),
    );
    expect(field('version', { readable: HR })).toBe(
      refusal(
        'LA042  fields.version.readable cannot be kept: the version is the ETag of the row.',
        `fix: leave it out, or hide the field: fields: { "version": 'hidden' }`,
      ),
    );
    expect(worker({ operations: NO_CREATE, serializer: WorkerView, fields: { salary: { readable: HR } } })).toBe(
      refusal(
        'LA042  fields.salary.readable cannot be kept: the class WorkerView shapes every answer, for every caller.',
        'fix: name the fields instead: serializer: { read: […] }',
      ),
    );
    expect(
      worker({ operations: NO_CREATE, serializer: WorkerView, fields: { salary: { writable: HR } } }),
    ).toBeUndefined();
    expect(field('id', { readable: 'public' })).toBeUndefined();
  });

  it('asks that everybody who creates may write what is required', () => {
    const create = (access: unknown, writable: unknown = HR): string | undefined =>
      worker({ access: { read: 'public', create: access }, fields: { salary: { writable } } });
    const message = refusal(
      'LA026  field "salary" is required, and fields.salary.writable keeps it from some who may create.',
      'fix: let nobody else create: access: { create: … }, make the column nullable, or give it a default; in an entity class, a @BeforeInsert() does as well',
    );
    expect(create(authenticated())).toBe(message);
    expect(create(role('hr', 'boss'))).toBe(message);
    expect(create(HR)).toBeUndefined();
    expect(field('salary', { writable: HR })).toBeUndefined();
    expect(worker({ fields: { bonus: { writable: HR }, 'home.city': { writable: HR } } })).toBeUndefined();
    expect(bootMessage([{ entity: Guest, fields: { rank: { writable: HR } } }])).toBeUndefined();
  });

  it('knows which rules are part of others', () => {
    const implied = [
      [HR, role('boss', 'hr')],
      [role('hr'), { role: 'hr' }],
      [and(owner('id'), HR), HR],
      [or(HR, role('boss')), role('hr', 'boss')],
      [HR, or('nobody', HR)],
      [and(HR, role('boss')), and(role('boss'), HR)],
      [HR, 'authenticated'],
      [owner('id'), 'authenticated'],
      ['nobody', HR],
      [where({}), 'public'],
      [not(HR), not(HR)],
    ] as const;
    const others = [
      ['public', 'authenticated'],
      ['authenticated', HR],
      [role('hr', 'boss'), HR],
      [or(HR, 'public'), HR],
      [where({}), HR],
      [() => true, 'authenticated'],
      [not(HR), 'authenticated'],
      ['public', 'nobody'],
    ] as const;
    for (const [rule, other] of implied) expect(impliesRule(rule as never, other as never)).toBe(true);
    for (const [rule, other] of others) expect(impliesRule(rule as never, other as never)).toBe(false);
  });
});

describe('the rules of a field', () => {
  const compiled = (fields: object, options: object = {}) => {
    const declaration = { entity: Worker, operations: NO_CREATE, fields, ...options };
    const { resources, problems } = compileResources([declaration] as never, { place: 'forRoot' });
    expect(problems).toEqual([]);
    return resources[0]!;
  };

  it('are kept beside it, for every column of an embedded object', () => {
    const { access, fieldByName } = compiled({
      home: { readable: HR },
      salary: { readable: HR, writable: 'authenticated' },
    });
    expect(access.fields).toEqual(
      new Map([
        [fieldByName.get('home.city'), { readable: HR }],
        [fieldByName.get('home.zip'), { readable: HR }],
        [fieldByName.get('salary'), { readable: HR, writable: 'authenticated' }],
      ]),
    );
  });

  it('are words where everybody or nobody may', () => {
    const { access, fieldByName } = compiled({
      salary: { readable: 'nobody' },
      bonus: { writable: 'nobody' },
      name: { readable: 'public', writable: 'public' },
      password: { writable: HR },
    });
    expect(fieldByName.get('salary')).toMatchObject({ readable: false, creatable: true, updatable: true });
    expect(fieldByName.get('bonus')).toMatchObject({ readable: true, creatable: false, updatable: false });
    expect(fieldByName.get('name')).toMatchObject({ readable: true, creatable: true, updatable: true });
    expect(fieldByName.get('password')).toMatchObject({ readable: false, creatable: true, updatable: true });
    expect([...access.fields.keys()].map(({ name }) => name)).toEqual(['password']);
  });

  it('can show to some what the column shows to nobody', () => {
    const { fieldByName } = compiled({ password: { readable: HR } });
    expect(fieldByName.get('password')).toMatchObject({ readable: true });
  });

  it('leave an owner in bodies, where one says who may write it', () => {
    const access = owner('bonus');
    expect(compiled({}, { access }).fieldByName.get('bonus')).toMatchObject({ creatable: false, updatable: false });
    expect(compiled({ bonus: { readable: HR } }, { access }).fieldByName.get('bonus')).toMatchObject({
      creatable: false,
    });
    expect(compiled({ bonus: { writable: HR } }, { access }).fieldByName.get('bonus')).toMatchObject({
      creatable: true,
      updatable: true,
      optional: true,
    });
  });
});
