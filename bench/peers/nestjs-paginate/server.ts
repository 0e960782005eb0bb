import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import {
  FilterOperator,
  paginate,
  Paginate,
  type PaginateConfig,
  type Paginated,
  type PaginateQuery,
  PaginationType,
} from 'nestjs-paginate';
import type { Repository } from 'typeorm';
import { Book, ENTITIES } from '../../entities.js';
import type { StartVariant, VariantSettings } from '../../variants/variant.js';

const COUNTED: PaginateConfig<Book> = {
  sortableColumns: ['id', 'title', 'price', 'publishedAt'],
  defaultSortBy: [['id', 'ASC']],
  filterableColumns: { authorId: [FilterOperator.EQ], genre: [FilterOperator.EQ], price: [FilterOperator.GTE] },
  throwOnInvalidFilter: true,
};
/** The way it has to page without a count. */
const STREAM: PaginateConfig<Book> = { ...COUNTED, paginationType: PaginationType.CURSOR };
const WITH_AUTHOR: PaginateConfig<Book> = { ...STREAM, relations: ['author'] };

@Injectable()
class BooksService {
  constructor(@InjectRepository(Book) private readonly books: Repository<Book>) {}

  list(query: PaginateQuery, config: PaginateConfig<Book>): Promise<Paginated<Book>> {
    return paginate(query, this.books, config);
  }
}

@Controller('books')
class BooksController {
  constructor(@Inject(BooksService) private readonly books: BooksService) {}

  @Get()
  list(@Paginate() query: PaginateQuery): Promise<Paginated<Book>> {
    return this.books.list(query, COUNTED);
  }

  @Get('stream')
  stream(@Paginate() query: PaginateQuery): Promise<Paginated<Book>> {
    return this.books.list(query, STREAM);
  }

  @Get('stream/with-author')
  streamWithAuthor(@Paginate() query: PaginateQuery): Promise<Paginated<Book>> {
    return this.books.list(query, WITH_AUTHOR);
  }
}

@Module({})
class BooksModule {
  static with(settings: VariantSettings): DynamicModule {
    return {
      module: BooksModule,
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: settings.databaseUrl,
          applicationName: settings.applicationName,
          poolSize: settings.poolSize,
          entities: ENTITIES,
          extra: { idleTimeoutMillis: 0 },
        }),
        TypeOrmModule.forFeature([Book]),
      ],
      controllers: [BooksController],
      providers: [BooksService],
    };
  }
}

/** A controller whose lists are made by `paginate()`, as its README has it. */
export const start: StartVariant = async (settings) => {
  const app = await NestFactory.create(BooksModule.with(settings), { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  return (app.getHttpServer().address() as AddressInfo).port;
};
