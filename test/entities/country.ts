import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key that is text and that clients choose. */
@Entity()
export class Country {
  @PrimaryColumn({ length: 40 })
  code: string;

  @Column({ length: 100 })
  name: string;
}
