import { IsPhoneNumber } from 'class-validator';
import { owner, Resource } from '../../../lib/index.js';
import { Column, Entity, JoinColumn, OneToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { User } from './user.entity.js';

/** What somebody says of themselves, to the shop's machines and to nobody else: not even an admin reads it. */
@Resource<UserProfile>({ access: owner('userId'), relations: ['user'] })
@Entity()
export class UserProfile {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int', unique: true })
  userId: number;

  @OneToOne(() => User, (user) => user.profile, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'userId' })
  user: Relation<User>;

  @Column({ length: 80, default: '' })
  city: string;

  @IsPhoneNumber()
  @Column({ type: 'varchar', length: 20, nullable: true })
  phone: string | null;

  @Column({ default: false })
  newsletter: boolean;
}
