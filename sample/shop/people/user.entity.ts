import { or, owner, Resource, role } from '../../../lib/index.js';
import { Column, CreateDateColumn, Entity, OneToMany, OneToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Order } from '../orders/order.entity.js';
import { UserProfile } from './user-profile.entity.js';

/** An account. Everybody has their own; admins have all of them, and say who else is one. */
@Resource<User>({
  access: {
    read: or(owner('id'), role('admin')),
    update: or(owner('id'), role('admin')),
    create: role('admin'),
    remove: role('admin'),
  },
  fields: { passwordHash: 'hidden', roles: { writable: role('admin') }, suspended: { writable: role('admin') } },
  search: ['name', 'email'],
  relations: { orders: {}, profile: {} },
})
@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 120, unique: true })
  email: string;

  @Column({ length: 80 })
  name: string;

  @Column('simple-array', { default: '' })
  roles: string[];

  @Column({ default: false })
  suspended: boolean;

  @Column({ type: 'varchar', length: 200, nullable: true })
  passwordHash: string | null;

  @OneToMany(() => Order, (order) => order.customer)
  orders: Relation<Order[]>;

  @OneToOne(() => UserProfile, (profile) => profile.user)
  profile: Relation<UserProfile>;

  @CreateDateColumn()
  createdAt: Date;
}
