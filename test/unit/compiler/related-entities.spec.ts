import 'reflect-metadata';
import { Column, Entity, EntitySchema, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';
import { expect, it } from 'vitest';
import { withRelatedEntities, withRelatedSchemas } from '../../../lib/compiler/sources/related-entities.js';

/** Classes of one name, as two data sources of an application may each have one. */
function declareArchive() {
  @Entity()
  class Scroll {
    @PrimaryGeneratedColumn() id: number;
    @Column() title: string;
    @ManyToOne('Chamber', 'scrolls') chamber: object;
  }

  @Entity()
  class Chamber {
    @PrimaryGeneratedColumn() id: number;
    @OneToMany('Scroll', 'chamber') scrolls: object[];
  }

  return { Scroll, Chamber };
}

const archives = [declareArchive(), declareArchive()];

it.each(archives)(
  'takes the name of a relation for the class that is given, not for another of the name',
  (archive) => {
    const { Scroll, Chamber } = archive;
    expect(withRelatedEntities([Scroll, Chamber])).toEqual([Scroll, Chamber]);
    expect(withRelatedEntities([Chamber, Scroll])).toEqual([Chamber, Scroll]);
  },
);

it('finds the class of a name that is not among the given ones', () => {
  const { Scroll, Chamber } = archives[0]!;
  expect(withRelatedEntities([Scroll])).toEqual([Scroll, Chamber]);
});

it('finds the schemas that relations lead to, round in a circle too', () => {
  const scroll = new EntitySchema({ name: 'Scroll', columns: {}, relations: {} });
  const chamber = new EntitySchema({ name: 'Chamber', columns: {}, relations: {} });
  const house = new EntitySchema({ name: 'House', columns: {} });
  scroll.options.relations = {
    chamber: { type: 'many-to-one', target: chamber },
    other: { type: 'many-to-one', target: 'House' },
  } as never;
  chamber.options.relations = { scrolls: { type: 'one-to-many', target: scroll, inverseSide: 'chamber' } } as never;
  expect(withRelatedSchemas([scroll])).toEqual([scroll, chamber]);
  expect(withRelatedSchemas([house])).toEqual([house]);
});
