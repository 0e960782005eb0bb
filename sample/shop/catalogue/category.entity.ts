import { Resource, role } from '../../../lib/index.js';
import { Column, Entity, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Product } from './product.entity.js';

/** Hardly ever changes: the server keeps answers for ten minutes, and clients need not ask again for one. */
@Resource<Category>({
  access: { read: 'public', write: role('admin') },
  cache: { ttlMs: 600_000, maxAgeMs: 60_000 },
  ordering: ['name'],
  relations: { products: { pageSize: 5 } },
})
@Entity()
export class Category {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 60, unique: true })
  name: string;

  @OneToMany(() => Product, (product) => product.category)
  products: Relation<Product[]>;
}
