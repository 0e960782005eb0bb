import { ChildEntity, Column, Entity, PrimaryGeneratedColumn, TableInheritance } from 'typeorm';

/** Single-table inheritance: {@link Car} and {@link Truck} share the table. */
@Entity()
@TableInheritance({ column: { name: 'kind', type: 'varchar', length: 20 } })
export class Vehicle {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 50 })
  plate: string;
}

@ChildEntity('car')
export class Car extends Vehicle {
  @Column({ type: 'int', nullable: true })
  doors: number | null;
}

@ChildEntity('truck')
export class Truck extends Vehicle {
  @Column({ type: 'decimal', precision: 6, scale: 2, nullable: true })
  loadTons: string | null;
}
