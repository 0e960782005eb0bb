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

export const GENRES = ['novel', 'poetry', 'drama', 'essay', 'crime', 'travel'] as const;

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

  @Column({ type: 'enum', enum: GENRES })
  genre: (typeof GENRES)[number];

  @Column({ type: 'decimal', precision: 10, scale: 2 })
  price: string;

  @Column({ type: 'int' })
  pages: number;

  @Column({ type: 'double precision', nullable: true })
  rating: number | null;

  @Column({ type: 'boolean', default: true })
  available: boolean;

  @Column({ type: 'timestamptz', precision: 3 })
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

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
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

  @Column({ type: 'timestamptz', precision: 3 })
  writtenAt: Date;

  @Column({ type: 'int' })
  bookId: number;

  @ManyToOne(() => Book, (book) => book.reviews, { nullable: false })
  @JoinColumn({ name: 'bookId' })
  book: Relation<Book>;
}

export const ENTITIES = [Author, Book, Review];
