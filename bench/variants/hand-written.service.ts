import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type FindManyOptions, type FindOptionsWhere, MoreThanOrEqual, Repository } from 'typeorm';
import { Book } from '../entities.js';
import type { CreateBookBody, ListBooksQuery, UpdateBookBody } from './hand-written.dto.js';

export interface BookPage {
  readonly count: number | null;
  readonly pages: number | null;
  readonly results: readonly Book[];
}

/** What the documentation of Nest and of TypeORM would have one write. */
@Injectable()
export class BooksService {
  constructor(@InjectRepository(Book) private readonly books: Repository<Book>) {}

  async list(query: ListBooksQuery): Promise<BookPage> {
    const options = findOptions(query);
    if (query.count === 'none') return { count: null, pages: null, results: await this.books.find(options) };
    const [results, count] = await this.books.findAndCount(options);
    return { count, pages: Math.ceil(count / query.page_size), results };
  }

  async read(id: number): Promise<Book> {
    const book = await this.books.findOneBy({ id });
    if (!book) throw new NotFoundException();
    return book;
  }

  create(body: CreateBookBody): Promise<Book> {
    return this.books.save(this.books.create(body));
  }

  async update(id: number, body: UpdateBookBody): Promise<Book> {
    const book = await this.read(id);
    return this.books.save(this.books.merge(book, body));
  }
}

function findOptions(query: ListBooksQuery): FindManyOptions<Book> {
  const where: FindOptionsWhere<Book> = {};
  if (query.authorId !== undefined) where.authorId = query.authorId;
  if (query.genre !== undefined) where.genre = query.genre;
  if (query.price__gte !== undefined) where.price = MoreThanOrEqual(query.price__gte);
  const descending = query.ordering.startsWith('-');
  const column = descending ? query.ordering.slice(1) : query.ordering;
  return {
    where,
    order: { [column]: descending ? 'DESC' : 'ASC', ...(column === 'id' ? {} : { id: 'ASC' }) },
    skip: (query.page - 1) * query.page_size,
    take: query.page_size,
  };
}
