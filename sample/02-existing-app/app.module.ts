import { createRequire } from 'node:module';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LightApiModule } from '../../lib/index.js';
import { HealthController } from './health/health.controller.js';
import { LibraryModule } from './library/library.module.js';
import { ShopModule } from './shop/shop.module.js';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      driver: createRequire(import.meta.url)('libsql') as unknown,
      database: ':memory:',
      autoLoadEntities: true,
      synchronize: true,
    }),
    LightApiModule.forRoot({
      database: false,
      defaults: { pagination: { pageSize: 10 } },
      docs: { title: 'Book shop', description: 'A host application with two generated contexts.' },
    }),
    LibraryModule,
    ShopModule,
  ],
  controllers: [HealthController],
})
export class AppModule {}
