import { hash, verify } from '@node-rs/argon2';
import { Injectable, type CanActivate } from '@nestjs/common';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export { Article } from '../../../../sample/05-auth-and-access/article.entity.js';
export { Comment } from '../../../../sample/05-auth-and-access/comment.entity.js';
export { Ticket } from '../../../../sample/05-auth-and-access/ticket.entity.js';
export { User } from '../../../../sample/05-auth-and-access/user.entity.js';
export { hash, verify };

@Entity()
export class Report {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  level: number;

  @Column({ default: false })
  archived: boolean;
}

@Entity()
export class Key {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  digest: string;

  @Column()
  userId: number;

  @Column()
  companyId: string;

  @Column('simple-array')
  roles: string[];
}

@Injectable()
export class ReadersService {
  findByBadge(text: string): { id: string; roles: string[] } | null {
    return text === '' ? null : { id: text, roles: [] };
  }
}

/** In the place of a strategy of Passport, such as that of `passport-custom`. */
export class Strategy {
  readonly name = 'badge';

  authenticate(): void {}
}

export class BadgeGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}
