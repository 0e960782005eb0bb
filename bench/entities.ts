import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
  UpdateDateColumn,
} from 'typeorm';
import { GENRES } from './genres.js';

export { GENRES };

/** Set for each server process: the names of some column types differ. */
const isSqlite = process.env['LIGHTAPI_BENCH_ENGINE'] === 'sqlite';
const TIME = isSqlite ? 'datetime' : 'timestamptz';
const ENUM = isSqlite ? 'simple-enum' : 'enum';

@Entity('authors')
export class Author {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  @Column({ type: 'varchar', length: 2 })
  country: string;

  @OneToMany(() => Book, (book) => book.author)
  books: Relation<Book>[];
}

@Entity('books')
@Index(['authorId', 'publishedAt'])
export class Book {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 200 })
  title: string;

  @Column({ type: 'varchar', length: 20, unique: true })
  isbn: string;

  @Column({ type: ENUM, enum: GENRES })
  genre: (typeof GENRES)[number];

  @Column({ type: 'decimal', precision: 10, scale: 2 })
  price: string;

  @Column({ type: 'int' })
  pages: number;

  @Column({ type: 'double precision', nullable: true })
  rating: number | null;

  @Column({ type: 'boolean', default: true })
  available: boolean;

  @Column({ type: TIME, precision: 3 })
  publishedAt: Date;

  @Column({ type: 'text' })
  summary: string;

  @Column({ type: 'int' })
  authorId: number;

  @ManyToOne(() => Author, (author) => author.books, { nullable: false })
  @JoinColumn({ name: 'authorId' })
  author: Relation<Author>;

  @OneToMany(() => Review, (review) => review.book)
  reviews: Relation<Review>[];

  @CreateDateColumn({ type: TIME, precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: TIME, precision: 3 })
  updatedAt: Date;
}

@Entity('reviews')
@Index(['bookId', 'writtenAt'])
export class Review {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  rating: number;

  @Column({ type: 'varchar', length: 200 })
  text: string;

  @Column({ type: TIME, precision: 3 })
  writtenAt: Date;

  @Column({ type: 'int' })
  bookId: number;

  @ManyToOne(() => Book, (book) => book.reviews, { nullable: false })
  @JoinColumn({ name: 'bookId' })
  book: Relation<Book>;
}

export const ENTITIES = [Author, Book, Review];
