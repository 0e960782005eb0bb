import { Module } from '@nestjs/common';
import { LightApiModule } from '../../lib/index.js';
import { Category } from './category.entity.js';
import { Price } from './price.entity.js';
import { Product } from './product.entity.js';
import { ShopController } from './shop.controller.js';
import { ShopKeys } from './shop-keys.js';
import { StockImport } from './stock-import.js';
import { Wish } from './wish.entity.js';

// Answers are kept in memory, or in the Redis of LIGHTAPI_REDIS_URL.
@Module({
  imports: [
    LightApiModule.forRoot({
      entities: [Category, Product, Price, Wish],
      defaults: { cache: true },
      auth: { apiKeys: ShopKeys },
    }),
  ],
  controllers: [ShopController],
  providers: [StockImport],
})
export class AppModule {}
