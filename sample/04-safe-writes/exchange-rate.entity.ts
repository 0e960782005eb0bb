import { Resource } from '../../lib/index.js';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Set again and again from outside: whoever comes last is right. */
@Resource<ExchangeRate>({ upsert: ['currency'] })
@Entity()
export class ExchangeRate {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 3, unique: true })
  currency: string;

  @Column('decimal', { precision: 12, scale: 6 })
  rate: string;
}
