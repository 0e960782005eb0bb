import { owner, Resource } from '../../lib/index.js';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Product } from './product.entity.js';

/** Somebody's own: the answers are kept as well, and those of one are never those of another. */
@Resource<Wish>({
  access: owner('customer'),
  relations: ['product'],
})
@Entity()
export class Wish {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 40 })
  customer: string;

  @ManyToOne(() => Product, { nullable: false, onDelete: 'CASCADE' })
  product: Relation<Product>;

  @Column({ length: 120, nullable: true, type: 'varchar' })
  note: string | null;
}
