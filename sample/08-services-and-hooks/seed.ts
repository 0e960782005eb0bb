import type { DataSource } from 'typeorm';
import { Dish } from './dish.entity.js';

/** Puts a menu into an empty database. */
export async function seed({ manager }: DataSource): Promise<void> {
  if (await manager.existsBy(Dish, {})) return;
  await manager.insert(Dish, [
    { name: 'Barley soup', price: '6.50', portions: 12 },
    { name: 'Plum dumplings', price: '9.20', portions: 3 },
  ]);
}
