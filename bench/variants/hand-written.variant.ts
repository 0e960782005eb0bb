import { Module, ValidationPipe, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Book, Review } from '../entities.js';
import { databaseOptions, listen, type Platform } from './nest-server.js';
import { BooksController } from './hand-written.controller.js';
import { BooksService } from './hand-written.service.js';
import type { StartVariant, VariantSettings } from './variant.js';

@Module({})
class HandWrittenModule {
  static with(settings: VariantSettings): DynamicModule {
    return {
      module: HandWrittenModule,
      imports: [TypeOrmModule.forRoot(databaseOptions(settings)), TypeOrmModule.forFeature([Book, Review])],
      controllers: [BooksController],
      providers: [BooksService],
    };
  }
}

/** A controller, a service on a TypeORM repository and DTOs behind the ValidationPipe, as a good developer writes them. */
export function startHandWritten(platform: Platform): StartVariant {
  return (settings) =>
    listen(HandWrittenModule.with(settings), platform, (app) => {
      app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
    });
}
