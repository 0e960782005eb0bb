import { Module } from '@nestjs/common';
import { action, LightApiModule, or, owner, role } from '../../../lib/index.js';
import { CancelOrder } from './cancel-order.js';
import { OrderItem } from './order-item.entity.js';
import { Order } from './order.entity.js';
import { OrdersService } from './orders.service.js';
import { PlaceOrder } from './place-order.js';
import { shipOrder } from './ship-order.js';
import { Stock } from './stock.js';

/** Who buys what: of their customers alone, and never kept. */
@Module({
  imports: [
    LightApiModule.forFeature(
      [
        {
          entity: Order,
          service: OrdersService,
          actions: {
            place: {
              run: PlaceOrder,
              access: owner('customerId'),
              problems: { 409: 'It is not open, or not in stock.' },
            },
            cancel: {
              run: CancelOrder,
              access: or(owner('customerId'), role('admin')),
              problems: { 409: 'It is shipped or cancelled already.' },
            },
            ship: action(Order, {
              run: shipOrder,
              access: role('admin'),
              problems: { 409: 'It was not placed.' },
            }),
          },
        },
        OrderItem,
      ],
      { tags: ['Orders'], providers: [Stock] },
    ),
  ],
})
export class OrdersModule {}
