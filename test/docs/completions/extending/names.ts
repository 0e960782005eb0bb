import { Injectable } from '@nestjs/common';
import type { Principal, ResourceService } from 'nestjs-lightapi';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

@Entity()
export class Author {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  name: string;
}

@Entity()
export class Book {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  title: string;

  @Column()
  slug: string;

  @Column()
  shelf: string;

  @Column({ type: 'int' })
  pages: number;

  @Column({ default: 'draft' })
  state: string;

  @Column({ type: 'datetime', nullable: true })
  publishedAt: Date | null;

  @ManyToOne(() => Author)
  author: Relation<Author>;
}

@Entity()
export class Entry {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  text: string;
}

@Injectable()
export class Mails {
  async send(text: string): Promise<void> {
    await Promise.resolve(text);
  }
}

@Injectable()
export class SearchIndex {
  async put(entity: object): Promise<void> {
    await Promise.resolve(entity);
  }
}

@Injectable()
export class ShelfNumbers {
  next(): Promise<string> {
    return Promise.resolve('A1');
  }
}

export function slugOf(title: string | null | undefined): string {
  return (title ?? '').toLowerCase().replaceAll(/\W+/g, '-');
}

export declare const books: ResourceService<Book>;
export declare const principal: Principal;
export declare const body: Partial<Book>;
