import {
  Column,
  DeleteDateColumn,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  VersionColumn,
} from 'typeorm';

/** Has a number as its key, so that no word is one. */
@Entity()
export class Shelf {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) label: string;
  @OneToMany('Volume', 'shelf') volumes: Volume[];
}

/** Has a text as its key, so that any word may be one, and counts its changes. */
@Entity()
export class Volume {
  @PrimaryColumn({ length: 40 }) code: string;
  @Column({ length: 80 }) title: string;
  @VersionColumn() version: number;
  @DeleteDateColumn() withdrawnAt: Date | null;
  @ManyToOne(() => Shelf, (shelf) => shelf.volumes, { nullable: true }) shelf: Shelf | null;
}

/** Has a composite key. */
@Entity()
export class Loan {
  @PrimaryColumn({ type: 'int' }) shelfId: number;
  @PrimaryColumn({ length: 40 }) reader: string;
  @Column({ type: 'int', default: 0 }) renewals: number;
  @DeleteDateColumn() returnedAt: Date | null;
}
