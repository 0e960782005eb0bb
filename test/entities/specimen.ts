import { Resource } from '../../lib/index.js';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn } from 'typeorm';

/** Columns of {@link Specimen} that live under one name. */
export class Dimensions {
  @Column({ type: 'int', nullable: true })
  widthMm: number | null;

  @Column({ type: 'int', nullable: true })
  heightMm: number | null;
}

export const SPECIMEN_STATES = ['new', 'in use', 'retired'] as const;
export type SpecimenState = (typeof SPECIMEN_STATES)[number];

/** Every kind of column that exists on SQLite, PostgreSQL and MariaDB alike. Versions are heeded where they are sent. */
@Resource({ locking: 'optional' })
@Entity()
export class Specimen {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'int' })
  intValue: number;

  @Column({ type: 'smallint', nullable: true })
  smallintValue: number | null;

  @Column({ type: 'bigint', nullable: true })
  bigintValue: string | null;

  @Column({ type: 'decimal', precision: 12, scale: 2, nullable: true })
  decimalValue: string | null;

  @Column({ type: 'double precision', nullable: true })
  doubleValue: number | null;

  @Column({ type: 'boolean', default: false })
  booleanValue: boolean;

  @Column({ type: 'varchar', length: 50 })
  varcharValue: string;

  @Column({ type: 'varchar', length: 20, unique: true, nullable: true })
  uniqueValue: string | null;

  @Column({ type: 'varchar', length: 30, default: 'as "it" was' })
  defaultedValue: string;

  @Column({ type: 'text', nullable: true })
  textValue: string | null;

  @Column({ type: 'simple-enum', enum: SPECIMEN_STATES, default: 'new' })
  state: SpecimenState;

  @Column({ type: 'date', nullable: true })
  dateValue: string | null;

  @Column({ type: 'time', nullable: true })
  timeValue: string | null;

  @Column({ type: Date, precision: 3, nullable: true })
  datetimeValue: Date | null;

  @Column({ type: 'simple-json', nullable: true })
  jsonValue: unknown;

  @Column({ type: 'simple-array', nullable: true })
  arrayValue: string[] | null;

  @Column({ name: 'renamed_in_table', type: 'varchar', length: 20, nullable: true })
  renamedValue: string | null;

  /** Never selected unless asked for by name: must not appear in any answer. */
  @Column({ type: 'varchar', length: 60, select: false, nullable: true })
  secretValue: string | null;

  @Column(() => Dimensions)
  dimensions: Dimensions;

  @CreateDateColumn()
  createdAt: Date;

  @UpdateDateColumn()
  updatedAt: Date;

  @VersionColumn()
  version: number;
}
