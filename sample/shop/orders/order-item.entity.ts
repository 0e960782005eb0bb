import { Max, Min } from 'class-validator';
import { and, or, owner, Resource, role, where } from '../../../lib/index.js';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Product } from '../catalogue/product.entity.js';
import { Order } from './order.entity.js';

const OPEN = where({ 'order.status': { eq: 'open' } });

/** So many of a product, once in each order: its key is both. Belongs to whom its order belongs. */
@Resource<OrderItem>({
  access: {
    read: or(owner('order.customerId'), role('admin')),
    write: or(and(owner('order.customerId'), OPEN), role('admin')),
  },
  fields: { unitPrice: 'readOnly' },
  relations: ['order', 'product'],
})
@Entity()
export class OrderItem {
  @PrimaryColumn({ type: 'int' })
  orderId: number;

  @PrimaryColumn({ type: 'int' })
  productId: number;

  @Min(1)
  @Max(100)
  @Column({ type: 'int' })
  quantity: number;

  /** Fixed when the order is placed. */
  @Column('decimal', { precision: 8, scale: 2, nullable: true })
  unitPrice: string | null;

  @ManyToOne(() => Order, (order) => order.items, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'orderId' })
  order: Relation<Order>;

  @ManyToOne(() => Product, { nullable: false })
  @JoinColumn({ name: 'productId' })
  product: Relation<Product>;
}
