import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import { Module, ValidationPipe, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Book, Review } from '../entities.js';
import { databaseOptions, listen, type Platform } from './nest-server.js';
import { BooksController } from './hand-written.controller.js';
import { BooksService } from './hand-written.service.js';
import type { StartVariant, VariantSettings } from './variant.js';

@Module({})
class HandWrittenModule {
  static with(settings: VariantSettings, isKept: boolean): DynamicModule {
    return {
      module: HandWrittenModule,
      imports: [
        TypeOrmModule.forRoot(databaseOptions(settings)),
        TypeOrmModule.forFeature([Book, Review]),
        ...(isKept ? [CacheModule.register({ ttl: 3_600_000 })] : []),
      ],
      controllers: [BooksController],
      providers: [BooksService, ...(isKept ? [{ provide: APP_INTERCEPTOR, useClass: CacheInterceptor }] : [])],
    };
  }
}

/**
 * A controller, a service on a TypeORM repository and DTOs behind the ValidationPipe, as a good developer writes them.
 *
 * @param isKept keeps answers as the documentation of Nest does, with its interceptor
 */
export function startHandWritten(platform: Platform, isKept = false): StartVariant {
  return (settings) =>
    listen(HandWrittenModule.with(settings, isKept), platform, (app) => {
      app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
    });
}
