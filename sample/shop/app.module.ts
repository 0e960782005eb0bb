import { Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { LightApiModule, type LightApiRuntimeOptions } from '../../lib/index.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { SecurityHeadersMiddleware } from './http/security-headers.middleware.js';
import { OrdersModule } from './orders/orders.module.js';
import { PagesController } from './pages/pages.controller.js';
import { PeopleModule } from './people/people.module.js';
import { ShopAccounts } from './people/shop-accounts.js';
import { WeatherModule } from './weather/weather.module.js';

/**
 * The shop: three contexts of resources, and controllers of its own. The database is that of LIGHTAPI_DATABASE_URL, else
 * a file; answers and counts are kept in the Redis of LIGHTAPI_REDIS_URL, else in memory.
 */
@Module({ imports: [CatalogueModule, OrdersModule, PeopleModule, WeatherModule], controllers: [PagesController] })
export class AppModule implements NestModule {
  /** @param options over those of the shop, for tests */
  static with(options: LightApiRuntimeOptions = {}): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LightApiModule.forRoot({
          cors: { origins: ['http://localhost:5173'] },
          throttle: { limit: 300, windowMs: 60_000 },
          auth: { accounts: ShopAccounts },
          defaults: { pagination: { pageSize: 20, maxPageSize: 100 } },
          docs: { title: 'Shop', description: 'Products, orders and people: the whole tour of LightAPI.' },
          health: true,
          ...options,
        }),
      ],
    };
  }
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SecurityHeadersMiddleware).forRoutes('{*path}');
  }
}
