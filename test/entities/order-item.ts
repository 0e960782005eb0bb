import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key of two columns. */
@Entity()
export class OrderItem {
  @PrimaryColumn({ type: 'int' })
  orderId: number;

  @PrimaryColumn({ type: 'bigint' })
  productId: string;

  @Column({ type: 'int' })
  quantity: number;

  @Column({ type: 'varchar', length: 200, nullable: true })
  note: string | null;
}
