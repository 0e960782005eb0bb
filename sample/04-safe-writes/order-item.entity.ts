import { Min } from 'class-validator';
import { Resource } from '../../lib/index.js';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Order } from './order.entity.js';
import { Product } from './product.entity.js';

@Resource<OrderItem>({ operations: ['list', 'read'], relations: ['order', 'product'] })
@Entity()
export class OrderItem {
  @PrimaryGeneratedColumn()
  id: number;

  @Min(1)
  @Column({ type: 'int' })
  quantity: number;

  @ManyToOne(() => Order, (order) => order.items, { nullable: false, onDelete: 'CASCADE' })
  order: Relation<Order>;

  @ManyToOne(() => Product, { nullable: false })
  product: Relation<Product>;
}
