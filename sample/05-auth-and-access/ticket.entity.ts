import { authenticated, or, owner, Resource, role } from '../../lib/index.js';
import { Column, CreateDateColumn, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Comment } from './comment.entity.js';
import { User } from './user.entity.js';

/** Seen by who wrote it and by agents, within a company. */
@Resource<Ticket>({
  access: {
    read: or(owner('customerId'), role('agent')),
    create: authenticated(),
    update: or(owner('customerId'), role('agent')),
    remove: role('agent'),
  },
  fields: { priority: { writable: role('agent') } },
  relations: ['customer', 'comments'],
})
@Entity()
export class Ticket {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 60 })
  companyId: string;

  @Column({ length: 120 })
  subject: string;

  @Column({ type: 'int', default: 3 })
  priority: number;

  @Column({ type: 'int' })
  customerId: number;

  @ManyToOne(() => User, { nullable: false })
  customer: Relation<User>;

  @OneToMany(() => Comment, (comment) => comment.ticket)
  comments: Relation<Comment[]>;

  @CreateDateColumn()
  createdAt: Date;
}
