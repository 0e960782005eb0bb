import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type FindManyOptions, type FindOptionsWhere, MoreThanOrEqual, Repository } from 'typeorm';
import { Book, Review } from '../entities.js';
import type { CreateBookBody, CreateBooksBody, ListBooksQuery, UpdateBookBody } from './hand-written.dto.js';

export interface BookPage {
  readonly count: number | null;
  readonly pages: number | null;
  readonly results: readonly Book[];
}

/** What the documentation of Nest and of TypeORM would have one write. */
@Injectable()
export class BooksService {
  constructor(
    @InjectRepository(Book) private readonly books: Repository<Book>,
    @InjectRepository(Review) private readonly reviews: Repository<Review>,
  ) {}

  async list(query: ListBooksQuery): Promise<BookPage> {
    const options = findOptions(query);
    if (query.include !== undefined) {
      const results = await this.books.find({ ...options, relations: { author: true } });
      if (query.include === 'author,reviews') await this.addReviews(results);
      return { count: null, pages: null, results };
    }
    if (query.count === 'none') return { count: null, pages: null, results: await this.books.find(options) };
    const [results, count] = await this.books.findAndCount(options);
    return { count, pages: Math.ceil(count / query.page_size), results };
  }

  /** The last three of each, with one statement: joined, TypeORM would read all reviews of all books. */
  private async addReviews(books: Book[]): Promise<void> {
    const reviews = await this.reviews
      .createQueryBuilder('review')
      .where((query) => {
        const ranked = query
          .subQuery()
          .select('ranked.id', 'id')
          .addSelect('row_number() OVER (PARTITION BY ranked."bookId" ORDER BY ranked."writtenAt" DESC)', 'place')
          .from(Review, 'ranked')
          .where('ranked."bookId" IN (:...books)')
          .getQuery();
        return `review.id IN (SELECT id FROM ${ranked} AS places WHERE place <= 3)`;
      })
      .setParameter(
        'books',
        books.map(({ id }) => id),
      )
      .orderBy('review.writtenAt', 'DESC')
      .addOrderBy('review.id')
      .getMany();
    for (const book of books) book.reviews = reviews.filter(({ bookId }) => bookId === book.id);
  }

  async read(id: number): Promise<Book> {
    const book = await this.books.findOneBy({ id });
    if (!book) throw new NotFoundException();
    return book;
  }

  create(body: CreateBookBody): Promise<Book> {
    return this.books.save(this.books.create(body));
  }

  async createMany({ create }: CreateBooksBody): Promise<{ created: Book[] }> {
    return { created: await this.books.save(this.books.create(create)) };
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
