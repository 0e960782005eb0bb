import { Resource } from '../../lib/index.js';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What became of orders: written by hooks, read by everybody. */
@Resource<HistoryEntry>({ operations: ['list', 'read'], path: 'history', ordering: ['id'] })
@Entity()
export class HistoryEntry {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 20 })
  ticket: string;

  @Column({ length: 120 })
  text: string;
}
