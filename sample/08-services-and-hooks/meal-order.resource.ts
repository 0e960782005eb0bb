import type { ResourceDeclaration } from '../../lib/index.js';
import { MealOrder } from './meal-order.entity.js';
import { MealOrderHooks } from './meal-order.hooks.js';
import { MealOrdersService } from './meal-orders.service.js';

/** Clients choose a dish and how many portions of it. The rest is up to the code that is named here. */
export const MEAL_ORDERS: ResourceDeclaration<MealOrder> = {
  entity: MealOrder,
  operations: ['list', 'read', 'create', 'update'],
  fields: { ticket: 'readOnly', total: 'readOnly', state: 'readOnly' },
  bulk: true,
  service: MealOrdersService,
  hooks: [MealOrderHooks],
};
