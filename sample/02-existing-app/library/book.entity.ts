import { IsISBN } from 'class-validator';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Resource } from '../../../lib/index.js';
import { Author } from './author.entity.js';

@Resource<Book>({ ordering: ['title'], search: ['title'] })
@Entity()
export class Book {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 200 })
  title: string;

  @IsISBN()
  @Column({ unique: true, length: 17 })
  isbn: string;

  @Column('decimal', { precision: 8, scale: 2 })
  price: string;

  @Column({ default: 0 })
  stock: number;

  @ManyToOne(() => Author, { nullable: false })
  author: Relation<Author>;
}
