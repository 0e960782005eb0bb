import { Min } from 'class-validator';
import { Resource, role } from '../../../lib/index.js';
import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  VersionColumn,
  type Relation,
} from 'typeorm';
import { Category } from './category.entity.js';

/** Everybody may look. Two who change the same one do not overwrite each other: its versions are demanded. */
@Resource<Product>({
  access: { read: 'public', write: role('admin') },
  ordering: ['name', 'id'],
  search: ['name', 'description', 'category.name'],
  relations: ['category'],
})
@Entity()
export class Product {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 20, unique: true })
  sku: string;

  @Column({ length: 80 })
  name: string;

  @Column({ length: 300, default: '' })
  description: string;

  @Min(0)
  @Column('decimal', { precision: 8, scale: 2 })
  price: string;

  @Min(0)
  @Column({ type: 'int', default: 0 })
  stock: number;

  @Column({ type: 'int' })
  categoryId: number;

  @ManyToOne(() => Category, (category) => category.products, { nullable: false })
  @JoinColumn({ name: 'categoryId' })
  category: Relation<Category>;

  @CreateDateColumn()
  createdAt: Date;

  @VersionColumn()
  version: number;
}
