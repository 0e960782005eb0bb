import { Resource } from '../../lib/index.js';
import {
  Column,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { Author } from './author.entity.js';
import { Review } from './review.entity.js';
import { Tag } from './tag.entity.js';

@Resource<Book>({
  ordering: ['title'],
  search: ['title', 'author.name'],
  relations: {
    author: {},
    reviews: { pageSize: 3, ordering: ['-writtenAt'] },
    tags: { ordering: ['name'] },
  },
})
@Entity()
export class Book {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 200 })
  title: string;

  @Column({ type: 'date' })
  publishedOn: string;

  @Column({ type: 'int' })
  pages: number;

  @Column('decimal', { precision: 8, scale: 2 })
  price: string;

  @ManyToOne(() => Author, (author) => author.books, { nullable: true })
  author: Relation<Author> | null;

  @OneToMany(() => Review, (review) => review.book)
  reviews: Relation<Review[]>;

  @ManyToMany(() => Tag, (tag) => tag.books)
  @JoinTable()
  tags: Relation<Tag[]>;
}
