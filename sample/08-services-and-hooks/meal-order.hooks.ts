import { ConflictException, Injectable, Logger } from '@nestjs/common';
import {
  InjectResource,
  ResourceService,
  type CommittedRow,
  type HookContext,
  type HookData,
  type ResourceHooks,
} from '../../lib/index.js';
import { Dish } from './dish.entity.js';
import { HistoryEntry } from './history-entry.entity.js';
import { MealOrder } from './meal-order.entity.js';

/** Keeps portions and history in step with the order, in its transaction: all of it is stored, or nothing. */
@Injectable()
export class MealOrderHooks implements ResourceHooks<MealOrder> {
  private readonly logger = new Logger('Kitchen');

  constructor(
    @InjectResource(Dish) private readonly dishes: ResourceService<Dish>,
    @InjectResource(HistoryEntry) private readonly history: ResourceService<HistoryEntry>,
  ) {}

  /** Fills a required column that no client may write. */
  async beforeCreate(data: HookData<MealOrder>): Promise<void> {
    const dish = await this.dishes.find(data.dishId!);
    data.total = ((data.portions ?? 1) * Number(dish?.price ?? 0)).toFixed(2);
  }

  async afterCreate({ dishId, ticket, portions }: MealOrder, { requestId }: HookContext<MealOrder>): Promise<void> {
    const dish = await this.dishes.read(dishId);
    if (dish.portions < portions) throw new ConflictException(`Of ${dish.name} there are ${dish.portions} left.`);
    // Who takes the last portions at the same time learns that they are gone.
    await this.dishes.update(dishId, { portions: dish.portions - portions }, { version: dish.version });
    await this.history.create({ ticket, text: `${portions} of ${dish.name}, request ${requestId}` });
  }

  beforeUpdate(_data: HookData<MealOrder>, { previous }: HookContext<MealOrder>): void {
    if (previous?.state === 'served') throw new ConflictException('It is served already.');
  }

  async afterUpdate({ ticket, state }: MealOrder, { previous }: HookContext<MealOrder>): Promise<void> {
    if (previous?.state !== state) await this.history.create({ ticket, text: state });
  }

  /** Behind the answer, for what is stored alone: here is what cannot be taken back. */
  afterCommit({ entity, operation }: CommittedRow<MealOrder>): void {
    this.logger.log(`${operation} ${entity.ticket}: the kitchen is told`);
  }
}
