import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Stored in tenths of a degree, spoken of in degrees. */
const tenths = {
  to: (degrees: number | null | undefined) => (typeof degrees === 'number' ? Math.round(degrees * 10) : degrees),
  from: (stored: number | null | undefined) => (typeof stored === 'number' ? stored / 10 : stored),
};

/** A column with a transformer. */
@Entity()
export class Temperature {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int', transformer: tenths })
  degrees: number;

  @Column({ type: 'int', nullable: true, transformer: tenths })
  feltDegrees: number | null;
}
