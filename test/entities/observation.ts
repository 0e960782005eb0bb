import { Exclude } from 'class-transformer';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const LEVELS = ['low', 'mid', 'high'] as const;

/** Columns beside those of a specimen: what may be NULL of every kind, and names that no client learns of. */
@Entity()
export class Observation {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int', unique: true })
  place: number;

  @Column({ type: 'boolean', nullable: true })
  verified: boolean | null;

  @Column({ type: 'uuid', nullable: true })
  reference: string | null;

  @Column({ type: 'simple-enum', enum: LEVELS, nullable: true })
  level: (typeof LEVELS)[number] | null;

  @Column({ type: 'int', nullable: true })
  amount: number | null;

  /** Never leaves and never comes in; its name is unknown to clients. */
  @Exclude()
  @Column({ type: 'varchar', length: 20, nullable: true })
  zq: string | null;

  /** Comes in and never leaves. */
  @Column({ type: 'varchar', length: 60, nullable: true })
  password: string | null;
}
