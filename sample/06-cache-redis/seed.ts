import type { DataSource } from 'typeorm';
import { Category } from './category.entity.js';
import { Price } from './price.entity.js';
import { Product } from './product.entity.js';
import { Wish } from './wish.entity.js';

/** Puts a small shop into an empty database. */
export async function seed({ manager }: DataSource): Promise<void> {
  if (await manager.existsBy(Category, {})) return;
  await manager.insert(Category, [{ name: 'Tea' }, { name: 'Crockery' }]);
  await manager.insert(Product, [
    { sku: 'TEA-01', name: 'Green tea', stock: 40, category: { id: 1 } },
    { sku: 'TEA-02', name: 'Oolong', stock: 25, category: { id: 1 } },
    { sku: 'MUG-01', name: 'Mug', stock: 12, category: { id: 2 } },
  ]);
  await manager.insert(Price, [
    { currency: 'EUR', amount: '4.90', product: { id: 1 } },
    { currency: 'USD', amount: '5.60', product: { id: 1 } },
    { currency: 'EUR', amount: '7.50', product: { id: 2 } },
    { currency: 'EUR', amount: '12.00', product: { id: 3 } },
  ]);
  await manager.insert(Wish, [
    { customer: 'ann', note: 'For rainy days', product: { id: 1 } },
    { customer: 'ben', note: 'A big one', product: { id: 3 } },
  ]);
}
