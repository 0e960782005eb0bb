import { AfterLoad, BeforeInsert, BeforeUpdate, Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Listeners on every path: reads and writes have to go through the ORM. */
@Entity()
export class Audited {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 100 })
  label: string;

  /** Written by the listeners alone. */
  @Column({ type: 'varchar', length: 120, nullable: true })
  trail: string | null;

  @BeforeInsert()
  markInsert(): void {
    this.trail = `inserted ${this.label}`;
  }

  @BeforeUpdate()
  markUpdate(): void {
    this.trail = `updated ${this.label}`;
  }

  @AfterLoad()
  shout(): void {
    this.label = this.label.toUpperCase();
  }
}
