import { Module } from '@nestjs/common';
import { LightApiModule } from '../../../lib/index.js';
import { Book } from '../library/book.entity.js';
import { OpeningHoursGuard } from './opening-hours.guard.js';
import { OrderItem } from './order-item.entity.js';

/** The same `Book` that the library maintains, here as a catalogue that can only be read, beside a composite key. */
@Module({
  imports: [
    LightApiModule.forFeature(
      [
        OrderItem,
        {
          entity: Book,
          name: 'CatalogueEntry',
          path: 'catalogue',
          operations: ['list', 'read'],
          fields: { stock: 'hidden' },
          filter: ['title', 'price'],
          ordering: ['price'],
        },
      ],
      { prefix: 'shop', tags: ['Shop'], guards: [OpeningHoursGuard] },
    ),
  ],
})
export class ShopModule {}
