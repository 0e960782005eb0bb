import { Injectable, Logger } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { CommittedRow } from '../../lib/index.js';
import { MealOrder } from './meal-order.entity.js';

/** Any class hears of what is stored, by `@nestjs/event-emitter`. */
@Injectable()
export class Display {
  private readonly logger = new Logger('Display');

  @OnEvent('lightapi.mealOrder.updated', { suppressErrors: false })
  show({ entity }: CommittedRow<MealOrder>): void {
    this.logger.log(`${entity.ticket} ${entity.state}`);
  }
}
