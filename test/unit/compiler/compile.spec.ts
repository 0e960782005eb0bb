import 'reflect-metadata';
import { Exclude, Expose } from 'class-transformer';
import {
  Column,
  CreateDateColumn,
  Entity,
  EntitySchema,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  VersionColumn,
  type Relation,
} from 'typeorm';
import { describe, expect, it } from 'vitest';
import { compileResources } from '../../../lib/compiler/compile.js';

class Address {
  @Column({ length: 60 }) city: string;
  @Column({ nullable: true }) zipCode: string;
}

@Entity()
class Writer {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 80 }) name: string;
  @Column({ select: false }) apiToken: string;
  @Column() password: string;
  @Column(() => Address) address: Address;
  @OneToMany(() => Novel, (novel) => novel.writer) novels: Relation<Novel>[];
}

@Entity()
class Novel {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() title: string;
  @Column('decimal', { precision: 10, scale: 2, default: 0 }) price: string;
  @Column({ type: 'bigint', nullable: true }) copies: string | null;
  @CreateDateColumn() createdAt: Date;
  @VersionColumn() version: number;
  @Exclude() @Column({ nullable: true }) secretNote: string;
  @ManyToOne(() => Writer, { nullable: false }) writer: Relation<Writer>;
  @Expose() get label(): string {
    return this.title;
  }
}

const context = { place: 'forRoot' };

describe('compileResources', () => {
  it('derives fields, rights and names from the columns', () => {
    const { resources, problems } = compileResources([Writer, Novel], context);
    expect(problems).toEqual([]);
    const [writer, novel] = resources;
    expect(writer!.path).toBe('writers');
    expect(
      writer!.fields.map(({ name, readable, creatable, updatable }) => [name, readable, creatable, updatable]),
    ).toEqual([
      ['id', true, false, false],
      ['name', true, true, true],
      ['apiToken', false, true, true],
      ['password', false, true, true],
      ['address.city', true, true, true],
      ['address.zipCode', true, true, true],
    ]);
    expect(novel!.fields.map(({ name, type, role, optional }) => [name, type, role, optional])).toEqual([
      ['id', 'uuid', 'key', true],
      ['title', 'string', 'plain', false],
      ['price', 'decimal', 'plain', true],
      ['copies', 'bigint', 'plain', true],
      ['createdAt', 'datetime', 'createDate', true],
      ['version', 'int', 'version', true],
      ['writerId', 'int', 'foreignKey', false],
    ]);
    expect(novel!.representation.computed).toEqual([{ name: 'label', property: 'label', type: 'string' }]);
    expect(writer!.fieldByName.get('apiToken')!.operators).toEqual([]);
  });

  it('collects every problem of every resource', () => {
    const { resources, problems } = compileResources(
      [
        { entity: Novel, ordering: ['titel'], serach: ['title'], operations: ['lst'] } as never,
        { entity: Writer, filter: { name: ['between', 'has'] }, fields: { 'address.city': 'open' } } as never,
        class Stranger {},
      ],
      context,
    );
    expect(resources).toEqual([]);
    expect(problems.map(({ code, resource, nearest }) => [code, resource, nearest])).toEqual([
      ['LA001', 'Stranger', undefined],
      ['LA010', 'Novel', 'search'],
      ['LA012', 'Novel', 'list'],
      ['LA020', 'Novel', 'title'],
      ['LA011', 'Writer', undefined],
      ['LA021', 'Writer', undefined],
    ]);
  });

  it('takes an EntitySchema like a class', () => {
    const Planet = new EntitySchema<{ id: number; name: string }>({
      name: 'Planet',
      columns: { id: { type: Number, primary: true, generated: true }, name: { type: String, length: 20 } },
    });
    const { resources, problems } = compileResources([{ entity: Planet, naming: 'snake_case' }], context);
    expect(problems).toEqual([]);
    expect(resources[0]!.path).toBe('planets');
    expect(resources[0]!.fieldByName.get('name')).toMatchObject({ type: 'string', length: 20 });
  });
});
