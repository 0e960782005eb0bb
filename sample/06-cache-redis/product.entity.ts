import { Resource, role } from '../../lib/index.js';
import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, VersionColumn, type Relation } from 'typeorm';
import { Category } from './category.entity.js';
import { Price } from './price.entity.js';

/** Kept as the application says for all; its `@VersionColumn` makes the entity tags of items strong. */
@Resource<Product>({
  access: { read: 'public', write: role('manager') },
  ordering: ['sku'],
  search: ['name'],
  relations: ['category', 'prices'],
})
@Entity()
export class Product {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 20, unique: true })
  sku: string;

  @Column({ length: 80 })
  name: string;

  @Column({ type: 'int', default: 0 })
  stock: number;

  @VersionColumn()
  version: number;

  @ManyToOne(() => Category, (category) => category.products, { nullable: false })
  category: Relation<Category>;

  @OneToMany(() => Price, (price) => price.product)
  prices: Relation<Price[]>;
}
