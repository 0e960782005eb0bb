import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Crud, type CrudController } from '@dataui/crud';
import { TypeOrmCrudService } from '@dataui/crud-typeorm';
import { Controller, Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Book, ENTITIES } from '../../entities.js';
import { CreateBookBody, UpdateBookBody } from '../../variants/hand-written.dto.js';
import type { StartVariant, VariantSettings } from '../../variants/variant.js';

@Injectable()
class BooksService extends TypeOrmCrudService<Book> {
  constructor(@InjectRepository(Book) books: Repository<Book>) {
    super(books);
  }
}

@Crud({
  model: { type: Book },
  dto: { create: CreateBookBody, update: UpdateBookBody },
  query: { join: { author: {} }, limit: 20, maxLimit: 100 },
  // With `whitelist` its bulk route takes every field of the DTO for an unknown one.
  validation: { transform: true },
})
@Controller('books')
class BooksController implements CrudController<Book> {
  constructor(@Inject(BooksService) readonly service: BooksService) {}
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

/** A controller under `@Crud`, as its documentation has it; the DTOs are those of the hand-written server. */
export const start: StartVariant = async (settings) => {
  const app = await NestFactory.create<NestExpressApplication>(BooksModule.with(settings), { logger: ['error'] });
  app.useBodyParser('json', { limit: '4mb' });
  await app.listen(0, '127.0.0.1');
  return (app.getHttpServer().address() as AddressInfo).port;
};
