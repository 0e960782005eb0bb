import { Min } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class OrderItem {
  @PrimaryColumn({ type: 'int' })
  orderId: number;

  @PrimaryColumn({ type: 'int' })
  bookId: number;

  @Min(1)
  @Column({ type: 'int' })
  quantity: number;
}
