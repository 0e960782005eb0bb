import { Resource } from '../../lib/index.js';
import {
  Column,
  CreateDateColumn,
  Entity,
  JoinTable,
  ManyToMany,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { Label } from './label.entity.js';
import { OrderItem } from './order-item.entity.js';

/** Created together with its items, and only once however often a client tries. */
@Resource<Order>({
  relations: { items: { write: 'create' }, labels: { write: 'link' } },
  idempotency: true,
})
@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 80 })
  customer: string;

  @CreateDateColumn()
  createdAt: Date;

  @OneToMany(() => OrderItem, (item) => item.order, { cascade: ['insert'] })
  items: Relation<OrderItem[]>;

  @ManyToMany(() => Label)
  @JoinTable()
  labels: Relation<Label[]>;
}
