import { Resource } from '../../lib/index.js';
import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';

/** What the kitchen cooks. */
@Resource<Dish>({ operations: ['list', 'read'], ordering: ['name'] })
@Entity()
export class Dish {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 60, unique: true })
  name: string;

  @Column('decimal', { precision: 8, scale: 2 })
  price: string;

  @Column({ type: 'int' })
  portions: number;

  @VersionColumn()
  version: number;
}
