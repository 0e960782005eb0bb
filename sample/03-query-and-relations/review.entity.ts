import { Max, Min } from 'class-validator';
import { Resource } from '../../lib/index.js';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Book } from './book.entity.js';

@Resource<Review>({ ordering: ['-writtenAt'], relations: ['book'] })
@Entity()
export class Review {
  @PrimaryGeneratedColumn()
  id: number;

  @Min(1)
  @Max(5)
  @Column({ type: 'int' })
  rating: number;

  @Column({ length: 500 })
  text: string;

  @Column({ length: 40 })
  reviewer: string;

  @Column()
  writtenAt: Date;

  @ManyToOne(() => Book, (book) => book.reviews, { nullable: false, onDelete: 'CASCADE' })
  book: Relation<Book>;
}
