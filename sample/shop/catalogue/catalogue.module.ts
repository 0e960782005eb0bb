import { Module } from '@nestjs/common';
import { LightApiModule } from '../../../lib/index.js';
import { Bestsellers } from './bestsellers.js';
import { Category } from './category.entity.js';
import { Product } from './product.entity.js';
import { ProductsController } from './products.controller.js';
import { ServerTimingInterceptor } from './server-timing.interceptor.js';

/** What there is to buy: for everybody to read, kept for a minute, and maintained by admins. */
@Module({
  imports: [
    LightApiModule.forFeature(
      [
        Category,
        {
          entity: Product,
          controller: ProductsController,
          enhancers: { list: { interceptors: [ServerTimingInterceptor] } },
        },
      ],
      { tags: ['Catalogue'], cache: true, providers: [Bestsellers] },
    ),
  ],
})
export class CatalogueModule {}
