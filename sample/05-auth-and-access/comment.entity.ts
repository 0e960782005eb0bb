import { and, or, owner, Resource, role, where } from '../../lib/index.js';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Ticket } from './ticket.entity.js';

/** Follows its ticket, and what is internal is for agents alone. */
@Resource<Comment>({
  operations: ['list', 'read', 'create'],
  access: {
    read: or(role('agent'), and(owner('ticket.customerId'), where({ internal: { eq: false } }))),
    create: or(role('agent'), and(owner('ticket.customerId'), where({ internal: { eq: false } }))),
  },
  relations: ['ticket'],
})
@Entity()
export class Comment {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 60 })
  companyId: string;

  @Column({ length: 500 })
  text: string;

  @Column({ default: false })
  internal: boolean;

  @ManyToOne(() => Ticket, (ticket) => ticket.comments, { nullable: false, onDelete: 'CASCADE' })
  ticket: Relation<Ticket>;
}
