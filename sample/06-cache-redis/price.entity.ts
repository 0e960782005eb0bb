import { Resource, role } from '../../lib/index.js';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, Unique, type Relation } from 'typeorm';
import { Product } from './product.entity.js';

/** What a product costs in one currency. */
@Resource<Price>({
  access: { read: 'public', write: role('manager') },
  relations: ['product'],
})
@Entity()
@Unique(['product', 'currency'])
export class Price {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 3 })
  currency: string;

  @Column('decimal', { precision: 8, scale: 2 })
  amount: string;

  @ManyToOne(() => Product, (product) => product.prices, { nullable: false, onDelete: 'CASCADE' })
  product: Relation<Product>;
}
