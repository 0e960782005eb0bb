import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { LightApiModule } from '../../lib/index.js';
import { Dish } from './dish.entity.js';
import { Display } from './display.js';
import { HistoryEntry } from './history-entry.entity.js';
import { KitchenController } from './kitchen.controller.js';
import { MEAL_ORDERS } from './meal-order.resource.js';
import { Tickets } from './tickets.js';

@Module({
  imports: [
    EventEmitterModule.forRoot(),
    LightApiModule.forRoot({ entities: [Dish, HistoryEntry], defaults: { access: 'public' } }),
    LightApiModule.forFeature([MEAL_ORDERS], { providers: [Tickets] }),
  ],
  controllers: [KitchenController],
  providers: [Display],
})
export class AppModule {}
