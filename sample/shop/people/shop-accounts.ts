import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { hash, verify } from '@node-rs/argon2';
import { AccountStore, type Account } from '../../../lib/index.js';
import type { DataSource, Repository } from 'typeorm';
import { User } from './user.entity.js';

/** Users as accounts, by their address. Passwords are hashed with Argon2id. */
@Injectable()
export class ShopAccounts extends AccountStore {
  private readonly users: Repository<User>;

  constructor(@InjectDataSource() dataSource: DataSource) {
    super();
    this.users = dataSource.getRepository(User);
  }

  async findByUsername(email: string): Promise<Account | null> {
    return accountOf(await this.users.findOneBy({ email: email.toLowerCase() }));
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
      suspended: user.suspended,
      passwordHash: user.passwordHash,
      claims: { name: user.name },
    }
  );
}
