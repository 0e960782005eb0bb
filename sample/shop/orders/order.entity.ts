import { and, or, owner, Resource, role, where } from '../../../lib/index.js';
import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  VersionColumn,
  type Relation,
} from 'typeorm';
import { User } from '../people/user.entity.js';
import { OrderItem } from './order-item.entity.js';
import { ORDER_STATUSES, type OrderStatus } from './order-status.js';

/** A customer's own: a basket while it is open, and after that only what the actions make of it. */
@Resource<Order>({
  access: {
    read: or(owner('customerId'), role('admin')),
    create: owner('customerId'),
    update: or(and(owner('customerId'), where({ status: { eq: 'open' } })), role('admin')),
    remove: or(and(owner('customerId'), where({ status: { eq: 'open' } })), role('admin')),
  },
  fields: { status: 'readOnly' },
  locking: 'optional',
  idempotency: true,
  ordering: ['-createdAt', '-id'],
  relations: { customer: {}, items: { write: 'create' } },
})
@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  customerId: number;

  @ManyToOne(() => User, { nullable: false })
  @JoinColumn({ name: 'customerId' })
  customer: Relation<User>;

  @Column({ type: 'simple-enum', enum: ORDER_STATUSES, default: 'open' })
  status: OrderStatus;

  @Column({ type: 'varchar', length: 200, nullable: true })
  note: string | null;

  @OneToMany(() => OrderItem, (item) => item.order, { cascade: ['insert'] })
  items: Relation<OrderItem[]>;

  @CreateDateColumn()
  createdAt: Date;

  @VersionColumn()
  version: number;
}
