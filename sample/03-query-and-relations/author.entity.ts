import { Resource } from '../../lib/index.js';
import { Column, Entity, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Book } from './book.entity.js';

@Resource<Author>({
  ordering: ['name'],
  search: ['name', 'books.title'],
  relations: { books: { ordering: ['-publishedOn'] } },
})
@Entity()
export class Author {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 80, unique: true })
  name: string;

  @Column({ type: 'varchar', length: 60, nullable: true })
  country: string | null;

  @OneToMany(() => Book, (book) => book.author)
  books: Relation<Book[]>;
}
