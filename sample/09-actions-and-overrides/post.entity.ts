import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';

/** Written by its author, published by an editor. */
@Entity()
export class Post {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 120 })
  title: string;

  @Column({ type: 'text' })
  text: string;

  @Column({ length: 40 })
  author: string;

  @Column({ default: false })
  published: boolean;

  @Column({ type: 'int', default: 0 })
  claps: number;

  @VersionColumn()
  version: number;
}
