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
  type Relation,
} from 'typeorm';

/** A text key. */
@Entity()
export class Country {
  @PrimaryColumn({ length: 2 })
  code: string;

  @Column({ length: 40 })
  name: string;

  @OneToMany(() => Writer, (writer) => writer.country)
  writers: Relation<Writer[]>;
}

/** Has a secret, and may lead nowhere. */
@Entity()
export class Writer {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 60 })
  name: string;

  @Column({ type: 'int', nullable: true })
  born: number | null;

  @Column({ length: 60, select: false, default: 'hash' })
  passwordHash: string;

  @Column({ length: 60, default: 'x@example.org' })
  email: string;

  @ManyToOne(() => Country, (country) => country.writers, { nullable: true })
  country: Relation<Country> | null;

  @OneToMany(() => Novel, (novel) => novel.writer)
  novels: Relation<Novel[]>;
}

/** In the middle of everything. */
@Entity()
export class Novel {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 80 })
  title: string;

  @Column({ type: 'int', nullable: true })
  year: number | null;

  @ManyToOne(() => Writer, (writer) => writer.novels, { nullable: true })
  writer: Relation<Writer> | null;

  @ManyToOne(() => Novel, (novel) => novel.sequels, { nullable: true })
  prequel: Relation<Novel> | null;

  @OneToMany(() => Novel, (novel) => novel.prequel)
  sequels: Relation<Novel[]>;

  @OneToMany(() => Critique, (critique) => critique.novel)
  critiques: Relation<Critique[]>;

  @ManyToMany(() => Theme, (theme) => theme.novels)
  @JoinTable()
  themes: Relation<Theme[]>;

  @OneToOne(() => Cover, (cover) => cover.novel)
  cover: Relation<Cover> | null;

  @OneToMany(() => Edition, (edition) => edition.novel)
  editions: Relation<Edition[]>;
}

/** Hidden by a date of deletion. */
@Entity()
export class Critique {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  stars: number;

  @Column({ length: 30 })
  critic: string;

  @ManyToOne(() => Novel, (novel) => novel.critiques, { nullable: false, onDelete: 'CASCADE' })
  novel: Relation<Novel>;

  @DeleteDateColumn()
  deletedAt: Date | null;
}

/** Many to many. */
@Entity()
export class Theme {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 30, unique: true })
  name: string;

  @ManyToMany(() => Novel, (novel) => novel.themes)
  novels: Relation<Novel[]>;
}

/** One to one, with the key on this side. */
@Entity()
export class Cover {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 20 })
  colour: string;

  @OneToOne(() => Novel, (novel) => novel.cover)
  @JoinColumn()
  novel: Relation<Novel>;
}

/** A composite key, half of which is the relation. */
@Entity()
export class Edition {
  @PrimaryColumn({ type: 'int' })
  novelId: number;

  @PrimaryColumn({ length: 5 })
  language: string;

  @Column({ type: 'int' })
  pages: number;

  @ManyToOne(() => Novel, (novel) => novel.editions)
  @JoinColumn({ name: 'novelId' })
  novel: Relation<Novel>;
}
