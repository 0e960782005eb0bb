import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
export class Author {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ length: 80 })
  name: string;

  @Column({ type: 'simple-enum', enum: ['novelist', 'poet', 'essayist'], default: 'novelist' })
  craft: string;
}
