import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Dish } from './dish.entity.js';

/** What a guest asks for. Everything but the dish and the number of portions is filled by the code of the application. */
@Entity()
export class MealOrder {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 20, unique: true })
  ticket: string;

  @Column({ type: 'int' })
  dishId: number;

  @ManyToOne(() => Dish, { nullable: false })
  @JoinColumn({ name: 'dishId' })
  dish: Relation<Dish>;

  @Column({ type: 'int', default: 1 })
  portions: number;

  @Column('decimal', { precision: 8, scale: 2 })
  total: string;

  @Column({ length: 10, default: 'ordered' })
  state: string;
}
