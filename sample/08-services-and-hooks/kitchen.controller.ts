import { Controller, HttpCode, NotFoundException, Post } from '@nestjs/common';
import { MealOrdersService } from './meal-orders.service.js';

/** Written by hand. What it calls runs the same hooks as the routes. */
@Controller('kitchen')
export class KitchenController {
  constructor(private readonly orders: MealOrdersService) {}

  @Post('serve-next')
  @HttpCode(200)
  async serveNext(): Promise<{ readonly ticket: string }> {
    const served = await this.orders.serveNext();
    if (served === undefined) throw new NotFoundException('Nobody waits.');
    return { ticket: served.ticket };
  }
}
