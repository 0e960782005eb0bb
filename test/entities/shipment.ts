import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key beyond what a JavaScript number can hold. */
@Entity()
export class Shipment {
  @PrimaryColumn({ type: 'bigint' })
  number: string;

  @Column({ length: 100 })
  contents: string;
}
