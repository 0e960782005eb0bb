import { Resource } from '../../lib/index.js';
import { Column, DeleteDateColumn, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';

/** Counts its changes and keeps what was deleted. */
@Resource<Product>({
  ordering: ['name'],
  softDelete: { restore: true, show: true },
  bulk: true,
})
@Entity()
export class Product {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 20, unique: true })
  sku: string;

  @Column({ length: 80 })
  name: string;

  @Column({ type: 'int', default: 0 })
  stock: number;

  @VersionColumn()
  version: number;

  @DeleteDateColumn()
  deletedAt: Date | null;
}
