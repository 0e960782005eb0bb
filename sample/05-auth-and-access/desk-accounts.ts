import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { hash, verify } from '@node-rs/argon2';
import { AccountStore, type Account } from '../../lib/index.js';
import type { Repository } from 'typeorm';
import { User } from './user.entity.js';

/** Users as accounts. Passwords are hashed with Argon2id. */
@Injectable()
export class DeskAccounts extends AccountStore {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {
    super();
  }

  async findByUsername(username: string): Promise<Account | null> {
    return accountOf(await this.users.findOneBy({ email: username }));
  }

  async findById(id: string): Promise<Account | null> {
    return accountOf(await this.users.findOneBy({ id: Number(id) }));
  }

  verifyPassword(passwordHash: string, password: string): Promise<boolean> {
    return verify(passwordHash, password);
  }

  hashPassword(password: string): Promise<string> {
    return hash(password);
  }
}

function accountOf(user: User | null): Account | null {
  return (
    user && {
      id: user.id,
      roles: user.roles,
      passwordHash: user.passwordHash,
      claims: { name: user.name, companyId: user.companyId },
    }
  );
}
