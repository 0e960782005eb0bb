import 'reflect-metadata';
import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';
import { expect, it } from 'vitest';
import { withRelatedEntities } from '../../../lib/compiler/sources/related-entities.js';

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
