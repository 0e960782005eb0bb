import { Resource } from '../../lib/index.js';
import { Column, Entity, ManyToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Book } from './book.entity.js';

@Resource<Tag>({ ordering: ['name'], relations: ['books'] })
@Entity()
export class Tag {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 30, unique: true })
  name: string;

  @ManyToMany(() => Book, (book) => book.tags)
  books: Relation<Book[]>;
}
