import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A generated uuid key. */
@Entity()
export class Ticket {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ length: 100 })
  subject: string;

  @Column({ type: 'uuid', nullable: true })
  reference: string | null;
}
