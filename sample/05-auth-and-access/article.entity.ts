import { or, Resource, role, where } from '../../lib/index.js';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Help for everybody, of whatever company; drafts are for agents. */
@Resource<Article>({
  tenancy: false,
  access: { read: or(where({ published: { eq: true } }), role('agent')), write: role('agent') },
})
@Entity()
export class Article {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 120 })
  title: string;

  @Column({ default: false })
  published: boolean;
}
