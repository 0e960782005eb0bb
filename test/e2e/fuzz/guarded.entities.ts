import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
  VersionColumn,
} from 'typeorm';

/** Of a tenant; everybody there reads it. */
@Entity()
export class Branch {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) tenantId: number;
  @Column({ length: 60 }) name: string;
  @Column({ type: 'varchar', length: 60, nullable: true }) safe: string | null;
  @OneToMany(() => Invoice, (invoice) => invoice.branch, { cascade: ['insert'] }) invoices: Relation<Invoice>[];
}

/** Of a tenant, and written by whoever wrote it first. */
@Entity()
export class Invoice {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int' }) tenantId: number;
  @Column({ type: 'int' }) clerkId: number;
  @Column({ length: 60 }) text: string;
  @Column('decimal', { precision: 9, scale: 2, default: 0 }) total: string;
  @Column({ type: 'int', nullable: true }) branchId: number | null;
  @VersionColumn() version: number;
  @ManyToOne(() => Branch, (branch) => branch.invoices, { nullable: true })
  @JoinColumn({ name: 'branchId' })
  branch: Relation<Branch> | null;
}
