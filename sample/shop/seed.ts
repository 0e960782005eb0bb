import { hash } from '@node-rs/argon2';
import type { DataSource, EntityManager, EntityTarget } from 'typeorm';
import { Category } from './catalogue/category.entity.js';
import { Product } from './catalogue/product.entity.js';
import { OrderItem } from './orders/order-item.entity.js';
import { Order } from './orders/order.entity.js';
import { UserProfile } from './people/user-profile.entity.js';
import { User } from './people/user.entity.js';
import { madeCatalogue } from './seed/catalogue.js';
import { madeOrders } from './seed/orders.js';
import { madePeople } from './seed/people.js';
import { Dice } from './seed/dice.js';

/** How much there is in the shop. */
export interface ShopSize {
  readonly products: number;
  readonly users: number;
  readonly orders: number;
}

const WHOLE_SHOP: ShopSize = { products: 400, users: 250, orders: 900 };
/** Engines take only so many parameters in one statement. */
const ROWS_AT_ONCE = 250;

/** LightApi creates tables in its own file alone; this sample has no migrations, and does so in any empty database. */
export async function createMissingTables(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  const isThere = await runner.hasTable('orders');
  await runner.release();
  if (!isThere) await dataSource.synchronize();
}

/** Puts the same few thousand rows into an empty shop each time. Every password is "correct horse". */
export async function seed(dataSource: DataSource, size: ShopSize = WHOLE_SHOP): Promise<void> {
  if (await dataSource.manager.existsBy(User, {})) return;
  const passwordHash = await hash('correct horse');
  const dice = new Dice();
  const { categories, products } = madeCatalogue(size.products, dice);
  const { users, profiles } = madePeople(size.users, passwordHash, dice);
  const { orders, items } = madeOrders(size.orders, products, users.length, dice);
  await dataSource.transaction(async (manager) => {
    await insert(manager, Category, categories);
    await insert(manager, Product, products);
    await insert(manager, User, users);
    await insert(manager, UserProfile, profiles);
    await insert(manager, Order, orders);
    await insert(manager, OrderItem, items);
  });
}

async function insert<Row extends object>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  rows: readonly Partial<Row>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const chunk = rows.slice(start, start + ROWS_AT_ONCE);
    // What the database makes of the rows is of no interest here.
    await manager
      .createQueryBuilder()
      .insert()
      .into(entity)
      .values(chunk as never)
      .updateEntity(false)
      .execute();
  }
}
