import { setTimeout } from 'node:timers/promises';
import {
  Column,
  DeleteDateColumn,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
  type Relation,
} from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL_VISIBLE, type ItemQuestion } from '../../lib/query/question.js';
import type { ResourceSource } from '../../lib/compiler/draft.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import type { RelatedPayload } from '../../lib/resource/payload.js';
import { LinkedApi, payload } from './fixtures/linked-api.js';
import type { Document, MakeRepository } from './fixtures/sample-api.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

/** Has a key of two columns that its members refer to, and a number that its posters do. */
@Entity()
class Team {
  @PrimaryColumn({ length: 10 }) area: string;
  @PrimaryColumn('int') number: number;
  @Column({ type: 'bigint', unique: true }) code: string;
  @Column({ length: 30 }) name: string;
  @VersionColumn() version: number;
  @OneToMany(() => Member, (member) => member.team, { cascade: ['insert'] }) members: Relation<Member>[];
  @OneToMany(() => Poster, (poster) => poster.team, { cascade: ['insert'] }) posters: Relation<Poster>[];
}

/** Has no column of its own for what it refers to, and a date instead of a version. */
@Entity()
class Member {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ length: 30, unique: true }) name: string;
  @UpdateDateColumn({ precision: 6 }) changedAt: Date;
  @ManyToOne(() => Team, (team) => team.members, { nullable: true, cascade: ['insert'] }) team: Relation<Team> | null;
  @OneToOne(() => Badge, (badge) => badge.member, { nullable: true, cascade: ['insert'] })
  @JoinColumn()
  badge: Relation<Badge> | null;
  @ManyToMany(() => Skill, (skill) => skill.members, { cascade: ['insert'] })
  @JoinTable()
  skills: Relation<Skill>[];
  @ManyToMany(() => Member) @JoinTable() friends: Relation<Member>[];
}

@Entity()
class Badge {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 30 }) colour: string;
  @OneToOne(() => Member, (member) => member.badge) member: Relation<Member> | null;
}

/** Has a key of two texts; may be deleted softly. */
@Entity()
class Skill {
  @PrimaryColumn({ length: 10 }) field: string;
  @PrimaryColumn({ length: 20 }) word: string;
  @DeleteDateColumn() deletedAt: Date | null;
  @ManyToMany(() => Member, (member) => member.skills) members: Relation<Member>[];
}

@Entity()
class Poster {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 30 }) text: string;
  @ManyToOne(() => Team, (team) => team.posters, { nullable: false })
  @JoinColumn({ name: 'team_code', referencedColumnName: 'code' })
  team: Relation<Team>;
}

const write = 'create' as const;
const SOURCES = [
  { entity: Team, relations: { members: { write }, posters: { write } } },
  {
    entity: Member,
    relations: { team: {}, badge: { write }, skills: { write }, friends: { write: 'link' } },
  },
  { entity: Badge, relations: ['member'] },
  { entity: Skill, relations: { members: { write: 'link' } } },
  { entity: Poster, relations: ['team'] },
] as unknown as readonly ResourceSource[];

const compiled = (): MakeRepository => createCompiledRepository;
const orm = (): MakeRepository => createOrmRepository;
const MAKERS = [
  ['compiled repositories', compiled],
  ['ORM repositories', orm],
  ['an ORM repository of members', (name: string) => (name === 'Member' ? orm() : compiled())],
  ['a compiled repository of members', (name: string) => (name === 'Member' ? compiled() : orm())],
] as const;
const cases = chosenEngines().flatMap((engine) => MAKERS.map((maker) => [...maker, engine] as const));

const SKILLS = [
  { field: 'art', word: 'chess' },
  { field: 'art', word: 'dance' },
  { field: 'craft', word: 'chess' },
];
const keyOf = ({ field, word }: (typeof SKILLS)[number]): readonly unknown[] => [field, word];

function related(part: Partial<RelatedPayload>): RelatedPayload {
  return { links: [], creates: [], ...part };
}

describe.each(cases)('relations written by %s on %s', (_title, makerOf, engine) => {
  let api: LinkedApi;

  beforeAll(async () => {
    api = await LinkedApi.open(engine, SOURCES, makerOf);
  });
  afterAll(() => api?.close());
  beforeEach(async () => {
    await api.clear();
    for (const skill of SKILLS) await api.create('Skill', skill);
  });

  const relationsOf = (name: string): Partial<ItemQuestion> => ({
    includes: [...api.resource(name).relations.values()].map((relation) => ({
      relation,
      fields: relation.target.fields,
      includes: [],
      pageSize: 10,
      sort: relation.sort,
    })),
  });
  const read = async (name: string, ...key: readonly unknown[]): Promise<Document> =>
    (await api.repository(name).read(api.item(name, key, relationsOf(name))))!.row.toJSON() as Document;
  const member = async (name: string, body: object = {}): Promise<string> =>
    (await api.create('Member', { name, ...body })).id as string;

  it('are those of new rows that refer to the row by all of its key, or by another column', async () => {
    const [gil, hal] = [payload({ name: 'Gil' }), payload({ name: 'Hal' })];
    const team = { area: 'north', number: 7, code: '9007199254740993', name: 'Owls' };
    await api.create('Team', {
      ...team,
      members: related({ creates: [gil, hal] }),
      posters: related({ creates: [payload({ text: 'Join us' })] }),
    });
    await api.create('Team', { ...team, number: 8, code: '9007199254740992', members: related({}) });
    expect(await read('Team', 'north', 7)).toMatchObject({
      ...team,
      version: 1,
      members: expect.arrayContaining([
        expect.objectContaining({ name: 'Gil' }),
        expect.objectContaining({ name: 'Hal' }),
      ]),
      posters: [{ text: 'Join us' }],
    });
    expect(await read('Team', 'north', 8)).toMatchObject({ members: [], posters: [] });
  });

  it('refer to the row by columns that a body sends as well', async () => {
    for (const number of [7, 8]) await api.create('Team', { area: 'north', number, code: `${number}`, name: 'Owls' });
    const [area, number] = api
      .resource('Member')
      .fields.filter(({ property }) => property.startsWith('team'))
      .map(({ name }) => name) as [string, string];
    const id = await member('Gil', { [area]: 'north', [number]: 8 });
    expect(await read('Member', id)).toMatchObject({ team: { area: 'north', number: 8 } });
    await api.update('Member', id, { [area]: 'north', [number]: 7 });
    expect(await read('Member', id)).toMatchObject({ team: { area: 'north', number: 7 } });
    await api.update('Member', id, { [area]: null, [number]: null });
    expect(await read('Member', id)).toMatchObject({ team: null });
  });

  it('are a new row that the row itself refers to, in a change as well, or none', async () => {
    const id = await member('Gil', { badge: related({ creates: [payload({ colour: 'red' })] }) });
    expect(await read('Member', id)).toMatchObject({ badge: { colour: 'red' } });
    await api.update('Member', id, { badge: related({ creates: [payload({ colour: 'blue' })] }) });
    expect(await read('Member', id)).toMatchObject({ name: 'Gil', badge: { colour: 'blue' } });
    await api.update('Member', id, { badge: related({}) });
    expect(await read('Member', id)).toMatchObject({ badge: null });
    expect((await api.list('Badge')).map(({ colour }) => colour)).toEqual(['red', 'blue']);
  });

  it('link rows by keys of several columns, from both sides, and to the table itself', async () => {
    const [first, second, third] = SKILLS.map(keyOf) as [readonly unknown[], readonly unknown[], readonly unknown[]];
    const gil = await member('Gil', { skills: related({ links: [third, first] }) });
    expect((await read('Member', gil))['skills']).toMatchObject([SKILLS[0], SKILLS[2]]);
    const ida = await member('Ida', {
      skills: related({ links: [second], creates: [payload({ field: 'craft', word: 'weaving' })] }),
      friends: related({ links: [[gil]] }),
    });
    expect((await read('Member', ida))['skills']).toMatchObject([SKILLS[1], { field: 'craft', word: 'weaving' }]);
    expect((await read('Member', ida))['friends']).toMatchObject([{ id: gil }]);
    expect((await read('Member', gil))['friends']).toEqual([]);
    await api.repository('Skill').update(api.item('Skill', first), payload({ members: related({ links: [[ida]] }) }));
    expect((await read('Member', gil))['skills']).toMatchObject([SKILLS[2]]);
    expect((await read('Member', ida))['skills']).toHaveLength(3);
  });

  it('count as a change of the row, and come with the answer to it', async () => {
    const id = await member('Gil', { skills: related({ links: [keyOf(SKILLS[0]!)] }) });
    const { changedAt } = await read('Member', id);
    // Dates are kept to the millisecond.
    await setTimeout(5);
    const body = { skills: related({ links: [keyOf(SKILLS[1]!)] }) };
    const answer = await api.update('Member', id, body, relationsOf('Member'));
    expect(answer).toMatchObject({ name: 'Gil', skills: [SKILLS[1]] });
    expect(new Date(answer!['changedAt'] as string).getTime()).toBeGreaterThan(new Date(changedAt as string).getTime());
    const replaced = await api
      .repository('Member')
      .replace(api.item('Member', [id], relationsOf('Member')), payload({ name: 'Gil', skills: related({}) }));
    expect(replaced!.row.toJSON()).toMatchObject({ name: 'Gil', skills: [] });
  });

  it('are as they were where one of them is refused, or the row is not there', async () => {
    const id = await member('Gil', { skills: related({ links: [keyOf(SKILLS[0]!)] }) });
    await api.repository('Skill').remove(api.item('Skill', keyOf(SKILLS[2]!)));
    const gone = related({ links: [keyOf(SKILLS[1]!), keyOf(SKILLS[2]!)] });
    await expect(api.update('Member', id, { name: 'Hal', skills: gone })).rejects.toMatchObject({
      code: 'LA402',
      errors: [{ pointer: '/skills/1' }],
    });
    const taken = related({ creates: [payload({ field: 'new', word: 'one' }), payload(SKILLS[0]!)] });
    await expect(member('Ida', { skills: taken })).rejects.toMatchObject({ code: 'LA401' });
    const badge = related({ creates: [payload({ colour: 'red' })] });
    const nobody = '0a000000-0000-4000-8000-00000000000b';
    expect(await api.update('Member', nobody, { badge, skills: related({}) })).toBeUndefined();
    expect(await read('Member', id)).toMatchObject({ name: 'Gil', skills: [SKILLS[0]] });
    const left = [await api.list('Member'), await api.list('Skill'), await api.list('Badge')];
    expect(left.map(({ length }) => length)).toEqual([1, 2, 0]);
  });

  it('belong to the row of many that brings them', async () => {
    const rows = SKILLS.map((skill, index) =>
      payload({ name: `member ${index}`, skills: related({ links: [keyOf(skill)] }) }),
    );
    const items = await api.repository('Member').createMany([payload({ name: 'alone' }), ...rows], ALL_VISIBLE);
    const skills: unknown[] = [];
    for (const { key } of items) skills.push((await read('Member', key[0]))['skills']);
    expect(skills).toMatchObject([[], ...SKILLS.map((skill) => [skill])]);
    const wrong = payload({ name: 'last', skills: related({ links: [['no', 'such']] }) });
    await expect(
      api.repository('Member').createMany([payload({ name: 'next' }), wrong], ALL_VISIBLE),
    ).rejects.toMatchObject({
      errors: [{ pointer: '/1/skills/0', code: 'LA402' }],
    });
    expect(await api.list('Member')).toHaveLength(4);
  });

  it('are those of a row that is found by another unique key', async () => {
    const id = await member('Gil', { skills: related({ links: [keyOf(SKILLS[0]!)] }) });
    const keyFields = [api.resource('Member').fieldByName.get('name')!];
    const change = payload({ skills: related({ links: [keyOf(SKILLS[1]!)] }) });
    const update = (name: string) =>
      api.repository('Member').update(api.item('Member', [name], { keyFields, ...relationsOf('Member') }), change);
    expect((await update('Gil'))!.row.toJSON()).toMatchObject({ id, skills: [SKILLS[1]] });
    expect(await update('Nobody')).toBeUndefined();
  });

  it('are a part of the transaction that they are written in, side by side with others', async () => {
    const members = api.repository('Member');
    const bodyOf = (skill: (typeof SKILLS)[number], index: number) =>
      payload({ name: `member ${index}`, skills: related({ links: [keyOf(skill)] }) });
    const failed = members.transaction(async () => {
      await Promise.all(SKILLS.map((skill, index) => members.create(bodyOf(skill, index), ALL_VISIBLE)));
      throw new Error('taken back');
    });
    await expect(failed).rejects.toThrow('taken back');
    expect(await api.list('Member')).toEqual([]);
    const items = await members.transaction(() =>
      Promise.all(SKILLS.map((skill, index) => members.create(bodyOf(skill, index), ALL_VISIBLE))),
    );
    const skills: unknown[] = [];
    for (const { key } of items) skills.push((await read('Member', key[0]))['skills']);
    expect(skills).toMatchObject(SKILLS.map((skill) => [skill]));
  });

  it('heed the rules about rows that are linked', async () => {
    const id = await member('Gil', { skills: related({ links: [keyOf(SKILLS[0]!)] }) });
    const word = api.resource('Skill').fieldByName.get('word')!;
    const rule = { kind: 'comparison', field: word, operator: 'eq', value: 'chess' } as const;
    const visibility = new Map([['Skill', rule]]);
    const link = (...skills: typeof SKILLS) => ({ skills: related({ links: skills.map(keyOf) }) });
    await expect(api.update('Member', id, link(SKILLS[2]!, SKILLS[1]!), { visibility })).rejects.toMatchObject({
      errors: [{ pointer: '/skills/1' }],
    });
    expect(await api.update('Member', id, link(SKILLS[2]!), { visibility })).toMatchObject({ name: 'Gil' });
    expect((await read('Member', id))['skills']).toMatchObject([SKILLS[2]]);
  });
});
