import { authenticated, Resource, role } from '../../lib/index.js';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody of a company, for whom everybody else does not exist. */
@Resource<User>({
  operations: ['list', 'read'],
  access: authenticated(),
  fields: { passwordHash: 'hidden', email: { readable: role('agent') } },
})
@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 60 })
  companyId: string;

  @Column({ length: 120, unique: true })
  email: string;

  @Column({ length: 80 })
  name: string;

  @Column('simple-array')
  roles: string[];

  @Column({ length: 200 })
  passwordHash: string;
}
