import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
  VersionColumn,
} from 'typeorm';

/** What tallies are put together in. */
@Entity()
export class Shelf {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) name: string;
  @OneToMany(() => Tally, (tally) => tally.shelf) tallies: Relation<Tally[]>;
}

/** Counts its changes, so that an answer shows how old it is. */
@Entity()
export class Tally {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int', default: 0 }) mark: number;
  @VersionColumn() version: number;
  @Column({ type: 'int' }) shelfId: number;
  @ManyToOne(() => Shelf, (shelf) => shelf.tallies, { nullable: false })
  @JoinColumn({ name: 'shelfId' })
  shelf: Relation<Shelf>;
}
