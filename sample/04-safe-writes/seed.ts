import type { DataSource } from 'typeorm';
import { Label } from './label.entity.js';
import { Product } from './product.entity.js';

/** Puts a few products and labels into an empty database. */
export async function seed({ manager }: DataSource): Promise<void> {
  if (await manager.existsBy(Product, {})) return;
  await manager.insert(Product, [
    { sku: 'TEA-01', name: 'Green tea', stock: 40 },
    { sku: 'TEA-02', name: 'Oolong', stock: 25 },
    { sku: 'MUG-01', name: 'Mug', stock: 12 },
  ]);
  await manager.insert(Label, [{ name: 'gift' }, { name: 'express' }]);
}
