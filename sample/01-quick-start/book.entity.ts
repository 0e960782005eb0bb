import { Min } from 'class-validator';
import { Column, CreateDateColumn, Entity, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Author } from './author.entity.js';

@Entity()
export class Book {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 200 })
  title: string;

  @Column({ unique: true, length: 13 })
  isbn: string;

  @Min(1)
  @Column({ type: 'int', nullable: true })
  pages: number | null;

  @Column('decimal', { precision: 8, scale: 2, default: 0 })
  price: string;

  @CreateDateColumn()
  createdAt: Date;

  @ManyToOne(() => Author, (author) => author.books, { nullable: false })
  author: Relation<Author>;
}
