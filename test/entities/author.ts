import { Column, Entity, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Book } from './book.js';

@Entity()
export class Author {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 100, unique: true })
  name: string;

  @Column({ type: 'date', nullable: true })
  bornOn: string | null;

  @OneToMany(() => Book, (book) => book.author)
  books: Relation<Book>[];
}
